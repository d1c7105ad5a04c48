"""Learning rates for training tasks, tuned on the validation samples; the rates are rows of one batched run."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import torch

from fallline.analysis.learning_rates import has_learning_rate, learning_rate_path
from fallline.core import LOSS, VALIDATION, BadInput, Optimizer, replace_at_path
from fallline.run.lockstep import Lockstep
from fallline.scene.task_scene import TaskScene

TRIED_RATES = tuple(float(f"{rate:.3g}") for rate in np.geomspace(1e-4, 1, 9))  # at first
WIDENING_COUNT = 2  # rates that are tried beyond an end of the range while the best one lies there
MAX_WIDENINGS = 3
TUNING_SEEDS = 2
FIRST_TUNING_SEED = 1_000_003  # far from the seeds of races, whose results the tuning must not see


@dataclasses.dataclass(frozen=True)
class RateTrial:
    """The trial of some learning rates of one optimizer on a task: the mean final validation loss of each.

    ``losses`` are infinite where a run diverged.
    """

    optimizer: Optimizer
    rates: tuple[float, ...]
    losses: tuple[float, ...]

    @property
    def best(self) -> float | None:
        """The rate with the lowest loss; None if every run diverged."""
        index = int(np.argmin(self.losses))
        return self.rates[index] if np.isfinite(self.losses[index]) else None


def tune_task_rates(scene: TaskScene) -> TaskScene:
    """Return the scene with the best tried learning rate of each optimizer, by the loss on the validation samples.

    Raises BadInput if an optimizer diverges with every rate. An optimizer without a learning rate is left as it is.
    """
    trials = {trial.optimizer: trial for trial in try_rates(scene)}
    return dataclasses.replace(scene, optimizers=tuple(_with_best(each, trials) for each in scene.optimizers))


def try_rates(scene: TaskScene) -> tuple[RateTrial, ...]:
    """Return the trials of all optimizers of a scene that have a learning rate.

    Each is tried with TRIED_RATES and TUNING_SEEDS seeds, all as rows of one run, and with rates beyond an end of the
    range as long as the best rate lies there.
    """
    return _try_rates(dataclasses.replace(scene, seeds=1, seed=0))


@lru_cache(maxsize=64)
def _try_rates(scene: TaskScene) -> tuple[RateTrial, ...]:
    tuned = [each for each in dict.fromkeys(scene.optimizers) if has_learning_rate(each) and not each.ascends]
    trials = {trial.optimizer: trial for trial in measure_rates(scene, tuned)} if tuned else {}
    for _ in range(MAX_WIDENINGS):
        for optimizer, trial in list(trials.items()):
            if more := _rates_beyond(trial):
                trials[optimizer] = _join(trial, measure_rates(scene, [optimizer], more)[0])
    return tuple(trials.values())


def measure_rates(
    scene: TaskScene, optimizers: Sequence[Optimizer], rates: tuple[float, ...] = TRIED_RATES
) -> list[RateTrial]:
    """Return the trials of the rates, with all optimizers in one run."""
    seeds = [FIRST_TUNING_SEED + seed for _ in rates for seed in range(TUNING_SEEDS)]
    column = torch.tensor(rates, dtype=torch.float32, device=scene.torch_device).repeat_interleave(TUNING_SEEDS)[
        :, None
    ]
    batched = [replace_at_path(each, learning_rate_path(each), column) for each in optimizers]
    runs = Lockstep(
        scene.task,
        batched,
        seeds,
        batch_size=scene.batch_size,
        steps=scene.step_count,
        device=scene.torch_device,
    )
    for _ in range(scene.step_count):
        runs.take_step()
    losses = scene.task.evaluate(runs.x, VALIDATION)[LOSS].double()
    means = torch.where(losses.isfinite(), losses, torch.inf).reshape(len(optimizers), len(rates), -1).mean(-1)
    return [RateTrial(each, rates, tuple(values)) for each, values in zip(optimizers, means.tolist(), strict=True)]


def _rates_beyond(trial: RateTrial) -> tuple[float, ...]:
    """Return rates beyond the end of the range at which the best one lies; () if it lies between others."""
    if trial.best not in (min(trial.rates), max(trial.rates)):
        return ()
    factor = np.sqrt(10) if trial.best == max(trial.rates) else 1 / np.sqrt(10)
    return tuple(float(f"{trial.best * factor**power:.3g}") for power in range(1, WIDENING_COUNT + 1))


def _join(one: RateTrial, other: RateTrial) -> RateTrial:
    return RateTrial(one.optimizer, one.rates + other.rates, one.losses + other.losses)


def _with_best(optimizer: Optimizer, trials: dict[Optimizer, RateTrial]) -> Optimizer:
    if optimizer not in trials:
        return optimizer
    best = trials[optimizer].best
    if best is None:
        raise BadInput("{optimizer} diverges with every learning rate that was tried.", optimizer=optimizer.title)
    return replace_at_path(optimizer, learning_rate_path(optimizer), best)
