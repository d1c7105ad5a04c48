"""The record of a run on a training task: numbers of every step, evaluations, and snapshots of the weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fallline.core import Optimizer, Task

BATCH_LOSS, GRADIENT_NORM, STEP_LENGTH = "batch_loss", "gradient_norm", "step_length"
UPDATE_RATIO, COSINE = "update_ratio", "cosine"
GRADIENTS = "gradients"
SCALARS = (BATCH_LOSS, GRADIENT_NORM, STEP_LENGTH, UPDATE_RATIO, COSINE)
RATE_READOUT = "effective_rate"  # the readout of which quartiles are kept


@dataclass(frozen=True, eq=False)
class TrainingRun:
    """One optimizer's run on a task from every seed. A row is a seed, ``seeds`` (rows,).

    ``scalars`` are (steps+1, rows) by name; entry k belongs to the weights x_k and to the step taken from there:
    the loss on the batch, the lengths of its gradient and of the step, the step's length over that of the weights, and
    the cosine between the step and the negative gradient; and the readouts of the optimizer that are one number. One
    step more than asked is computed, so that the last weights have a step too.

    ``evaluations`` are (n, rows) by split and name, such as ``validation.loss``, at the steps ``evaluated_at`` (n,).
    ``snapshots`` (m, rows, dim) are the weights at the steps ``kept_at`` (m,), in float32; ``rate_quartiles``
    (m, rows, parts, 3) those of the effective rates of each part there, None for an optimizer without that readout.
    ``final`` are the evaluations of the last weights over all samples, (rows,) by name. ``stopped_at`` (rows,) is the
    step at which the loss or the weights of a row were no longer finite, or -1; from there on its last finite values
    are repeated.
    """

    task: Task
    optimizer: Optimizer
    seeds: np.ndarray
    scalars: Mapping[str, np.ndarray]
    evaluated_at: np.ndarray
    evaluations: Mapping[str, np.ndarray]
    kept_at: np.ndarray
    snapshots: np.ndarray
    rate_quartiles: np.ndarray | None
    final: Mapping[str, np.ndarray]
    stopped_at: np.ndarray

    @property
    def steps(self) -> int:
        """The number of steps of the scene, one less than entries of a scalar."""
        return len(self.scalars[BATCH_LOSS]) - 1


def first_unfinite_step(scalars: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return the first step (rows,) at which the loss or the gradient of a row is not finite, or -1."""
    bad = ~(np.isfinite(scalars[BATCH_LOSS]) & np.isfinite(scalars[GRADIENT_NORM]))
    return np.where(bad.any(0), bad.argmax(0), -1)


def hold_finite(values: np.ndarray, steps: np.ndarray, stopped_at: np.ndarray) -> np.ndarray:
    """Return the values (n, rows, ...) at ``steps`` (n,); from the step ``stopped_at`` (rows,) on, a row's last value
    before it is repeated.

    A row that stopped at once keeps its first value.
    """
    if (stopped_at < 0).all():
        return values
    last = np.where(stopped_at < 0, len(steps), np.maximum(np.searchsorted(steps, stopped_at), 1)) - 1
    return values[np.minimum(np.arange(len(steps))[:, None], last), np.arange(values.shape[1])]
