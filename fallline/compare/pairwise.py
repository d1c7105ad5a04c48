"""Who is faster than whom: effect sizes first, then tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from fallline.compare.pipeline import ORIGINAL
from fallline.compare.plan import DEFAULTS, HEADLINE_AT, SUITE
from fallline.compare.results import Results
from fallline.compare.statistics import (
    OPEN,
    differences,
    expected_running_time,
    hodges_lehmann,
    holm,
    interval,
    mean_ratio,
    resampled_times,
    signed_rank,
    verdict,
    win_rate,
)
from fallline.compare.table import Table
from fallline.landscapes import read_landscape

PRIMARY = (DEFAULTS, SUITE)  # regimes about which something is claimed; the rest is exploratory
LEAST = 0.1  # of the runs must arrive on a landscape, of both, for a ratio to count


@dataclass(frozen=True, eq=False)
class Pair:
    """The reference against a rival on one landscape: ``logs`` are resampled log ratios, rival over reference."""

    ground: str
    rival: str
    ratio: float
    logs: np.ndarray
    wins: float
    p: float
    shares: tuple[float, float]

    @property
    def counts(self) -> bool:
        """Whether both arrive often enough."""
        return min(self.shares) >= LEAST

    @property
    def bounds(self) -> tuple[float, float]:
        """The interval of the ratio."""
        low, high = interval(self.logs)
        return float(np.exp(low)), float(np.exp(high))


@lru_cache(maxsize=128)
def pairs_of(results: Results, group: str, regime: str, instance: str) -> list[Pair]:
    """The first entrant against every other, on each landscape of a group."""
    reference, *rivals = results.plan.entrants
    found = []
    for ground in results.plan.groups[group]:
        mine = results.cell(ground, reference, regime, instance).cost[..., HEADLINE_AT]
        for rival in rivals:
            theirs = results.cell(ground, rival, regime, instance).cost[..., HEADLINE_AT]
            found.append(pair_of(ground, rival, mine, theirs, results.plan.budget))
    return found


def pair_of(ground: str, rival: str, mine: np.ndarray, theirs: np.ndarray, budget: float) -> Pair:
    """Costs of the same starts (starts, repeats) against each other."""
    one, other = (expected_running_time(each, budget) for each in (mine, theirs))
    gained = differences(mine, theirs, budget)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = float(np.divide(other, one))
        logs = np.log(resampled_times(theirs, budget)) - np.log(resampled_times(mine, budget))
    shares = (float(np.isfinite(mine).mean()), float(np.isfinite(theirs).mean()))
    return Pair(
        ground, rival, ratio, np.where(np.isnan(logs), 0.0, logs), win_rate(gained), signed_rank(gained), shares
    )


def pairs(results: Results) -> Table:
    """The reference against every other entrant, landscape by landscape."""
    columns: tuple[str, ...]
    columns = ("group", "landscape", "regime", "instance", "reference", "rival", "ratio", "low", "high", "wins")
    columns += ("p", "p of Holm", "the reference is", "share of reference", "share of rival")
    note = (
        "'ratio': how many times the gradients of the reference the rival takes to the headline target (its ERT "
        "over the "
        "reference's), with its 95 % bootstrap interval over starts; 'wins': share of starts on which the reference "
        "arrives sooner, ties half. p by Wilcoxon's signed-rank test over starts, adjusted over the landscapes "
        "and rivals "
        "of one group, regime and instance. A difference is claimed if the adjusted p is below 0.05 and the "
        "interval leaves out 1."
    )
    return Table("pairs", columns, tuple(_pair_rows(results)), note)


def _pair_rows(results: Results) -> Iterator[tuple]:
    reference = next(iter(results.plan.entrants))
    for group, regime, instance in results.over():
        found = pairs_of(results, group, regime, instance)
        for each, p in zip(found, holm(np.array([each.p for each in found])), strict=True):
            low, high = each.bounds
            said = verdict(low, high, p) if max(each.shares) > 0 else OPEN
            head = (group, each.ground, regime, instance, reference, each.rival)
            yield *head, each.ratio, low, high, each.wins, each.p, float(p), said, *each.shares


def overall(results: Results) -> Table:
    """Geometric means over landscapes."""
    rows = list(_overall_rows(results))
    primary = [place for place, row in enumerate(rows) if row[-1] == "primary"]
    adjusted = (
        dict(zip(primary, holm(np.array([rows[place][10] for place in primary])), strict=True)) if primary else {}
    )
    whole = tuple(
        (*row[:11], float(adjusted[place]) if place in adjusted else "", *row[11:]) for place, row in enumerate(rows)
    )
    columns: tuple[str, ...]
    columns = ("group", "regime", "instance", "reference", "rival", "landscapes", "ratio", "low", "high")
    columns += ("estimate", "p", "p of Holm", "low of others", "high of others", "left out", "kind")
    note = (
        "'ratio': geometric mean over the landscapes on which both arrive in at least a tenth of the runs; 'low' and "
        "'high' for these landscapes, 'of others' for landscapes like these (they are resampled too). 'estimate' "
        "is that of "
        "Hodges and Lehmann; p by Wilcoxon's signed-rank test over landscapes, adjusted over what was declared "
        "primary before: "
        "the original instances at defaults and tuned for the suite."
    )
    return Table("overall", columns, whole, note)


def _overall_rows(results: Results) -> Iterator[tuple]:
    reference, *rivals = results.plan.entrants
    for group, regime, instance in results.over():
        found = pairs_of(results, group, regime, instance)
        for rival in rivals:
            mine = [each for each in found if each.rival == rival]
            counted = [each for each in mine if each.counts]
            out = "; ".join(_why(each, reference) for each in mine if not each.counts)
            kind = "primary" if regime in PRIMARY and instance == ORIGINAL else "exploratory"
            head = (group, regime, instance, reference, rival, len(counted))
            if not counted:
                yield *head, "", "", "", "", 1.0, "", "", out, kind
                continue
            ratios = np.log([each.ratio for each in counted])
            fixed, others = mean_ratio([each.logs for each in counted])
            middle = float(np.exp(hodges_lehmann(ratios)))
            numbers = (float(np.exp(ratios.mean())), *fixed, middle, signed_rank(ratios), *others)
            yield *head, *numbers, out, kind


def _why(pair: Pair, reference: str) -> str:
    fails = [name for name, share in zip((reference, pair.rival), pair.shares, strict=True) if share < LEAST]
    return f"{pair.ground} ({' and '.join(fails)} fail{'s' if len(fails) == 1 else ''})"


def families(results: Results) -> Table:
    """Geometric means over the landscapes of one kind: when is it faster?"""
    rows = []
    reference, *rivals = results.plan.entrants
    for group, grounds in results.plan.groups.items():
        kinds = {ground: read_landscape(ground).family for ground in grounds}
        for regime in results.plan.regimes_of(group):
            counted = [each for each in pairs_of(results, group, regime, ORIGINAL) if each.counts]
            for kind in dict.fromkeys(kinds.values()):
                of_kind = sum(each == kind for each in kinds.values())
                for rival in rivals:
                    mine = [each for each in counted if (kinds[each.ground], each.rival) == (kind, rival)]
                    numbers: tuple[object, ...] = ("", "", "")
                    if mine:
                        mean = float(np.exp(np.mean([np.log(each.ratio) for each in mine])))
                        numbers = (mean, *mean_ratio([each.logs for each in mine])[0])
                    rows.append((group, regime, kind.replace("_", " "), reference, rival, of_kind, len(mine), *numbers))
    columns = ("group", "regime", "kind", "reference", "rival", "landscapes", "both arrive on", "ratio", "low", "high")
    note = "As 'overall', of landscapes of one family of the catalogue each; the interval is for these landscapes."
    return Table("families", columns, tuple(rows), note)


def wins(results: Results) -> Table:
    """Every entrant against every other."""
    rows = []
    for group, grounds in results.plan.groups.items():
        for regime in results.plan.regimes_of(group):
            cells = {
                name: [results.cell(ground, name, regime, ORIGINAL).cost[..., HEADLINE_AT] for ground in grounds]
                for name in results.plan.entrants
            }
            for one, mine in cells.items():
                for other, theirs in cells.items():
                    gained = [differences(a, b, results.plan.budget) for a, b in zip(mine, theirs, strict=True)]
                    rows.append((group, regime, one, other, float(np.mean([win_rate(each) for each in gained]))))
    note = (
        "The share of starts from which the first arrives sooner at the headline target, ties and double "
        "failures half; the "
        "mean over landscapes."
    )
    return Table("wins", ("group", "regime", "optimizer", "against", "share"), tuple(rows), note)
