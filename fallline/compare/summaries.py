"""Who ran by which settings, and how each fared on each landscape."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from fallline.compare.pipeline import ORIGINAL
from fallline.compare.plan import DELTAS, HEADLINE_AT, HEADLINE_NAME, REGIME_SAYS, TARGETS
from fallline.compare.results import Results
from fallline.compare.starts import field_of
from fallline.compare.statistics import (
    expected_running_time,
    interval,
    median_interval,
    quantiles,
    resampled_times,
    share,
)
from fallline.compare.suites import STRESS
from fallline.compare.table import Table

FAILURES = ("diverged", "stalled", "still going")


def entrants(results: Results) -> Table:
    """Every setting that was run, and what it stands for."""
    carried, rows = results.carried, []
    for group, ground in results.plan.grounds:
        for name in results.plan.entrants:
            settings = carried.settings[ground, name]
            for regime, which in carried.regimes[ground, name].items():
                rows.append((group, ground, name, regime, which, settings[which]))
    says = "; ".join(f"{regime}: {words}" for regime, words in REGIME_SAYS.items() if regime in results.plan.regimes)
    columns = ("group", "landscape", "optimizer", "regime", "setting", "as a link spells it")
    return Table("entrants", columns, tuple(rows), f"Column 'setting' of the runs. {says}.")


def targets(results: Results) -> Table:
    """The gaps f - f* that count as arrived."""
    rows = []
    for group, ground in results.plan.grounds:
        field = field_of(results.plan, ground)
        tols = dict(zip(field.targets, field.tols.tolist(), strict=True))
        rows.append((group, ground, field.scale, *(tols.get(target, "") for target in TARGETS), field.left_out))
    note = (
        f"A target is {', '.join(f'{delta:g}' for delta in DELTAS)} times the scale, which is the median gap f - f* of "
        "points drawn over the domain; 'absolute' is the same gap everywhere. Empty: double precision cannot tell it. "
        "'not started from': points drawn that were within the loosest target already, or where f is not finite."
    )
    return Table("targets", ("group", "landscape", "scale", *TARGETS, "not started from"), tuple(rows), note)


def landscapes(results: Results) -> Table:
    """Success, expected running time and quantiles per landscape, entrant, regime, instance and target."""
    columns: tuple[str, ...] = (
        "group",
        "landscape",
        "regime",
        "instance",
        "optimizer",
        "target",
        "runs",
        "arrived",
        "share",
        "share low",
    )
    columns += ("share high", "ERT", "ERT low", "ERT high", "quarter", "median", "three quarters", "median low")
    columns += ("median high", "touched", "diverged", "median distance", "median path")
    note = (
        f"In units of one gradient, budget {results.plan.budget:,}; inf: never. Intervals at 95 %: Wilson's for "
        "shares, "
        "bootstrap over starts for the expected running time (ERT: all that was spent over the number of "
        "arrivals) and, "
        "at the headline target, for the median. 'touched': share that came as near at any time, stayed or not."
    )
    return Table("landscapes", columns, tuple(_landscape_rows(results)), note)


def _landscape_rows(results: Results) -> Iterator[tuple]:
    plan = results.plan
    for group, ground in plan.grounds:
        known = field_of(plan, ground).targets
        for regime in plan.regimes_of(group):
            for instance in results.instances(group):
                for name in plan.entrants:
                    cell = results.cell(ground, name, regime, instance)
                    facts = (float(np.median(cell.facts[each])) for each in ("distance", "path_length"))
                    rest = (float((cell.facts["diverged_at"] >= 0).mean()), *facts)
                    for which, target in enumerate(TARGETS):
                        if target in known:
                            head = (group, ground, regime, instance, name, target)
                            numbers = _numbers(cell.cost[..., which], plan.budget, target == HEADLINE_NAME)
                            yield *head, *numbers, float(np.isfinite(cell.touch[..., which]).mean()), *rest


def _numbers(cost: np.ndarray, budget: int, headline: bool) -> tuple:
    hits = int(np.isfinite(cost).sum())
    middle = median_interval(cost) if headline else ("", "")
    times = (expected_running_time(cost, budget), *interval(resampled_times(cost, budget)))
    return cost.size, hits, hits / cost.size, *share(hits, cost.size), *times, *quantiles(cost), *middle


def classic(results: Results) -> Table:
    """From the one start that the literature gives: an illustration, not a sample."""
    rows = []
    for group, ground in results.plan.grounds:
        for regime in results.plan.regimes_of(group):
            for name in results.plan.entrants:
                cell = results.classic(ground, name, regime)
                costs = (_or_never(cost) for cost in cell.cost[0, 0])
                touch = _or_never(cell.touch[0, 0, HEADLINE_AT])
                rows.append((group, ground, regime, name, str(cell.outcome[0, 0]), *costs, touch))
    columns = ("group", "landscape", "regime", "optimizer", "outcome", *TARGETS, f"first touch of {HEADLINE_NAME}")
    note = "The cost of arrival from the classic start, in units of one gradient; empty: not within the budget."
    return Table("classic", columns, tuple(rows), note)


def _or_never(cost: float) -> object:
    return int(cost) if np.isfinite(cost) else ""


def failures(results: Results) -> Table:
    """What became of the runs, per landscape; the only picture of those that are made to fail."""
    rows = []
    for group, ground in results.plan.grounds:
        for regime in results.plan.regimes_of(group):
            for name in results.plan.entrants:
                outcome = results.cell(ground, name, regime, ORIGINAL).outcome
                shares = (float((outcome == word).mean()) for word in ("arrived", *FAILURES))
                rows.append((group, ground, regime, name, *shares))
    note = f"Shares of the runs at the headline target, {HEADLINE_NAME} of the scale. '{STRESS}' is never ranked."
    return Table("failures", ("group", "landscape", "regime", "optimizer", "arrived", *FAILURES), tuple(rows), note)
