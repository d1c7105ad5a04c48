"""What happened in one run: arrays over steps and rows, and how each row ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fallline.core import Landscape, Optimizer
from fallline.run.outcome import Outcome


@dataclass(frozen=True, eq=False)
class Trajectory:
    """One optimizer's run from every start. Entry k of each array belongs to x_k and to the step taken from there.

    ``x, grad, seen, step`` are (steps+1, rows, dim); ``f`` is (steps+1, rows); ``grad`` is the noiseless gradient,
    ``seen`` the one that the optimizer was answered; ``step`` is x_(k+1) - x_k, and one step past the end is taken so
    that the last point has its readouts too. ``calls`` counts the oracle's answers spent on reaching x_k, (steps+1,
    rows) per kind. ``readouts`` are the state entries that the optimizer declares. ``stopped_at`` (rows,) is the step
    at which a row diverged, or -1; from there on its last finite values are held. ``made`` says by what.
    """

    landscape: Landscape
    optimizer: Optimizer
    x: np.ndarray
    f: np.ndarray
    grad: np.ndarray
    seen: np.ndarray
    step: np.ndarray
    calls: Mapping[str, np.ndarray]
    readouts: Mapping[str, np.ndarray]
    stopped_at: np.ndarray
    made: Mapping[str, str]
    outcome: tuple[Outcome, ...] = ()

    @property
    def steps(self) -> int:
        """The number of steps asked for."""
        return len(self.x) - 1

    @property
    def rows(self) -> int:
        """The number of starts."""
        return self.x.shape[1]

    @property
    def size(self) -> int:
        """What it takes in memory, in bytes."""
        arrays = (self.x, self.f, self.grad, self.seen, self.step, *self.calls.values(), *self.readouts.values())
        return sum(array.nbytes for array in arrays)

    @property
    def gap(self) -> np.ndarray:
        """f - f*, (steps+1, rows)."""
        return self.f - self.landscape.fmin

    @property
    def step_size(self) -> np.ndarray:
        """The Euclidean length of each step, (steps+1, rows)."""
        return np.linalg.norm(self.step, axis=-1)
