"""Tables that summarize a whole group of landscapes, and those of tuning and sensitivity."""

from __future__ import annotations

import numpy as np

from fallline.analysis.learning_rates import get_learning_rate
from fallline.compare.plan import HEADLINE_INDEX, TARGET_NAMES
from fallline.compare.results import Results
from fallline.compare.starts import draw_starts_and_targets
from fallline.compare.statistics import (
    data_profile,
    expected_running_time,
    performance_profile,
    performance_profile_area,
    restart_distribution,
    runtime_distribution,
    share_within_twice_best,
)
from fallline.compare.table import Table
from fallline.core import read_item
from fallline.optimizers import shelf

TAUS = 2.0 ** np.linspace(0, 4, 33)  # multiples of the least running time, in the performance profile
ALPHAS = np.geomspace(1, 10_000, 41)  # budgets divided by (coordinates + 1), in the data profile
RUNTIME_BUDGET_COUNT = 61  # budgets at which the running time distribution is tabulated


def _samples(results: Results, group: str, regime: str, instance: str) -> dict[str, list]:
    """Return the samples of each entrant, by its name, on the landscapes of a group."""
    landscapes = results.plan.groups[group]
    return {
        name: [results.sample(each, name, regime, instance) for each in landscapes] for name in results.plan.entrants
    }


def performance_table(results: Results) -> Table:
    """Return the table ``performance``: the share of landscapes on which an entrant takes at most tau times the best.

    Rows per group, regime, instance, entrant and tau; two more rows hold the profile's area and the share ever solved.
    """
    rows: list[tuple[object, ...]] = []
    for case in results.iterate_cases():
        times = np.array(
            [
                [expected_running_time(each.cost[..., HEADLINE_INDEX], results.plan.budget) for each in samples]
                for samples in _samples(results, *case).values()
            ]
        )
        shares, areas = performance_profile(times, TAUS), performance_profile_area(times)
        solved = np.isfinite(times).mean(1)
        for name, row, area, ever in zip(results.plan.entrants, shares, areas, solved, strict=True):
            rows += [(*case, name, float(tau), float(share)) for tau, share in zip(TAUS, row, strict=True)]
            rows += [(*case, name, "area to 4", float(area)), (*case, name, "ever", float(ever))]
    note = (
        "The share of landscapes on which an entrant's ERT to the headline target is at most 'tau' times the least "
        "(Dolan and More, 2002). With more than two entrants it says who is best how often, not who is second."
    )
    return Table("performance", ("group", "regime", "instance", "optimizer", "tau", "share"), tuple(rows), note)


def data_profile_table(results: Results) -> Table:
    """Return the table ``data_profile``: the share of landscapes solved within alpha (coordinates + 1) gradients."""
    rows = []
    for case in results.iterate_cases():
        dims = np.array([results.dim(landscape) for landscape in results.plan.groups[case[0]]])
        medians = np.array(
            [
                [np.quantile(each.cost[..., HEADLINE_INDEX], 0.5, method="inverted_cdf") for each in samples]
                for samples in _samples(results, *case).values()
            ]
        )
        shares = data_profile(medians, dims, ALPHAS)
        for name, row in zip(results.plan.entrants, shares, strict=True):
            rows += [(*case, name, float(alpha), float(share)) for alpha, share in zip(ALPHAS, row, strict=True)]
    note = (
        "The share of landscapes on which at least half of the runs arrive at the headline target within 'alpha' times "
        "(coordinates + 1) gradients (More and Wild, 2009)."
    )
    return Table("data_profile", ("group", "regime", "instance", "optimizer", "alpha", "share"), tuple(rows), note)


