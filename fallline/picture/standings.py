"""The ranking of the runs of a race at equal cost in gradient evaluations.

assets/race/standings.js computes the same ranking in JavaScript; tests/cases/standings.json is the test of both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from fallline.picture.look import Runs
from fallline.run import Trajectory
from fallline.run.costs import cumulative_cost


@dataclass(frozen=True)
class RunCosts:
    """What the ranking needs of a run: the cost ``spent`` and the median ``gap`` at every step, (steps+1,).

    ``reached``, ``left`` and ``back`` hold for each start the cost at which it reached the target, left it again and
    was back to the end, -1 if it did not. ``diverged_at`` is the first step at which most starts have diverged, -1 if
    they have not.
    """

    spent: np.ndarray
    gap: np.ndarray
    reached: Sequence[int]
    left: Sequence[int]
    back: Sequence[int]
    diverged_at: int

    @classmethod
    def from_run(cls, run: Trajectory) -> Self:
        """Return the costs of a run; with several starts, the cost and the gap are medians over them."""
        return cls(
            np.median(cumulative_cost(run), axis=1),
            median_gap(run),
            costs_to_target(run),
            _costs_of_events(run, [end.left_again for end in run.outcome]),
            _costs_of_events(run, [end.back_at for end in run.outcome]),
            most_diverged_at(run),
        )

    def has_diverged(self, step: int) -> bool:
        """Return whether most starts have diverged by a step."""
        return 0 <= self.diverged_at <= step


@dataclass(frozen=True)
class Standing:
    """A run's state at a given cost: its index, its step, and its median gap there.

    ``reached_costs`` holds, for each start that is within the target at that cost, the cost at which it reached it,
    ascending. ``left_costs`` holds (cost of reaching it, cost of leaving it) for each start that has left it again.
    ``diverged_at`` is the step at which most starts have diverged by that cost, -1 if they have not.
    """

    run_index: int
    step: int
    gap: float
    reached_costs: tuple[int, ...]
    left_costs: tuple[tuple[int, int], ...]
    diverged_at: int


def rank_runs(runs: Runs, t: int) -> tuple[float, list[Standing]]:
    """Return (cost, standings): the runs, best first, at the highest cost that all of them have spent by step t.

    The cost is in gradient evaluations. Runs that have diverged by step t spend no more, so they do not count.
    """
    return rank_by_cost([RunCosts.from_run(run) for run in runs], t)


def rank_by_cost(runs: Sequence[RunCosts], t: int) -> tuple[float, list[Standing]]:
    """Return (cost, standings), like ``rank_runs``, from the costs and gaps of the runs.

    A run is better if more of its starts are within the target, then if it has not diverged, then if the median cost of
    reaching the target is lower, then if its gap is smaller.
    """
    going = [run.spent[t] for run in runs if not run.has_diverged(t)]
    cost = float(min(going) if going else max(run.spent[t] for run in runs))
    return cost, sorted((_standing(run, index, cost, t) for index, run in enumerate(runs)), key=_rank_key)


def _standing(run: RunCosts, index: int, cost: float, t: int) -> Standing:
    step = max(int(np.searchsorted(run.spent, cost, side="right")) - 1, 0)
    reached, left = [], []
    for reach, leave, back in zip(run.reached, run.left, run.back, strict=True):
        if not 0 <= reach <= cost:
            continue
        if 0 <= leave <= cost and not 0 <= back <= cost:
            left.append((reach, leave))
        else:
            reached.append(reach)
    diverged_at = run.diverged_at if run.has_diverged(min(step, t)) else -1
    return Standing(index, step, float(run.gap[step]), tuple(sorted(reached)), tuple(sorted(left)), diverged_at)


def _rank_key(standing: Standing) -> tuple[float, ...]:
    return (
        -len(standing.reached_costs),
        standing.diverged_at >= 0,
        _median(standing.reached_costs),
        standing.gap,
        standing.run_index,
    )


def median_gap(run: Trajectory) -> np.ndarray:
    """Return the median gap f - f* over all starts, (steps+1,)."""
    gaps = np.sort(run.gap, axis=1)
    return (gaps[:, (run.rows - 1) // 2] + gaps[:, run.rows // 2]) / 2


def costs_to_target(run: Trajectory) -> list[int]:
    """Return one number per start: the cost in gradient evaluations when it reached the target, -1 if it did not."""
    return _costs_of_events(run, [end.reached for end in run.outcome])


def most_diverged_at(run: Trajectory) -> int:
    """Return the first step at which more than half of the starts have diverged, -1 if there is none."""
    in_order = sorted(step for step in run.stopped_at.tolist() if step >= 0)
    needed = run.rows // 2 + 1
    return in_order[needed - 1] if len(in_order) >= needed else -1


def _costs_of_events(run: Trajectory, steps: Sequence[int | None]) -> list[int]:
    """Return the gradient evaluations that each start had spent at its step of ``steps``, -1 for None."""
    spent = cumulative_cost(run)
    return [-1 if step is None else int(spent[step, row]) for row, step in enumerate(steps)]


def _median(ascending: tuple[int, ...]) -> int:
    return ascending[(len(ascending) - 1) // 2] if ascending else 0
