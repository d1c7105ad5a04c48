"""Races on training tasks, with the numbers of every step."""

from __future__ import annotations

import math

import numpy as np
import torch

from fallline.core import NUMBER, SPLITS, Optimizer, Task
from fallline.core.gradient_optimizer import FACTOR_READOUT
from fallline.run.chunks import LEARNING_RATE_READOUT
from fallline.run.lockstep import Lockstep, Moves
from fallline.run.loop import Step
from fallline.run.racing import learning_rates
from fallline.run.training_record import (
    GRADIENTS,
    RATE_READOUT,
    SCALARS,
    TrainingRun,
    first_unfinite_step,
    hold_finite,
)
from fallline.scene.task_scene import TaskScene

EVALUATION_INTERVAL = 10  # steps from one evaluation to the next
SNAPSHOT_COUNT = 120  # weights kept of each run, the first and the last among them
RATES_AT_ONCE = 16  # snapshots whose effective rates are sorted together
QUARTILES = (0.25, 0.5, 0.75)

Tensors = dict[str, torch.Tensor]


class Training:
    """A race on a task that is computed step by step.

    One step more than the scene's is taken, so that the last weights have a step too; where it leads is not kept.
    ``done`` steps of ``points`` were taken.
    """

    def __init__(self, scene: TaskScene, dtype: torch.dtype = torch.float32) -> None:
        """Begin the race of a scene; its numbers are computed in ``dtype``."""
        self.scene, self.task, self.last = scene, scene.task, scene.step_count
        self.points = self.last + 1
        self._runs = Lockstep(
            scene.task,
            scene.optimizers,
            scene.row_seeds,
            batch_size=scene.batch_size,
            steps=self.last,
            dtype=dtype,
            device=scene.torch_device,
        )
        self._kept_at = np.unique(np.linspace(0, self.last, SNAPSHOT_COUNT).round().astype(int))
        self._is_kept = np.isin(np.arange(self.points), self._kept_at)
        self._evaluated_at, self._evaluations, self._final = list[int](), list[Tensors](), Tensors()
        self._scalars, self._snapshots = list[torch.Tensor](), list[torch.Tensor]()
        self._logs = [_RunLog(scene.task, each) for each in scene.optimizers]

    @property
    def done(self) -> int:
        """The number of steps that were taken."""
        return self._runs.done

    @torch.no_grad()
    def advance(self, count: int) -> None:
        """Take the next ``count`` steps of all runs, or as many as are left."""
        for _ in range(min(count, self.points - self.done)):
            number = self.done
            if number % EVALUATION_INTERVAL == 0 or number == self.last:
                self._evaluated_at.append(number)
                self._evaluations.append(self._evaluate(self.task.monitor_size))
            if number == self.last:
                self._final = self._evaluate(None)
            moves, keeps = self._runs.take_step(), bool(self._is_kept[number])
            self._scalars.append(_step_scalars(moves))
            if keeps:
                self._snapshots.append(moves.x.float())
            for log, step in zip(self._logs, moves.steps, strict=True):
                log.add(step, keeps_quartiles=keeps)

    def finish(self) -> tuple[TrainingRun, ...]:
        """Take all steps that are left, and return one run per optimizer."""
        self.advance(self.points)
        scalars = torch.stack(self._scalars, 1).cpu().numpy()  # (scalars, steps+1, runs * seeds)
        snapshots = torch.stack(self._snapshots).cpu().numpy()
        evaluations = {
            name: torch.stack([each[name] for each in self._evaluations]).cpu().numpy() for name in self._final
        }
        final = {name: value.cpu().numpy() for name, value in self._final.items()}
        rows = self.scene.seeds
        return tuple(
            self._record(log, slice(index * rows, (index + 1) * rows), scalars, snapshots, evaluations, final)
            for index, log in enumerate(self._logs)
        )

    def _evaluate(self, count: int | None) -> Tensors:
        """Return the loss and the measures of all runs on the first ``count`` samples, by split and name."""
        return {
            f"{split}.{name}": value
            for split in SPLITS
            for name, value in self.task.evaluate(self._runs.x, split, count).items()
        }

    def _record(
        self,
        log: _RunLog,
        part: slice,
        scalars: np.ndarray,
        snapshots: np.ndarray,
        evaluations: dict[str, np.ndarray],
        final: dict[str, np.ndarray],
    ) -> TrainingRun:
        """Return the record of one run, whose rows are ``part`` of all rows."""
        mine = {**dict(zip(SCALARS, scalars[:, :, part], strict=True)), **log.arrays()}
        stopped_at = first_unfinite_step(mine)
        return TrainingRun(
            task=self.task,
            optimizer=log.optimizer,
            seeds=np.array(self.scene.row_seeds),
            scalars={name: hold_finite(values, np.arange(self.points), stopped_at) for name, values in mine.items()},
            evaluated_at=np.array(self._evaluated_at),
            evaluations={name: values[:, part] for name, values in evaluations.items()},
            kept_at=self._kept_at,
            snapshots=hold_finite(snapshots[:, part], self._kept_at, stopped_at),
            rate_quartiles=log.quartile_array(),
            final={name: value[part] for name, value in final.items()},
            stopped_at=stopped_at,
        )


