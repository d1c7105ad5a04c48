"""Whole suites in a few curves, and what tuning costs and bears."""

from __future__ import annotations

import numpy as np

from fallline.analysis.learning_rates import rate_of
from fallline.compare.plan import HEADLINE_AT, TARGETS
from fallline.compare.results import Results
from fallline.compare.starts import field_of
from fallline.compare.statistics import (
    data_profile,
    distribution,
    expected_running_time,
    performance,
    profile_score,
    restarted,
    within_twice,
)
from fallline.compare.table import Table
from fallline.core import read_item
from fallline.optimizers import shelf

TAUS = 2.0 ** np.linspace(0, 4, 33)
ALPHAS = np.geomspace(1, 10_000, 41)
POINTS = 61


def _cells(results: Results, group: str, regime: str, instance: str) -> dict[str, list]:
    grounds = results.plan.groups[group]
    return {name: [results.cell(each, name, regime, instance) for each in grounds] for name in results.plan.entrants}


def performance_profile(results: Results) -> Table:
    """How often nearly the best, by how much."""
    rows: list[tuple[object, ...]] = []
    for over in results.over():
        times = np.array(
            [
                [expected_running_time(each.cost[..., HEADLINE_AT], results.plan.budget) for each in cells]
                for cells in _cells(results, *over).values()
            ]
        )
        shares, scores = performance(times, TAUS), profile_score(times)
        solved = np.isfinite(times).mean(1)
        for place, name in enumerate(results.plan.entrants):
            rows += [(*over, name, float(tau), float(at)) for tau, at in zip(TAUS, shares[place], strict=True)]
            rows += [(*over, name, "area to 4", float(scores[place])), (*over, name, "ever", float(solved[place]))]
    note = (
        "The share of landscapes on which an entrant's ERT to the headline target is at most 'tau' times the least "
        "(Dolan and More, 2002). With more than two entrants it says who is best how often, not who is second."
    )
    return Table("performance", ("group", "regime", "instance", "optimizer", "tau", "share"), tuple(rows), note)


def data_profiles(results: Results) -> Table:
    """How much is solved for how much."""
    rows = []
    for over in results.over():
        dims = np.array([results.dim(ground) for ground in results.plan.groups[over[0]]])
        medians = np.array(
            [
                [np.quantile(each.cost[..., HEADLINE_AT], 0.5, method="inverted_cdf") for each in cells]
                for cells in _cells(results, *over).values()
            ]
        )
        shares = data_profile(medians, dims, ALPHAS)
        for name, line in zip(results.plan.entrants, shares, strict=True):
            rows += [(*over, name, float(alpha), float(at)) for alpha, at in zip(ALPHAS, line, strict=True)]
    note = (
        "The share of landscapes on which at least half of the runs arrive at the headline target within 'alpha' times "
        "(coordinates + 1) gradients (More and Wild, 2009)."
    )
    return Table("data_profile", ("group", "regime", "instance", "optimizer", "alpha", "share"), tuple(rows), note)


def runtimes(results: Results) -> Table:
    """The distribution of running times over all landscapes, targets and starts."""
    rows, budget = [], results.plan.budget
    at = np.geomspace(1, budget, POINTS)
    for over in results.over():
        grounds = results.plan.groups[over[0]]
        for name, cells in _cells(results, *over).items():
            costs = [
                cell.cost[..., TARGETS.index(target)]
                for ground, cell in zip(grounds, cells, strict=True)
                for target in field_of(results.plan, ground).targets
            ]
            again = restarted(costs, budget, at)
            rows += [(*over, name, *map(float, each)) for each in zip(at, *distribution(costs, at), again, strict=True)]
    note = (
        "The share of (landscape, target, start) that are reached within 'cost' gradients, with its 95 % bootstrap "
        "interval over starts; 'restarted': if whoever fails starts again elsewhere."
    )
    columns = ("group", "regime", "instance", "optimizer", "cost", "share", "low", "high", "restarted")
    return Table("runtimes", columns, tuple(rows), note)


def sensitivity(results: Results) -> Table:
    """The expected running time at every learning rate, and the share of the range that is nearly as good as the
    best."""
    rows, plan = [], results.plan
    for group, grounds in plan.groups.items():
        for ground in grounds:
            for name in plan.entrants:
                costs = results.rates(ground, name)
                if costs is None:
                    continue
                settings = results.carried.jobs[ground, name, "rates", ""].settings
                times = np.array([expected_running_time(each, plan.budget) for each in costs[..., HEADLINE_AT]])
                width = within_twice(times)
                for spelled, ert in zip(settings, times, strict=True):
                    rows.append((group, ground, name, _rate(spelled), float(ert), width))
    note = (
        "ERT to the headline target at learning rates over the whole published range, all else at the defaults; "
        "'within "
        "2x': the share of that range, on its logarithmic scale, where it is at most twice the least."
    )
    return Table("sensitivity", ("group", "landscape", "optimizer", "lr", "ERT", "within 2x"), tuple(rows), note)


def _rate(spelled: str) -> float:
    return rate_of(read_item(shelf, spelled))


def tuning(results: Results) -> Table:
    """What to expect after so many trials."""
    rows = []
    for (group, name), trials in results.carried.trials.items():
        for k, line in enumerate(trials.after().tolist(), start=1):
            rows.append((group, name, k, *line))
    note = (
        "The geometric mean of the ERT over a group's landscapes, at the headline target and from the tuning "
        "starts, of the "
        "best of k trials drawn from all that were made: its expectation, and the range in which it falls in "
        "four of five draws. "
        f"A landscape that is never solved counts as twice all that was spent, budget {results.plan.tuning_budget:,}."
    )
    return Table("tuning", ("group", "optimizer", "trials", "ERT", "low", "high"), tuple(rows), note)


def space(results: Results) -> Table:
    """The search space in the end, and whatever moved it."""
    rows: list[tuple[object, ...]] = []
    for name, each in results.carried.ranges:
        what = f"1 - {name}" if each.memory else name
        rows.append((what, each.low, each.high, "", "", ""))
    for round, who, name, side, times, came in results.carried.hits:
        rows.append((name, "", "", f"round {round}: {who}, {times} landscapes at the {side} end", side, came))
    note = (
        "Even on a log scale, the same for all; where an optimum lay at an edge it was widened for all, and all was "
        "tried anew. First the space in the end, then what was found at edges, round by round."
    )
    return Table("space", ("setting", "low", "high", "hit", "end", "what came of it"), tuple(rows), note)


ALL = (performance_profile, data_profiles, runtimes, sensitivity, tuning, space)
