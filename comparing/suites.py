"""The suites of landscapes, fixed before anything was run."""

from __future__ import annotations

from core import BadInput
from engine.examples import examples
from engine.link import read_landscape, read_link, write_landscape
from landscapes import shelf

SPEED, BASIN, STRESS, OTHER, CHOSEN, ALL = "speed", "basin", "stress", "other", "chosen", "all"
VIDEOS = "videos"  # the landscapes of the AdaBelief authors' videos, each once
Ground = tuple[str, str]  # the group that it is summed up with, and the landscape, spelled

SUITES: dict[str, tuple[str, ...]] = {
    SPEED: (
        *("sphere", "sum_squares", "elliptic", "schwefel_1_2", "matyas", "booth", "zakharov", "rotated_ellipse_1"),
        *("adabelief_a_abs_sum", "adabelief_b_abs_rotated", "adabelief_c_quad_rotated", "adabelief_d_abs_scaled"),
        *("quartic", "rosenbrock", "cube", "dixon_price", "beale", "powell_badly_scaled", "jennrich_sampson"),
        *("bukin_2", "bukin_6", "happy_cat", "double_well", "trecanni", "perm_0_d_beta", "log_beale", "rosenbrock_b1"),
    ),
    BASIN: (
        *("himmelblau", "six_hump_camel", "three_hump_camel", "goldstein_price", "branin", "mccormick"),
        *("styblinski_tang", "freudenstein_roth", "peaks", "muller_brown", "rastrigin", "ackley", "griewank", "levy"),
        *("schwefel_2_26", "michalewicz", "drop_wave", "bohachevsky_1", "egg_crate", "rosenbrock_modified"),
        *("damavandi", "shubert", "bird"),
    ),
    STRESS: (*("easom", "gramacy_lee", "dejong_5", "xin_she_yang_3", "tripod", "eggholder", "mishra_3", "trefethen"),),
}
SAYS = {
    SPEED: "one basin, or only global minima: how fast is the subject",
    BASIN: "many minima: how often is the subject",
    STRESS: "made to fail gradients: shown as a map of failures, never ranked",
    VIDEOS: "the landscapes of the AdaBelief authors' videos",
    OTHER: "the rest of the catalogue",
    CHOSEN: "chosen by hand",
}
UNTYPED = "formula"  # a visitor's own, which there is none of


def grounds(text: str) -> tuple[Ground, ...]:
    """The landscapes that ``speed``, ``basin``, ``stress``, ``all`` or ``id,id~setting:value`` names; raises
    BadInput."""
    if text in SUITES:
        return tuple((text, write_landscape(read_landscape(id))) for id in SUITES[text])
    if text == VIDEOS:
        shown = (read_link(each.link)[0] for each in examples.values() if each.group == VIDEOS)
        return tuple((VIDEOS, ground) for ground in dict.fromkeys(write_landscape(each.landscape) for each in shown))
    if text == ALL:
        known = {id: group for group, ids in SUITES.items() for id in ids}
        rest = [id for id in shelf.classes if id not in known and id != UNTYPED]
        return tuple((known.get(id, OTHER), write_landscape(read_landscape(id))) for id in (*known, *rest))
    found = []
    for word in filter(None, (each.strip() for each in text.split(","))):
        if word in (*SUITES, VIDEOS):  # what two suites have in common belongs to the first
            found += [(group, ground) for group, ground in grounds(word) if ground not in {each for _, each in found}]
        else:
            landscape = read_landscape(word)
            found.append((STRESS if landscape.id in SUITES[STRESS] else CHOSEN, write_landscape(landscape)))
    if not found:
        raise BadInput(
            f"'{text}' names no landscape; take {', '.join(SUITES)}, {VIDEOS}, {ALL}, or ids with commas between them."
        )
    spelled = [spelling for _, spelling in found]
    if twice := [each for each in spelled if spelled.count(each) > 1]:
        raise BadInput(f"{twice[0]} stands twice among the landscapes; name it once.")
    return tuple(found)
