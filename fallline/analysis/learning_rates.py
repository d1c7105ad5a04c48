"""Learning rates for a whole scene: tuned on its starts, the same for all, or everybody's default."""

from __future__ import annotations

import dataclasses
from functools import lru_cache

import numpy as np
import torch

from fallline.core import BadInput, Optimizer, Sentence, Setting, holder, setting_at, with_value
from fallline.run.device import placed_on
from fallline.run.noise import noise_of
from fallline.run.racing import judged, run_rows
from fallline.run.trajectory import Trajectory
from fallline.scene import Scene

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


def in_force(scene: Scene, regime: str) -> Scene:
    """The scene with the learning rates that a regime gives; 'own' keeps those that stand in it."""
    return REGIMES[regime](scene) if regime in REGIMES else scene


def regime_in_force(scene: Scene, regime: str) -> str:
    """The regime, if the rates really are what it gives; otherwise 'own'."""
    try:
        return regime if in_force(scene, regime) == scene else "own"
    except BadInput:  # too long to be tuned, so it was not
        return "own"


def regime_words(scene: Scene, regime: str) -> str:
    """How the learning rates were chosen, in words."""
    return REGIME_WORDS[regime_in_force(scene, regime)]


def has_rate(optimizer: Optimizer) -> bool:
    """Whether the optimizer has a learning rate at all."""
    return optimizer.rate_path is not None


def path_of_rate(optimizer: Optimizer) -> str:
    """Where its learning rate stands; raises BadInput where there is none."""
    if optimizer.rate_path is None:
        raise BadInput(f"{optimizer.title} has no learning rate.")
    return optimizer.rate_path


def rate_of(optimizer: Optimizer) -> float:
    """The learning rate that is set, its own or that of the optimizer in it."""
    owner, name = holder(optimizer, path_of_rate(optimizer))
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
    plain = with_value(optimizer, path_of_rate(optimizer), _setting(optimizer).default)
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
    device = placed_on(scene)
    column = torch.tensor(rates, dtype=torch.float64, device=device).repeat_interleave(starts)[:, None]
    noise = noise_of(scene.seed, np.tile(np.arange(starts), TRIED), scene.landscape.dim, scene.noise, device)
    batch = with_value(optimizer, path_of_rate(optimizer), column)
    run = judged(
        run_rows(scene.landscape, batch, scene.rows * TRIED, scene.steps, noise, device, readouts=False), scene.tol
    )
    verdicts = np.reshape(_verdicts(run), (TRIED, starts, -1)).sum(1)
    return min(zip(*verdicts.T, rates, strict=True))[-1]


def _verdicts(run: Trajectory) -> list[tuple[float, ...]]:
    """Per row, worst first: diverged? not arrived? arrived by way of the outside? the steps, the last |f - f*|."""
    stays = run.landscape.inside(torch.tensor(run.x)).all(0).tolist()
    return [
        (
            end.reached is None and end.diverged is not None,
            end.reached is None,
            end.reached is not None and not stay,
            run.steps if end.reached is None else end.reached,
            abs(end.gap),
        )
        for end, stay in zip(run.outcome, stays, strict=True)
    ]


def _setting(optimizer: Optimizer) -> Setting:
    return setting_at(optimizer, path_of_rate(optimizer))


def _with_rates(scene: Scene, rates: list[float | None]) -> Scene:
    changed = tuple(
        each if rate is None else with_value(each, path_of_rate(each), rate)
        for each, rate in zip(scene.optimizers, rates, strict=True)
    )
    return dataclasses.replace(scene, optimizers=changed)
