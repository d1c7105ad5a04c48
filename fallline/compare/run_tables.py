"""Tables of the runs: settings, targets, costs per landscape, outcomes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from fallline.compare.pipeline import ORIGINAL_INSTANCE
from fallline.compare.plan import HEADLINE_INDEX, HEADLINE_NAME, REGIME_DESCRIPTIONS, RELATIVE_TARGETS, TARGET_NAMES
from fallline.compare.results import Results
from fallline.compare.starts import draw_starts_and_targets
from fallline.compare.statistics import (
    expected_running_time,
    median_interval,
    percentile_interval,
    quantiles,
    resample_running_times,
    wilson_interval,
)
from fallline.compare.suites import STRESS_SUITE
from fallline.compare.table import Table
from fallline.landscapes import read_landscape

ROUNDING_SHARE = 1e-12  # of |f*|: a gap this little below 0 is rounding error
FAILED_OUTCOME_NAMES = ("diverged", "stalled", "still going")


def entrants_table(results: Results) -> Table:
    """Return the table ``entrants``: the setting (link text) of each entrant on each landscape in each regime."""
    pipeline, rows = results.pipeline, []
    for group, landscape in results.plan.grouped_landscapes:
        for name in results.plan.entrants:
            settings = pipeline.settings[landscape, name]
            for regime, index in pipeline.regime_settings[landscape, name].items():
                rows.append((group, landscape, name, regime, index, settings[index]))
    descriptions = "; ".join(
        f"{regime}: {text}" for regime, text in REGIME_DESCRIPTIONS.items() if regime in results.plan.regimes
    )
    columns = ("group", "landscape", "optimizer", "regime", "setting", "as a link spells it")
    return Table("entrants", columns, tuple(rows), f"Column 'setting' of the runs. {descriptions}.")


def targets_table(results: Results) -> Table:
    """Return the table ``targets``: the scale and the target gaps f - f* of each landscape."""
    rows = []
    for group, landscape in results.plan.grouped_landscapes:
        drawn = draw_starts_and_targets(results.plan, landscape)
        target_gaps = dict(zip(drawn.target_names, drawn.target_gaps.tolist(), strict=True))
        gaps = (target_gaps.get(target, "") for target in TARGET_NAMES)
        rows.append((group, landscape, drawn.scale, *gaps, drawn.excluded_count))
    note = (
        f"A target is {', '.join(f'{share:g}' for share in RELATIVE_TARGETS)} times the scale, "
        "which is the median gap f - f* of points drawn over the domain; 'absolute' is the same gap everywhere. "
        "Empty: double precision cannot tell it. "
        "'not started from': points drawn that were within the loosest target already, or where f is not finite."
    )
    return Table("targets", ("group", "landscape", "scale", *TARGET_NAMES, "not started from"), tuple(rows), note)


def landscapes_table(results: Results) -> Table:
    """Return the table ``landscapes``: success and cost per landscape, regime, instance, entrant and target."""
    columns: tuple[str, ...] = ("group", "landscape", "regime", "instance", "optimizer", "target", "runs", "arrived")
    columns += (
        "share",
        "share low",
        "share high",
        "ERT",
        "ERT low",
        "ERT high",
        "quarter",
        "median",
        "three quarters",
        "median low",
    )
    columns += ("median high", "touched", "diverged", "median distance", "median path")
    note = (
        f"In units of one gradient, budget {results.plan.budget:,}; inf: never. Intervals at 95 %: Wilson's for "
        "shares, bootstrap over starts for the expected running time (ERT: all that was spent over the number of "
        "arrivals) and, at the headline target, for the median. 'touched': share that came as near at any time, "
        "stayed or not."
    ) + _lower_gaps_note(results)
    return Table("landscapes", columns, tuple(_landscape_rows(results)), note)


def _lower_gaps_note(results: Results) -> str:
    """Return a sentence on landscapes on which a run went lower than the minimum that a search had found, or ''."""
    lowered = []
    for group, text in results.plan.grouped_landscapes:
        landscape = read_landscape(text)
        if landscape.proved or landscape.lower_outside:
            continue
        cases = ((regime, each) for regime in results.plan.regimes_of(group) for each in results.instances(group))
        samples = [results.sample(text, name, *case) for case in cases for name in results.plan.entrants]
        lowest = min(float(np.nanmin(sample.facts["gap"], initial=0.0)) for sample in samples)
        if lowest < -ROUNDING_SHARE * max(1.0, abs(landscape.fmin)):
            lowered.append(text)
    if not lowered:
        return ""
    names = ", ".join(lowered)
    return f" Runs went lower than the minimum that a search had found, from which gaps are measured: {names}."


def _landscape_rows(results: Results) -> Iterator[tuple]:
    plan = results.plan
    for group, landscape in plan.grouped_landscapes:
        target_names = draw_starts_and_targets(plan, landscape).target_names
        for regime in plan.regimes_of(group):
            for instance in results.instances(group):
                for name in plan.entrants:
                    sample = results.sample(landscape, name, regime, instance)
                    facts = (float(np.median(sample.facts[each])) for each in ("distance", "path_length"))
                    rest = (float((sample.facts["diverged_at"] >= 0).mean()), *facts)
                    for index, target in enumerate(TARGET_NAMES):
                        if target in target_names:
                            head = (group, landscape, regime, instance, name, target)
                            numbers = _cost_columns(sample.cost[..., index], plan.budget, target == HEADLINE_NAME)
                            yield *head, *numbers, float(np.isfinite(sample.touch_cost[..., index]).mean()), *rest


def _cost_columns(cost: np.ndarray, budget: int, is_headline: bool) -> tuple:
    """Return the columns from 'runs' to 'median high' for one sample of costs (starts, repeats)."""
    successes = int(np.isfinite(cost).sum())
    median_ends = median_interval(cost) if is_headline else ("", "")
    times = (expected_running_time(cost, budget), *percentile_interval(resample_running_times(cost, budget)))
    shares = (successes / cost.size, *wilson_interval(successes, cost.size))
    return cost.size, successes, *shares, *times, *quantiles(cost), *median_ends


def classic_table(results: Results) -> Table:
    """Return the table ``classic``: outcome and costs of the one run from the classic start of each landscape."""
    rows = []
    for group, landscape in results.plan.grouped_landscapes:
        for regime in results.plan.regimes_of(group):
            for name in results.plan.entrants:
                sample = results.classic_sample(landscape, name, regime)
                costs = (_format_cost(cost) for cost in sample.cost[0, 0])
                touch = _format_cost(sample.touch_cost[0, 0, HEADLINE_INDEX])
                rows.append((group, landscape, regime, name, str(sample.outcome[0, 0]), *costs, touch))
    columns = ("group", "landscape", "regime", "optimizer", "outcome", *TARGET_NAMES, f"first touch of {HEADLINE_NAME}")
    note = "The cost of arrival from the classic start, in units of one gradient; empty: not within the budget."
    return Table("classic", columns, tuple(rows), note)


def _format_cost(cost: float) -> object:
    return int(cost) if np.isfinite(cost) else ""


def failures_table(results: Results) -> Table:
    """Return the table ``failures``: the share of runs with each outcome, on unrotated landscapes without noise.

    A run has the outcome 'arrived' if it reached the headline target.
    """
    rows = []
    for group, landscape in results.plan.grouped_landscapes:
        for regime in results.plan.regimes_of(group):
            for name in results.plan.entrants:
                outcome = results.sample(landscape, name, regime, ORIGINAL_INSTANCE).outcome
                shares = (float((outcome == word).mean()) for word in ("arrived", *FAILED_OUTCOME_NAMES))
                rows.append((group, landscape, regime, name, *shares))
    note = f"Shares of the runs at the headline target, {HEADLINE_NAME} of the scale. '{STRESS_SUITE}' is never ranked."
    return Table(
        "failures", ("group", "landscape", "regime", "optimizer", "arrived", *FAILED_OUTCOME_NAMES), tuple(rows), note
    )


RUN_TABLE_MAKERS = (entrants_table, targets_table, landscapes_table, classic_table, failures_table)
