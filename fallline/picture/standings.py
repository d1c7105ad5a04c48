"""Who is ahead: the runs in order at equal cost.

The browser has the same in assets/race/standings.js; tests/cases/standings.json holds both to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fallline.picture.look import Runs
from fallline.run import Trajectory
from fallline.run.costs import costs


@dataclass(frozen=True)
class Standing:
    """A run's place at some cost: which run, its step and its median gap then.

    ``reached`` is what each start that had reached the target by then had spent on it, rising.
    """

    which: int
    step: int
    gap: float
    reached: tuple[int, ...]


def standings(runs: Runs, t: int) -> tuple[float, list[Standing]]:
    """The gradient evaluations that every run has spent by step t, and the places at that cost, best first."""
    spent = [np.median(costs(run), axis=1) for run in runs]
    return ranked(spent, [middle_gap(run) for run in runs], [arrival_costs(run) for run in runs], t)


def ranked(
    spent: Sequence[np.ndarray], gaps: Sequence[np.ndarray], arrivals: Sequence[Sequence[int]], t: int
) -> tuple[float, list[Standing]]:
    """As ``standings``, by what each run has spent and its gap at every step, and what each start's arrival had cost.

    First those of whom more starts have arrived, then those who needed less for it, then the smaller gap.
    """
    cost = float(min(each[t] for each in spent))
    places = []
    for which, (mine, gap) in enumerate(zip(spent, gaps, strict=True)):
        step = max(int(np.searchsorted(mine, cost, side="right")) - 1, 0)
        reached = tuple(sorted(each for each in arrivals[which] if 0 <= each <= cost))
        places.append(Standing(which, step, gap[step], reached))
    return cost, sorted(places, key=lambda each: (-len(each.reached), _half(each.reached), each.gap, each.which))


def middle_gap(run: Trajectory) -> np.ndarray:
    """The median gap f - f* of all starts, (steps+1,)."""
    gaps = np.sort(run.gap, axis=1)
    return (gaps[:, (run.rows - 1) // 2] + gaps[:, run.rows // 2]) / 2


def arrival_costs(run: Trajectory) -> list[int]:
    """What each start's arrival had cost in gradient evaluations; -1 where there was none."""
    spent = costs(run)
    return [-1 if end.reached is None else int(spent[end.reached, row]) for row, end in enumerate(run.outcome)]


def _half(arrived: tuple[int, ...]) -> int:
    return arrived[(len(arrived) - 1) // 2] if arrived else 0
