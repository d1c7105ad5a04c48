"""The ranking of the runs of a race at equal cost in gradient evaluations.

assets/race/standings.js computes the same ranking in JavaScript; tests/cases/standings.json is the test of both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fallline.picture.look import Runs
from fallline.run import Trajectory
from fallline.run.costs import cumulative_cost


@dataclass(frozen=True)
class Standing:
    """A run's state at a given cost: its index, its step, and its median gap there.

    ``reached_costs`` holds, for each start that had reached the target by then, the cost at which it did, ascending.
    """

    run_index: int
    step: int
    gap: float
    reached_costs: tuple[int, ...]


def rank_runs(runs: Runs, t: int) -> tuple[float, list[Standing]]:
    """Return (cost, standings): the runs, best first, at the highest cost that all of them have spent by step t.

    The cost is in gradient evaluations. With several starts, the cost and the gap of a run are medians over them.
    """
    spent = [np.median(cumulative_cost(run), axis=1) for run in runs]
    return rank_by_cost(spent, [median_gap(run) for run in runs], [costs_to_target(run) for run in runs], t)


def rank_by_cost(
    spent: Sequence[np.ndarray], gaps: Sequence[np.ndarray], target_costs: Sequence[Sequence[int]], t: int
) -> tuple[float, list[Standing]]:
    """Return (cost, standings), like ``rank_runs``, from the costs and gaps of the runs.

    ``spent`` and ``gaps`` hold for each run the cost and the gap at every step (steps+1,), ``target_costs`` for each
    run and start the cost at which it reached the target, -1 if it did not. A run is better if more of its starts have
    reached the target, then if their median cost is lower, then if its gap is smaller.
    """
    cost = float(min(each[t] for each in spent))
    standings = []
    for index, (own_cost, gap) in enumerate(zip(spent, gaps, strict=True)):
        step = max(int(np.searchsorted(own_cost, cost, side="right")) - 1, 0)
        reached_costs = tuple(sorted(each for each in target_costs[index] if 0 <= each <= cost))
        standings.append(Standing(index, step, gap[step], reached_costs))
    return cost, sorted(
        standings, key=lambda each: (-len(each.reached_costs), _median(each.reached_costs), each.gap, each.run_index)
    )


def median_gap(run: Trajectory) -> np.ndarray:
    """Return the median gap f - f* over all starts, (steps+1,)."""
    gaps = np.sort(run.gap, axis=1)
    return (gaps[:, (run.rows - 1) // 2] + gaps[:, run.rows // 2]) / 2


def costs_to_target(run: Trajectory) -> list[int]:
    """Return one number per start: the cost in gradient evaluations when it reached the target, -1 if it did not."""
    spent = cumulative_cost(run)
    return [-1 if end.reached is None else int(spent[end.reached, row]) for row, end in enumerate(run.outcome)]


def _median(ascending: tuple[int, ...]) -> int:
    return ascending[(len(ascending) - 1) // 2] if ascending else 0
