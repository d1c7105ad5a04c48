"""Runs on a training task that step together, so that one batched gradient serves all of them.

A rule that asks for its gradient at another point than the step's, such as Nesterov's, gets that one computed afresh.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch

from fallline.core import TRAIN, Optimizer, Oracle, Samples, Task, value_and_gradient
from fallline.core.oracle import Evaluation
from fallline.run.batches import Batches
from fallline.run.loop import Step, iterate_steps


@dataclass(frozen=True, slots=True)
class Moves:
    """A step of all runs, from ``x`` to ``next_x`` (runs * rows, dim), run after run.

    ``loss`` (runs * rows,) and ``gradient`` (runs * rows, dim) are those on the batch at x; ``steps`` has each run's.
    """

    x: torch.Tensor
    next_x: torch.Tensor
    loss: torch.Tensor
    gradient: torch.Tensor
    steps: list[Step]


class Lockstep:
    """Runs of several optimizers on one task, one row of each run per seed; ``x`` (runs * rows, dim) is where they are.

    An optimizer's settings may be columns (rows, 1). All optimizers get the same batches.
    """

    def __init__(
        self,
        task: Task,
        optimizers: Sequence[Optimizer],
        seeds: Sequence[int],
        *,
        batch_size: int,
        steps: int,
        dtype: torch.dtype = torch.float32,
        device: str = "cpu",
    ) -> None:
        """Begin runs of ``steps`` steps from the initialisation of each of the ``seeds`` (rows,)."""
        self.task, self.rows, self.done = task, len(seeds), 0
        self._samples = task.samples(TRAIN, dtype, device)
        self._batches = Batches(np.array(seeds), len(self._samples), batch_size)
        starts = task.starts(seeds).to(device, dtype)
        self._runs = [_Run(task, each.for_parts(task.parts), starts, steps) for each in optimizers]
        self.x = torch.cat([run.x for run in self._runs])

    @torch.no_grad()
    def take_step(self) -> Moves:
        """Take the next step of all runs."""
        batch = self._samples.take(self._batches.at_step(self.done).to(self.x.device))
        loss = partial(self.task.f_on_batch, batch=batch.repeat(len(self._runs)))
        x, (values, gradient) = self.x, value_and_gradient(loss, self.x)
        parts = zip(values.split(self.rows), gradient.split(self.rows), self._runs, strict=True)
        steps = [run.take_step(batch, value, slope) for value, slope, run in parts]
        self.x, self.done = torch.cat([step.next_x for step in steps]), self.done + 1
        return Moves(x, self.x, values, gradient, steps)


class _Run:
    """One optimizer's run; ``x`` (rows, dim) is where it is."""

    def __init__(self, task: Task, optimizer: Optimizer, x: torch.Tensor, steps: int) -> None:
        self.x = x
        self._batch: Samples | None = None
        self._evaluation: Evaluation | None = None
        oracle, rules = Oracle(task, len(x), x.device), (optimizer.at_step(step, steps) for step in range(steps + 1))
        self._steps = iterate_steps(
            oracle, rules, x, optimizer.initial_state(x), None, self._batches(), self._evaluations()
        )

    def take_step(self, batch: Samples, loss: torch.Tensor, gradient: torch.Tensor) -> Step:
        """Take a step on a batch; the loss (rows,) and its gradient (rows, dim) at x are known."""
        self._batch, self._evaluation = batch, (self.x, loss, gradient)
        step = next(self._steps)
        self.x = step.next_x
        return step

    def _batches(self) -> Iterator[Samples | None]:
        while True:
            yield self._batch

    def _evaluations(self) -> Iterator[Evaluation | None]:
        while True:
            yield self._evaluation
