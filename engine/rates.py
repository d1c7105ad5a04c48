"""Learning rates for a whole scene: tuned on its starts, the same for all, or everybody's default."""

from __future__ import annotations

import dataclasses
from functools import lru_cache

import numpy as np
import torch

from core import BadInput, Optimizer, Sentence, Setting, holder, setting_at, with_value
from engine.race import judged, noise_tape, run_rows
from engine.scene import Scene, View
from engine.trajectory import Trajectory

TRIED = 25
MOST_TRIED = 2_500_000  # states of all tries together, which bounds the memory


def tuned(scene: Scene) -> Scene:
    """Gives each optimizer the best of TRIED learning rates, tried as rows of one batch from the scene's starts."""
    return _with_rates(scene, [best_rate(scene, each) for each in scene.optimizers])


def same(scene: Scene) -> Scene:
    """Gives every optimizer the learning rate of the first that has one."""
    first = next((rate_of(each) for each in scene.optimizers if has_rate(each)), None)
    return _with_rates(scene, [first if has_rate(each) else None for each in scene.optimizers])


def defaults(scene: Scene) -> Scene:
    """Gives every optimizer its default learning rate."""
    return _with_rates(scene, [_setting(each).default if has_rate(each) else None for each in scene.optimizers])


REGIMES = {"tuned": tuned, "same": same, "defaults": defaults}
REGIME_WORDS = {
    "tuned": Sentence("tuned on this start, the best of {n} rates tried for each.", n=TRIED),
    "same": Sentence("one for all; change one and all follow."),
    "defaults": Sentence("each optimizer's default."),
    "own": Sentence("set by hand (or by the example)."),
}


def in_force(scene: Scene, view: View) -> Scene:
    """The scene with the learning rates that the view's regime gives; 'own' keeps those that stand in it."""
    return REGIMES[view.rates](scene) if view.rates in REGIMES else scene


def regime_in_force(scene: Scene, view: View) -> str:
    """The regime that the view names, if the rates really are what it gives; otherwise 'own'."""
    try:
        return view.rates if in_force(scene, view) == scene else "own"
    except BadInput:  # too long to be tuned, so it was not
        return "own"


def regime_words(scene: Scene, view: View) -> str:
    """How the learning rates were chosen, in words."""
    return REGIME_WORDS[regime_in_force(scene, view)]


def has_rate(optimizer: Optimizer) -> bool:
    """Whether the optimizer has a learning rate at all."""
    return optimizer.rate_path is not None


def rate_of(optimizer: Optimizer) -> float:
    """The learning rate that is set, its own or that of the optimizer in it."""
    owner, name = holder(optimizer, optimizer.rate_path)
    return getattr(owner, name)


def rates_tried(optimizer: Optimizer) -> list[float]:
    """The published search space: TRIED rates from the slider's low end to its high end, even on a log scale."""
    setting = _setting(optimizer)
    return [float(f"{rate:.3g}") for rate in np.geomspace(setting.low, setting.high, TRIED)]


def best_rate(scene: Scene, optimizer: Optimizer) -> float | None:
    """The rate that arrives in the fewest steps without leaving the domain; None where there is no learning rate.

    Behind such rates come those that arrive by way of the outside, then those that do not arrive, nearest in value
    first, then those that diverge. With several starts the failures are counted, the steps and gaps added up. Raises
    BadInput for a scene that is too long to be run TRIED times at once.
    """
    if not has_rate(optimizer):
        return None
    plain = with_value(optimizer, optimizer.rate_path, _setting(optimizer).default)
    return _search(dataclasses.replace(scene, optimizers=(plain,)))


@lru_cache(maxsize=256)
def _search(scene: Scene) -> float:
    (optimizer,) = scene.optimizers
    if scene.steps * len(scene.rows) * TRIED > MOST_TRIED:
        raise BadInput(
            f"{scene.steps} steps x {len(scene.rows)} starts are too many to try {TRIED} learning rates on; at most "
            f"{MOST_TRIED // TRIED:,} fit, so take fewer, or set the rates by hand."
        )
    rates, starts = rates_tried(optimizer), len(scene.rows)
    device = scene.placed_on()
    column = torch.tensor(rates, dtype=torch.float64, device=device).repeat_interleave(starts)[:, None]
    tape = noise_tape(scene.seed, starts, scene.steps, scene.landscape.dim, scene.noise)
    batch = with_value(optimizer, optimizer.rate_path, column)
    many = None if tape is None else tape.repeat(1, TRIED, 1)
    run = judged(
        run_rows(scene.landscape, batch, scene.rows * TRIED, scene.steps, many, device, readouts=False), scene.tol
    )
    verdicts = np.reshape(_verdicts(run), (TRIED, starts, -1)).sum(1)
    return min(zip(*verdicts.T, rates, strict=True))[-1]


def _verdicts(run: Trajectory) -> list[tuple[float, ...]]:
    """Per row, worst first: diverged? not arrived? arrived by way of the outside? the steps, the last |f - f*|."""
    stays = run.landscape.inside(torch.tensor(run.x)).all(0).tolist()
    return [
        (
            end.arrived is None and end.diverged is not None,
            end.arrived is None,
            end.arrived is not None and not stay,
            run.steps if end.arrived is None else end.arrived,
            abs(end.gap),
        )
        for end, stay in zip(run.outcome, stays, strict=True)
    ]


def _setting(optimizer: Optimizer) -> Setting:
    return setting_at(optimizer, optimizer.rate_path)


def _with_rates(scene: Scene, rates: list[float | None]) -> Scene:
    changed = tuple(
        each if rate is None else with_value(each, each.rate_path, rate)
        for each, rate in zip(scene.optimizers, rates, strict=True)
    )
    return dataclasses.replace(scene, optimizers=changed)
