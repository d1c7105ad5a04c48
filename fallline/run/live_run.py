"""One optimizer's run on a training task while it goes on, step by step, beside the other runs of its race."""

from __future__ import annotations

from collections.abc import Iterator

import torch

from fallline.core import NUMBER, Optimizer, Oracle, Samples, Task, resolve_path
from fallline.core.oracle import Evaluation
from fallline.run.chunks import LEARNING_RATE_READOUT
from fallline.run.loop import Step, iterate_steps
from fallline.run.training_record import GRADIENTS, RATE_READOUT

QUARTILES = (0.25, 0.5, 0.75)


class LiveRun:
    """One optimizer's run from every seed; ``x`` (rows, dim) are its current weights.

    ``readouts`` holds the readouts that are one number, and the learning rate and the gradients counted, as a list of
    (rows,) by name with one entry per step; ``rate_quartiles`` the quartiles of the effective rate at the snapshots,
    a list of (rows, parts, 3).
    """

    def __init__(self, task: Task, optimizer: Optimizer, x: torch.Tensor, points: int) -> None:
        """Begin a run of ``points`` steps from x (rows, dim)."""
        self.task, self.optimizer, self.x = task, optimizer, x
        optimizer = optimizer.for_parts(task.parts)
        self.readouts: dict[str, list[torch.Tensor]] = {}
        self.rate_quartiles: list[torch.Tensor] = []
        self._oracle = Oracle(task, len(x), x.device)
        rules = (optimizer.at_step(step, points - 1) for step in range(points))
        self._evaluation: Evaluation | None = None
        self._batch: Samples | None = None
        self._steps = iterate_steps(
            self._oracle, rules, x, optimizer.initial_state(x), None, self._batches(), self._evaluations()
        )

    def take_step(
        self, batch: Samples, value: torch.Tensor, gradient: torch.Tensor, *, keeps_quartiles: bool
    ) -> None:
        """Take a step on a batch at whose current weights the loss and its gradient are known: (rows,), (rows, dim)."""
        self._batch, self._evaluation = batch, (self.x, value, gradient)
        step = next(self._steps)
        for name, kind in self.optimizer.readouts.items():
            if kind == NUMBER:
                self._add(name, step.state[name][:, 0])
        self._add(GRADIENTS, step.calls_before["grad"])
        if self.optimizer.lr_path:
            rate = torch.as_tensor(getattr(*resolve_path(step.rule, self.optimizer.lr_path)), dtype=self.x.dtype)
            self._add(LEARNING_RATE_READOUT, rate.reshape(-1).expand(len(self.x)))
        if keeps_quartiles and RATE_READOUT in self.optimizer.readouts:
            self.rate_quartiles.append(self._quartiles(step))
        self.x = step.next_x

    def _quartiles(self, step: Step) -> torch.Tensor:
        rates = self.task.weights(step.state[RATE_READOUT]).values()
        at = torch.tensor(QUARTILES, dtype=self.x.dtype, device=self.x.device)
        return torch.stack([torch.quantile(each.flatten(1), at, dim=-1).T for each in rates], dim=1)

    def _add(self, name: str, value: torch.Tensor) -> None:
        self.readouts.setdefault(name, []).append(value)

    def _batches(self) -> Iterator[Samples | None]:
        while True:
            yield self._batch

    def _evaluations(self) -> Iterator[Evaluation | None]:
        while True:
            yield self._evaluation
