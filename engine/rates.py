"""Learning rates for a whole scene: tuned on its starts, the same for all, or everybody's default."""

from __future__ import annotations

import dataclasses
from functools import lru_cache

import numpy as np
import torch

from core import LEARNING_RATE, Optimizer, Setting, setting_named, settings_of
from engine.race import judged, noise_tape, run_rows
from engine.scene import Scene

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
    """The rate with which most starts arrive, then in the fewest steps, then with the smallest final gap.

    None for an optimizer without a learning rate. Runs that diverge come last.
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
    run = judged(run_rows(scene.landscape, batch, scene.starts * TRIED, scene.steps, many, device), scene.tol)
    scores = []
    for which, rate in enumerate(rates):
        ends = run.outcome[which * starts : (which + 1) * starts]
        came = [end.arrived for end in ends if end.arrived is not None]
        lost = sum(end.diverged is not None and end.arrived is None for end in ends)
        scores.append((-len(came), sum(came), lost, float(np.mean([end.gap for end in ends])), rate))
    return min(scores)[-1]


def _setting(optimizer: Optimizer) -> Setting:
    return setting_named(type(optimizer), optimizer.id, LEARNING_RATE)


def _with_rates(scene: Scene, rates: list[float | None]) -> Scene:
    changed = tuple(
        each if rate is None else dataclasses.replace(each, **{LEARNING_RATE: rate})
        for each, rate in zip(scene.optimizers, rates, strict=True)
    )
    return dataclasses.replace(scene, optimizers=changed)
