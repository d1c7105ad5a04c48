"""Learning rates for a whole scene: tuned on its starts, the same for all, or everybody's default."""

from __future__ import annotations

import dataclasses
from functools import lru_cache

import numpy as np
import torch

from core import LEARNING_RATE, Optimizer, Setting, setting_named, settings_of
from engine.race import judged, noise_tape, run_rows
from engine.scene import Scene
from engine.trajectory import Trajectory

TRIED = 25


def tuned(scene: Scene) -> Scene:
    """Gives each optimizer the best of TRIED learning rates, tried as rows of one batch from the scene's starts."""
    return _with_rates(scene, [best_rate(scene, each) for each in scene.optimizers])


def same(scene: Scene) -> Scene:
    """Gives every optimizer the learning rate of the first that has one."""
    rates = [getattr(each, LEARNING_RATE) for each in scene.optimizers if has_rate(each)]
    return _with_rates(scene, rates[:1] * len(scene.optimizers))


def defaults(scene: Scene) -> Scene:
    """Gives every optimizer its default learning rate."""
    return _with_rates(scene, [_setting(each).default if has_rate(each) else None for each in scene.optimizers])


def has_rate(optimizer: Optimizer) -> bool:
    """Whether the optimizer has a learning rate at all."""
    return any(each.name == LEARNING_RATE for each in settings_of(type(optimizer)))


def rates_tried(optimizer: Optimizer) -> list[float]:
    """The published search space: TRIED rates from the slider's low end to its high end, even on a log scale."""
    setting = _setting(optimizer)
    return [float(f"{rate:.3g}") for rate in np.geomspace(setting.low, setting.high, TRIED)]


def best_rate(scene: Scene, optimizer: Optimizer) -> float | None:
    """The rate that arrives in the fewest steps without leaving the domain; None where there is no learning rate.

    Behind such rates come those that arrive by way of the outside, then those that do not arrive, nearest in value
    first, then those that diverge. With several starts these ranks, steps and gaps are added up.
    """
    if not has_rate(optimizer):
        return None
    plain = dataclasses.replace(optimizer, **{LEARNING_RATE: _setting(optimizer).default})
    return _search(dataclasses.replace(scene, optimizers=(plain,)))


@lru_cache(maxsize=256)
def _search(scene: Scene) -> float:
    (optimizer,) = scene.optimizers
    rates, starts = rates_tried(optimizer), len(scene.starts)
    device = scene.placed_on()
    column = torch.tensor(rates, dtype=torch.float64, device=device).repeat_interleave(starts)[:, None]
    tape = noise_tape(scene.seed, starts, scene.steps, scene.landscape.dim, scene.noise)
    batch = dataclasses.replace(optimizer, **{LEARNING_RATE: column})
    many = None if tape is None else tape.repeat(1, TRIED, 1)
    run = judged(
        run_rows(scene.landscape, batch, scene.starts * TRIED, scene.steps, many, device, readouts=False), scene.tol
    )
    ranks, steps, gaps = (np.reshape(each, (TRIED, starts)).sum(1) for each in _verdicts(run))
    return min(zip(ranks, steps, gaps, rates, strict=True))[-1]


def _verdicts(run: Trajectory) -> tuple[list[int], list[int], list[float]]:
    """Per row: its rank as in ``best_rate``, the step at which it arrived (0 if it did not), its last distance in f."""
    stays = run.landscape.inside(torch.tensor(run.x)).all(0).tolist()
    ranks = [
        (0 if stay else 1) if end.arrived is not None else 2 if end.diverged is None else 3
        for end, stay in zip(run.outcome, stays, strict=True)
    ]
    return ranks, [end.arrived or 0 for end in run.outcome], [abs(end.gap) for end in run.outcome]


def _setting(optimizer: Optimizer) -> Setting:
    return setting_named(type(optimizer), optimizer.id, LEARNING_RATE)


def _with_rates(scene: Scene, rates: list[float | None]) -> Scene:
    changed = tuple(
        each if rate is None else dataclasses.replace(each, **{LEARNING_RATE: rate})
        for each, rate in zip(scene.optimizers, rates, strict=True)
    )
    return dataclasses.replace(scene, optimizers=changed)
