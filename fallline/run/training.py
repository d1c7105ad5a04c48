"""Races on training tasks: all runs step together, and one batched gradient serves all of them.

A rule that asks for its gradient at another point than the step's, such as Nesterov's, gets that one computed afresh.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import torch

from fallline.core import SPLITS, TRAIN, value_and_gradient
from fallline.run.batches import Batches
from fallline.run.live_run import LiveRun
from fallline.run.training_record import SCALARS, TrainingRun, first_unfinite_step, hold_finite
from fallline.scene.task_scene import TaskScene

EVALUATION_INTERVAL = 10  # steps from one evaluation to the next
SNAPSHOT_COUNT = 120  # weights kept of each run, the first and the last among them

Tensors = dict[str, torch.Tensor]


class Training:
    """A race on a task that is computed step by step.

    One step more than the scene's is taken, so that the last weights have a step too; where it leads is not kept.
    ``done`` steps of ``points`` were taken. ``x`` (runs * seeds, dim) holds the current weights, run after run.
    """

    def __init__(self, scene: TaskScene, dtype: torch.dtype = torch.float32) -> None:
        """Begin the race of a scene; its numbers are computed in ``dtype``."""
        self.scene, self.task = scene, scene.task
        self.points, self.done = scene.step_count + 1, 0
        self.seeds = np.array(scene.row_seeds)
        self._device = torch.device(scene.torch_device)
        self._samples = self.task.samples(TRAIN, dtype, self._device)
        self._batches = Batches(self.seeds, len(self._samples), scene.batch_size)
        starts = self.task.starts(scene.row_seeds).to(self._device, dtype)
        self._runs = [LiveRun(self.task, each, starts, self.points) for each in scene.optimizers]
        self.x = torch.cat([run.x for run in self._runs])
        self._kept_at = np.unique(np.linspace(0, scene.step_count, SNAPSHOT_COUNT).round().astype(int))
        self._is_kept = np.isin(np.arange(self.points), self._kept_at)
        self._evaluated_at, self._evaluations = list[int](), list[Tensors]()
        self._final: dict[str, np.ndarray] = {}
        self._scalars, self._snapshots = list[torch.Tensor](), list[torch.Tensor]()

    @torch.no_grad()
    def advance(self, count: int) -> None:
        """Take the next ``count`` steps of all runs, or as many as are left."""
        for _ in range(min(count, self.points - self.done)):
            self._take_step()

    def finish(self) -> tuple[TrainingRun, ...]:
        """Take all steps that are left, and return one run per optimizer."""
        self.advance(self.points)
        scalars = torch.stack(self._scalars, 1).cpu().numpy()  # (scalars, steps+1, runs * seeds)
        snapshots = torch.stack(self._snapshots).cpu().numpy()
        evaluations = {
            name: torch.stack([each[name] for each in self._evaluations]).cpu().numpy()
            for name in self._evaluations[0]
        }
        return tuple(
            self._record(run, slice(first, first + len(self.seeds)), scalars, snapshots, evaluations)
            for first, run in zip(range(0, len(self.x), len(self.seeds)), self._runs, strict=True)
        )

    def _take_step(self) -> None:
        number, rows = self.done, len(self.seeds)
        if number % EVALUATION_INTERVAL == 0 or number == self.scene.step_count:
            self._evaluated_at.append(number)
            self._evaluations.append(self._evaluate(self.task.monitor_size))
        if number == self.scene.step_count:
            self._final = {name: value.cpu().numpy() for name, value in self._evaluate(None).items()}
        keeps = bool(self._is_kept[number])
        if keeps:
            self._snapshots.append(self.x.float())
        batch = self._samples.take(self._batches.at_step(number).to(self._device))
        loss = partial(self.task.f_on_batch, batch=batch.repeat(len(self._runs)))
        value, gradient = value_and_gradient(loss, self.x)
        for first, run in zip(range(0, len(self.x), rows), self._runs, strict=True):
            part = slice(first, first + rows)
            run.take_step(batch, value[part], gradient[part], keeps_quartiles=keeps)
        next_x = torch.cat([run.x for run in self._runs])
        self._scalars.append(_step_scalars(value, gradient, self.x, next_x))
        self.x, self.done = next_x, number + 1

    def _evaluate(self, count: int | None) -> Tensors:
        """Return the loss and the measures of all runs on the first ``count`` samples, by split and name."""
        return {
            f"{split}.{name}": value
            for split in SPLITS
            for name, value in self.task.evaluate(self.x, split, count).items()
        }

    def _record(
        self,
        run: LiveRun,
        part: slice,
        scalars: np.ndarray,
        snapshots: np.ndarray,
        evaluations: dict[str, np.ndarray],
    ) -> TrainingRun:
        """Return the record of one run, whose rows are ``part`` of all rows."""
        mine = dict(zip(SCALARS, scalars[:, :, part], strict=True))
        mine |= {name: torch.stack(values).cpu().numpy() for name, values in run.readouts.items()}
        stopped_at = first_unfinite_step(mine)
        return TrainingRun(
            task=self.task,
            optimizer=run.optimizer,
            seeds=self.seeds,
            scalars={name: hold_finite(values, np.arange(self.points), stopped_at) for name, values in mine.items()},
            evaluated_at=np.array(self._evaluated_at),
            evaluations={name: values[:, part] for name, values in evaluations.items()},
            kept_at=self._kept_at,
            snapshots=hold_finite(snapshots[:, part], self._kept_at, stopped_at),
            rate_quartiles=torch.stack(run.rate_quartiles).cpu().numpy() if run.rate_quartiles else None,
            final={name: value[part] for name, value in self._final.items()},
            stopped_at=stopped_at,
        )


def train(scene: TaskScene, dtype: torch.dtype = torch.float32) -> tuple[TrainingRun, ...]:
    """Return one run per optimizer of a race on a task, computed in ``dtype``."""
    return Training(scene, dtype).finish()


def _step_scalars(
    value: torch.Tensor, gradient: torch.Tensor, x: torch.Tensor, next_x: torch.Tensor
) -> torch.Tensor:
    """Return the scalars of a step in the order of SCALARS, (scalars, rows)."""
    step = next_x - x
    slope, length, size = (torch.linalg.vector_norm(each, dim=-1) for each in (gradient, step, x))
    cosine = -(gradient * step).sum(-1) / (slope * length)
    return torch.stack([value, slope, length, length / size, cosine])