class _RunLog:
    """What is kept of one optimizer's steps besides the scalars that all optimizers have."""

    def __init__(self, task: Task, optimizer: Optimizer) -> None:
        self.optimizer, self._task = optimizer, task
        self._numbers = [name for name, kind in optimizer.readouts.items() if kind == NUMBER]
        self._values: dict[str, list[torch.Tensor]] = {name: [] for name in self._numbers}
        self._gradients: list[torch.Tensor] = []
        self._rates: list[torch.Tensor] = []
        self._quartiles: list[np.ndarray] = []

    def add(self, step: Step, *, keeps_quartiles: bool) -> None:
        """Keep the readouts of a step that are one number, and the count of gradients before it."""
        for name in self._numbers:
            self._values[name].append(step.state[name])
        self._gradients.append(step.calls_before["grad"])
        if keeps_quartiles and RATE_READOUT in self.optimizer.readouts:
            self._rates.append(step.state[RATE_READOUT])
            if len(self._rates) == RATES_AT_ONCE:
                self._sort_rates()

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the numbers of all steps, (steps+1, rows) by name."""
        values = {name: torch.stack(each)[..., 0].cpu().numpy() for name, each in self._values.items()}
        gradients = torch.stack(self._gradients).cpu().numpy()
        if not self.optimizer.lr_path:
            return values | {GRADIENTS: gradients}
        points, rows = gradients.shape
        rates = learning_rates(self.optimizer, self.optimizer.lr_path, points - 1, rows)[..., 0].cpu().numpy()
        rates = rates * values.get(FACTOR_READOUT, 1.0)
        return values | {GRADIENTS: gradients, LEARNING_RATE_READOUT: np.broadcast_to(rates, gradients.shape)}

    def quartile_array(self) -> np.ndarray | None:
        """Return the quartiles of the effective rates at the snapshots, (snapshots, rows, parts, 3), or None."""
        if self._rates:
            self._sort_rates()
        return np.concatenate(self._quartiles) if self._quartiles else None

    def _sort_rates(self) -> None:
        """Replace the rates that wait, each (rows, dim), by their quartiles: some at a time, which is faster."""
        rates, ends = torch.stack(self._rates).cpu().numpy(), np.cumsum([part.size for part in self._task.parts])
        pieces = np.split(rates, ends[:-1], axis=-1)
        self._quartiles.append(np.stack([_quartiles(each) for each in pieces], -2))
        self._rates = []


def _quartiles(values: np.ndarray) -> np.ndarray:
    """Return for each quartile the smallest of the values (..., n) that has at least that share of them up to it."""
    ranks = [math.ceil(share * values.shape[-1]) - 1 for share in QUARTILES]
    return np.partition(values, ranks, axis=-1)[..., ranks]


def train(scene: TaskScene, dtype: torch.dtype = torch.float32) -> tuple[TrainingRun, ...]:
    """Return one run per optimizer of a race on a task, computed in ``dtype``."""
    return Training(scene, dtype).finish()


def _step_scalars(moves: Moves) -> torch.Tensor:
    """Return the scalars of a step in the order of SCALARS, (scalars, runs * rows)."""
    step = moves.next_x - moves.x
    slope, length, size = (torch.linalg.vector_norm(each, dim=-1) for each in (moves.gradient, step, moves.x))
    cosine = -(moves.gradient * step).sum(-1) / (slope * length)
    return torch.stack([moves.loss, slope, length, length / size, cosine])
