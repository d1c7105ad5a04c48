"""The suites of landscapes, fixed before any run was made."""

from __future__ import annotations

from fallline.core import BadInput
from fallline.landscapes import read_landscape, shelf, write_landscape
from fallline.scene import Scene
from fallline.scene.examples import examples

# Groups in which results are averaged; the suites, and "all", can be named on the command line.
SPEED_SUITE, BASIN_SUITE, STRESS_SUITE = "speed", "basin", "stress"
OTHER_GROUP, CHOSEN_GROUP, ALL_LANDSCAPES = "other", "chosen", "all"
VIDEOS_GROUP = "videos"  # the landscapes of the AdaBelief authors' videos, each once
GroupedLandscape = tuple[str, str]  # the group in which results are averaged, and the landscape's link text

SUITES: dict[str, tuple[str, ...]] = {
    SPEED_SUITE: (
        *("sphere", "sum_squares", "elliptic", "schwefel_1_2", "matyas", "booth", "zakharov", "rotated_ellipse_1"),
        *("adabelief_a_abs_sum", "adabelief_b_abs_rotated", "adabelief_c_quad_rotated", "adabelief_d_abs_scaled"),
        *("quartic", "rosenbrock", "cube", "dixon_price", "beale", "powell_badly_scaled", "jennrich_sampson"),
        *("bukin_2", "bukin_6", "happy_cat", "double_well", "trecanni", "perm_0_d_beta", "log_beale", "rosenbrock_b1"),
    ),
    BASIN_SUITE: (
        *("himmelblau", "six_hump_camel", "three_hump_camel", "goldstein_price", "branin", "mccormick"),
        *("styblinski_tang", "freudenstein_roth", "peaks", "muller_brown", "rastrigin", "ackley", "griewank", "levy"),
        *("schwefel_2_26", "michalewicz", "drop_wave", "bohachevsky_1", "egg_crate", "rosenbrock_modified"),
        *("damavandi", "shubert", "bird"),
    ),
    STRESS_SUITE: (
        *("easom", "gramacy_lee", "dejong_5", "xin_she_yang_3", "tripod", "eggholder", "mishra_3", "trefethen"),
    ),
}
SUITE_DESCRIPTIONS = {
    SPEED_SUITE: "one basin, or only global minima: how fast is the subject",
    BASIN_SUITE: "many minima: how often is the subject",
    STRESS_SUITE: "made to fail gradients: shown as a map of failures, never ranked",
    VIDEOS_GROUP: "the landscapes of the AdaBelief authors' videos",
    OTHER_GROUP: "the rest of the catalogue",
    CHOSEN_GROUP: "chosen by hand",
}
FORMULA_ID = "formula"  # a landscape that a visitor types; it has no default


def resolve_landscapes(*words: str) -> tuple[GroupedLandscape, ...]:
    """Return (group, link text) of each landscape that words such as ``speed``, ``all`` or ``rosenbrock~dim:10`` name.

    A word is a suite, VIDEOS_GROUP, ALL_LANDSCAPES or the link text of a landscape. A landscape of several suites
    belongs to the first. Raises BadInput if a link text is named again, a word names nothing or none is given.
    """
    found: list[GroupedLandscape] = []
    for word in words:
        named_before = {text for _, text in found}
        named = _read_suite(word)
        if named is None:
            landscape = read_landscape(word)
            text = write_landscape(landscape)
            if text in named_before:
                raise BadInput("{landscape} stands twice among the landscapes; name it once.", landscape=text)
            named = [(STRESS_SUITE if landscape.id in SUITES[STRESS_SUITE] else CHOSEN_GROUP, text)]
        found += [(group, text) for group, text in named if text not in named_before]
    if not found:
        suites = ", ".join((*SUITES, VIDEOS_GROUP, ALL_LANDSCAPES))
        raise BadInput("No landscape was named; take {suites}, or ids with commas between.", suites=suites)
    return tuple(found)


def _read_suite(word: str) -> list[GroupedLandscape] | None:
    """Return the landscapes of a suite, VIDEOS_GROUP or ALL_LANDSCAPES; None if ``word`` names none of them."""
    group_by_id = {id: group for group, ids in SUITES.items() for id in ids}
    if word == VIDEOS_GROUP:
        shown = (Scene.from_link(each.link) for each in examples.values() if each.group == VIDEOS_GROUP)
        return [(VIDEOS_GROUP, text) for text in dict.fromkeys(write_landscape(each.landscape) for each in shown)]
    if word == ALL_LANDSCAPES:
        group_by_id |= {id: OTHER_GROUP for id in shelf.classes if id not in group_by_id and id != FORMULA_ID}
    elif word not in SUITES:
        return None
    chosen = {id: group for id, group in group_by_id.items() if word in (ALL_LANDSCAPES, group)}
    return [(group, write_landscape(read_landscape(id))) for id, group in chosen.items()]
