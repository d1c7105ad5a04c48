"""Trajectories: the recorded steps of one optimizer's run, as arrays over steps and rows, and its outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fallline.core import Landscape, Optimizer
from fallline.run.outcome import Outcome


@dataclass(frozen=True, eq=False)
class Trajectory:
    """One optimizer's run from every start. Entry k of each array belongs to x_k and to the step taken from there.

    ``x, grad, seen, step`` are (steps+1, rows, dim), ``f`` is (steps+1, rows). ``grad`` is the noiseless gradient,
    ``seen`` the last one that the oracle answered, noise included. ``step`` is x_(k+1) - x_k. ``steps`` counts the
    steps of the scene; one more is computed, so that the last point has a step and readouts too. A row is one start
    (and its stream of noise). ``calls`` are the oracle's answers counted before x_k was reached, (steps+1, rows) by
    kind; ``readouts`` the state entries that the optimizer declares, (steps+1, rows, ...) by name. ``stopped_at``
    (rows,) is the step at which a row diverged, or -1; from there on its last finite values are repeated.
    ``stopped_x`` (rows, dim) is the point at which it diverged, None for a run read from a file. ``provenance`` names
    the code path, device, dtype, versions and machine.
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
    provenance: Mapping[str, str]
    outcome: tuple[Outcome, ...] = ()
    stopped_x: np.ndarray | None = None

    @property
    def steps(self) -> int:
        """The number of steps of the scene, one less than points."""
        return len(self.x) - 1

    @property
    def rows(self) -> int:
        """The number of rows, one per start."""
        return self.x.shape[1]

    @property
    def nbytes(self) -> int:
        """The size of the arrays in memory, in bytes."""
        arrays = (self.x, self.f, self.grad, self.seen, self.step, *self.calls.values(), *self.readouts.values())
        return sum(array.nbytes for array in arrays)

    @property
    def gap(self) -> np.ndarray:
        """The gap f - f*, (steps+1, rows)."""
        return self.f - self.landscape.fmin

    @property
    def step_size(self) -> np.ndarray:
        """The Euclidean length of each step, (steps+1, rows)."""
        return np.linalg.norm(self.step, axis=-1)