def runtimes_table(results: Results) -> Table:
    """Return the table ``runtimes``: the share of all (landscape, target, start) of a group reached in each budget."""
    rows, budget = [], results.plan.budget
    budgets = np.geomspace(1, budget, RUNTIME_BUDGET_COUNT)
    for case in results.iterate_cases():
        landscapes = results.plan.groups[case[0]]
        for name, samples in _samples(results, *case).items():
            costs = [
                sample.cost[..., TARGET_NAMES.index(target)]
                for landscape, sample in zip(landscapes, samples, strict=True)
                for target in draw_starts_and_targets(results.plan, landscape).target_names
            ]
            restarted = restart_distribution(costs, budget, budgets)
            rows += [
                (*case, name, *map(float, each))
                for each in zip(budgets, *runtime_distribution(costs, budgets), restarted, strict=True)
            ]
    note = (
        "The share of (landscape, target, start) that are reached within 'cost' gradients, with its 95 % bootstrap "
        "interval over starts; 'restarted': if whoever fails starts again elsewhere."
    )
    columns = ("group", "regime", "instance", "optimizer", "cost", "share", "low", "high", "restarted")
    return Table("runtimes", columns, tuple(rows), note)


def sensitivity_table(results: Results) -> Table:
    """Return the table ``sensitivity``: the expected running time by landscape, entrant and learning rate.

    Its last column is the share of the learning rates whose time is at most twice the least.
    """
    rows, plan = [], results.plan
    for group, landscapes in plan.groups.items():
        for landscape in landscapes:
            for name in plan.entrants:
                costs = results.sensitivity_costs(landscape, name)
                if costs is None:
                    continue
                settings = results.pipeline.jobs[landscape, name, "rates", ""].settings
                times = np.array([expected_running_time(each, plan.budget) for each in costs[..., HEADLINE_INDEX]])
                within = share_within_twice_best(times)
                for setting, ert in zip(settings, times, strict=True):
                    rows.append((group, landscape, name, _learning_rate(setting), float(ert), within))
    note = (
        "ERT to the headline target at learning rates over the whole published range, all else at the defaults; "
        "'within 2x': the share of that range, on its logarithmic scale, where it is at most twice the least."
    )
    return Table("sensitivity", ("group", "landscape", "optimizer", "lr", "ERT", "within 2x"), tuple(rows), note)


def _learning_rate(setting: str) -> float:
    return get_learning_rate(read_item(shelf, setting))


def tuning_table(results: Results) -> Table:
    """Return the table ``tuning``: the expected running time with the best of k trials, by group, entrant and k."""
    rows = []
    for (group, name), trials in results.pipeline.trials.items():
        for k, numbers in enumerate(trials.expected_best().tolist(), start=1):
            rows.append((group, name, k, *numbers))
    note = (
        "The geometric mean of the ERT over a group's landscapes, at the headline target and from the tuning "
        "starts, of the best of k trials drawn from all that were made: its expectation, and the range in which it "
        "falls in four of five draws. "
        f"A landscape that is never solved counts as twice all that was spent, budget {results.plan.tuning_budget:,}."
    )
    return Table("tuning", ("group", "optimizer", "trials", "ERT", "low", "high"), tuple(rows), note)


def space_table(results: Results) -> Table:
    """Return the table ``space``: the final range of each setting, then the best trials at edges, round by round."""
    rows: list[tuple[object, ...]] = []
    for name, each in results.pipeline.ranges:
        setting = f"1 - {name}" if each.complement else name
        rows.append((setting, each.low, each.high, "", "", ""))
    for round, entrant, name, side, count, result in results.pipeline.edge_hits:
        rows.append((name, "", "", f"round {round}: {entrant}, {count} landscapes at the {side} end", side, result))
    note = (
        "Even on a log scale, the same for all; where an optimum lay at an edge it was widened for all, and all was "
        "tried anew. First the space in the end, then what was found at edges, round by round."
    )
    return Table("space", ("setting", "low", "high", "hit", "end", "what came of it"), tuple(rows), note)


PROFILE_TABLE_MAKERS = (
    performance_table,
    data_profile_table,
    runtimes_table,
    sensitivity_table,
    tuning_table,
    space_table,
)
