"""Pairwise comparison of the first entrant, the reference, with each of the others, its rivals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from fallline.compare.pipeline import ORIGINAL_INSTANCE
from fallline.compare.plan import DEFAULTS_REGIME, HEADLINE_INDEX, SUITE_REGIME
from fallline.compare.results import Results
from fallline.compare.statistics import (
    UNDECIDED,
    classify_ratio,
    expected_running_time,
    hodges_lehmann_estimate,
    holm_adjusted,
    mean_log_cost_ratios,
    mean_ratio_intervals,
    percentile_interval,
    resample_running_times,
    signed_rank_p_value,
    win_rate,
)
from fallline.compare.table import Table
from fallline.landscapes import read_landscape

PRIMARY_REGIMES = (DEFAULTS_REGIME, SUITE_REGIME)  # fixed in advance; all other regimes are exploratory
MIN_REACHED_SHARE = 0.1  # of the runs of either optimizer, for a landscape to enter a mean ratio


P_VALUE_COLUMN_INDEX = 10  # in the rows of ``_overall_rows``


@dataclass(frozen=True, eq=False)
class Pair:
    """The result of comparing the reference with one rival on one landscape.

    ``ratio`` is the rival's expected running time divided by the reference's, ``log_ratios`` (RESAMPLE_COUNT,) its
    logarithm in the bootstrap samples. ``win_rate`` is the share of starts on which the reference costs less.
    ``reached_shares`` are the shares of runs that reach the headline target, of the reference and of the rival.
    """

    landscape: str
    rival: str
    ratio: float
    log_ratios: np.ndarray
    win_rate: float
    p_value: float
    reached_shares: tuple[float, float]

    @property
    def is_counted(self) -> bool:
        """Whether the reference and the rival each reach the target in MIN_REACHED_SHARE of their runs or more.

        Only then does ``ratio`` enter a mean over landscapes.
        """
        return min(self.reached_shares) >= MIN_REACHED_SHARE

    @property
    def ratio_interval(self) -> tuple[float, float]:
        """The bootstrap interval (low, high) of ``ratio`` at CONFIDENCE."""
        low, high = percentile_interval(self.log_ratios)
        return float(np.exp(low)), float(np.exp(high))


@lru_cache(maxsize=128)
def compare_group(results: Results, group: str, regime: str, instance: str) -> list[Pair]:
    """Return a Pair for each landscape of a group and each rival, in one regime and instance.

    The costs that are compared are those until the headline target is reached. All rivals of a landscape are adjacent.
    """
    reference, *rivals = results.plan.entrants
    pairs = []
    for landscape in results.plan.groups[group]:
        reference_cost = results.sample(landscape, reference, regime, instance).cost[..., HEADLINE_INDEX]
        for rival in rivals:
            rival_cost = results.sample(landscape, rival, regime, instance).cost[..., HEADLINE_INDEX]
            pairs.append(compare_pair(landscape, rival, reference_cost, rival_cost, results.plan.budget))
    return pairs


def compare_pair(landscape: str, rival: str, reference_cost: np.ndarray, rival_cost: np.ndarray, budget: float) -> Pair:
    """Return the Pair of the reference and a rival from their costs on a landscape, from the same starts.

    Costs are arrays (starts, repeats) in gradient evaluations until the target is reached, inf for never; ``budget`` is
    what a run that fails has spent.
    """
    reference_time, rival_time = (expected_running_time(each, budget) for each in (reference_cost, rival_cost))
    start_ratios = mean_log_cost_ratios(reference_cost, rival_cost, budget)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = float(np.divide(rival_time, reference_time))
        log_ratios = np.log(resample_running_times(rival_cost, budget))
        log_ratios -= np.log(resample_running_times(reference_cost, budget))
    shares = (float(np.isfinite(reference_cost).mean()), float(np.isfinite(rival_cost).mean()))
    return Pair(
        landscape,
        rival,
        ratio,
        np.where(np.isnan(log_ratios), 0.0, log_ratios),
        win_rate(start_ratios),
        signed_rank_p_value(start_ratios),
        shares,
    )


def pairs_table(results: Results) -> Table:
    """Return the table ``pairs``: a row for each Pair of every group, regime and instance, with p-values."""
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
    for group, regime, instance in results.iterate_cases():
        pairs = compare_group(results, group, regime, instance)
        for each, p in zip(pairs, holm_adjusted(np.array([each.p_value for each in pairs])), strict=True):
            low, high = each.ratio_interval
            result = classify_ratio(low, high, p) if max(each.reached_shares) > 0 else UNDECIDED
            head = (group, each.landscape, regime, instance, reference, each.rival)
            yield *head, each.ratio, low, high, each.win_rate, each.p_value, float(p), result, *each.reached_shares


def overall_table(results: Results) -> Table:
    """Return the table ``overall``: each rival's expected running time divided by the reference's, per group.

    The ratios are geometric means over the landscapes of a group on which both reach the target often enough.
    """
    rows = list(_overall_rows(results))
    primary = [index for index, row in enumerate(rows) if row[-1] == "primary"]
    p_values = np.array([rows[index][P_VALUE_COLUMN_INDEX] for index in primary])
    adjusted = dict(zip(primary, holm_adjusted(p_values).tolist(), strict=True)) if primary else {}
    with_adjusted = tuple(
        (*row[: P_VALUE_COLUMN_INDEX + 1], adjusted.get(index, ""), *row[P_VALUE_COLUMN_INDEX + 1 :])
        for index, row in enumerate(rows)
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
    return Table("overall", columns, with_adjusted, note)


def _overall_rows(results: Results) -> Iterator[tuple]:
    """Yield the rows of ``overall_table`` without the column 'p of Holm'."""
    reference, *rivals = results.plan.entrants
    for group, regime, instance in results.iterate_cases():
        pairs = compare_group(results, group, regime, instance)
        for rival in rivals:
            of_rival = [each for each in pairs if each.rival == rival]
            counted = [each for each in of_rival if each.is_counted]
            excluded = "; ".join(_describe_exclusion(each, reference) for each in of_rival if not each.is_counted)
            kind = "primary" if regime in PRIMARY_REGIMES and instance == ORIGINAL_INSTANCE else "exploratory"
            head = (group, regime, instance, reference, rival, len(counted))
            if not counted:
                yield *head, "", "", "", "", 1.0, "", "", excluded, kind
                continue
            log_ratios = np.log([each.ratio for each in counted])
            fixed, others = mean_ratio_intervals([each.log_ratios for each in counted])
            estimate = float(np.exp(hodges_lehmann_estimate(log_ratios)))
            mean = float(np.exp(log_ratios.mean()))
            numbers = (mean, *fixed, estimate, signed_rank_p_value(log_ratios), *others)
            yield *head, *numbers, excluded, kind


def _describe_exclusion(pair: Pair, reference: str) -> str:
    """Name the landscape that is left out of a mean, and which optimizers fail on it."""
    failing = [
        name
        for name, share in zip((reference, pair.rival), pair.reached_shares, strict=True)
        if share < MIN_REACHED_SHARE
    ]
    return f"{pair.landscape} ({' and '.join(failing)} fail{'s' if len(failing) == 1 else ''})"


def families_table(results: Results) -> Table:
    """Return the table ``families``: each rival's expected running time over the reference's, per landscape family.

    The ratios are geometric means over the landscapes of a family on which both reach the target often enough.
    """
    rows = []
    reference, *rivals = results.plan.entrants
    for group, landscapes in results.plan.groups.items():
        families = {landscape: read_landscape(landscape).family for landscape in landscapes}
        for regime in results.plan.regimes_of(group):
            counted = [each for each in compare_group(results, group, regime, ORIGINAL_INSTANCE) if each.is_counted]
            for family in dict.fromkeys(families.values()):
                family_size = sum(each == family for each in families.values())
                for rival in rivals:
                    pairs = [each for each in counted if (families[each.landscape], each.rival) == (family, rival)]
                    numbers: tuple[object, ...] = ("", "", "")
                    if pairs:
                        mean = float(np.exp(np.mean([np.log(each.ratio) for each in pairs])))
                        numbers = (mean, *mean_ratio_intervals([each.log_ratios for each in pairs])[0])
                    rows.append(
                        (group, regime, family.replace("_", " "), reference, rival, family_size, len(pairs), *numbers)
                    )
    columns = ("group", "regime", "kind", "reference", "rival", "landscapes", "both arrive on", "ratio", "low", "high")
    note = "As 'overall', of landscapes of one family of the catalogue each; the interval is for these landscapes."
    return Table("families", columns, tuple(rows), note)


def wins_table(results: Results) -> Table:
    """Return the table ``wins``: the win rate of every entrant against every entrant, per group and regime.

    The win rate is the share of starts on which the first costs less, a tie counting half, averaged over landscapes.
    """
    rows = []
    for group, landscapes in results.plan.groups.items():
        for regime in results.plan.regimes_of(group):
            costs = {
                name: [
                    results.sample(landscape, name, regime, ORIGINAL_INSTANCE).cost[..., HEADLINE_INDEX]
                    for landscape in landscapes
                ]
                for name in results.plan.entrants
            }
            for one, one_costs in costs.items():
                for other, other_costs in costs.items():
                    rates = [
                        win_rate(mean_log_cost_ratios(a, b, results.plan.budget))
                        for a, b in zip(one_costs, other_costs, strict=True)
                    ]
                    rows.append((group, regime, one, other, float(np.mean(rates))))
    note = (
        "The share of starts from which the first arrives sooner at the headline target, ties and double "
        "failures half; the "
        "mean over landscapes."
    )
    return Table("wins", ("group", "regime", "optimizer", "against", "share"), tuple(rows), note)


PAIRWISE_TABLE_MAKERS = (pairs_table, overall_table, families_table, wins_table)
