"""The suites of landscapes, fixed before anything was run."""

from __future__ import annotations

from fallline.core import BadInput
from fallline.landscapes import read_landscape, shelf, write_landscape
from fallline.scene import Scene
from fallline.scene.examples import examples

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


def grounds(*words: str) -> tuple[Ground, ...]:
    """The landscapes that words such as ``speed``, ``videos``, ``all`` or ``rosenbrock~dim:10`` name; raises BadInput.

    What two suites have in common belongs to the first.
    """
    found: list[Ground] = []
    for word in words:
        there = {ground for _, ground in found}
        named = _suite(word)
        if named is None:
            landscape = read_landscape(word)
            ground = write_landscape(landscape)
            if ground in there:
                raise BadInput(f"{ground} stands twice among the landscapes; name it once.")
            named = [(STRESS if landscape.id in SUITES[STRESS] else CHOSEN, ground)]
        found += [(group, ground) for group, ground in named if ground not in there]
    if not found:
        raise BadInput(f"No landscape was named; take {', '.join((*SUITES, VIDEOS, ALL))}, or ids with commas between.")
    return tuple(found)


def _suite(word: str) -> list[Ground] | None:
    """The landscapes of a suite; None for a word that is none."""
    known = {id: group for group, ids in SUITES.items() for id in ids}
    if word == VIDEOS:
        shown = (Scene.from_link(each.link) for each in examples.values() if each.group == VIDEOS)
        return [(VIDEOS, ground) for ground in dict.fromkeys(write_landscape(each.landscape) for each in shown)]
    if word == ALL:
        known |= {id: OTHER for id in shelf.classes if id not in known and id != UNTYPED}
    elif word not in SUITES:
        return None
    chosen = {id: group for id, group in known.items() if word in (ALL, group)}
    return [(group, write_landscape(read_landscape(id))) for id, group in chosen.items()]
