"""Learning rates for a whole scene: tuned on its starts, the same for all optimizers, or each one's default."""

from __future__ import annotations

import dataclasses
import math
from functools import lru_cache

import numpy as np
import torch

from fallline.core import BadInput, Optimizer, Sentence, Setting, replace_at_path, resolve_path, setting_at_path
from fallline.core.deadline import OutOfTime
from fallline.run.device import choose_scene_device
from fallline.run.noise import make_noise
from fallline.run.outcome import Outcome
from fallline.run.racing import add_outcomes, run_rows
from fallline.run.trajectory import Trajectory
from fallline.run.work import Work, estimate_work
from fallline.scene import Scene

TRIED_COUNT = 25  # learning rates that are tried for each optimizer
MAX_TRIED_STATES = 2_500_000  # steps x starts x TRIED_COUNT
MAX_TRIED_NUMBERS = 25_000_000  # states x coordinates
MAX_BATCH_NUMBERS = 2_500_000  # of the rates that are run together, which bounds the memory
TUNED = "tuned"


def tune_learning_rates(scene: Scene) -> Scene:
    """Return the scene with each optimizer's best learning rate; see ``find_best_learning_rate``."""
    return _with_learning_rates(scene, [find_best_learning_rate(scene, each) for each in scene.optimizers])


def use_first_learning_rate(scene: Scene) -> Scene:
    """Return the scene in which all optimizers have the learning rate of the first that has one."""
    first = next((get_learning_rate(each) for each in scene.optimizers if has_learning_rate(each)), None)
    return _with_learning_rates(scene, [first if has_learning_rate(each) else None for each in scene.optimizers])


def use_default_learning_rates(scene: Scene) -> Scene:
    """Return the scene in which every optimizer has its default learning rate."""
    return _with_learning_rates(
        scene, [_learning_rate_setting(each).default if has_learning_rate(each) else None for each in scene.optimizers]
    )


REGIMES = {TUNED: tune_learning_rates, "same": use_first_learning_rate, "defaults": use_default_learning_rates}
REGIME_TEXTS = {
    TUNED: Sentence("tuned on this start: the best of {n} tried.", n=TRIED_COUNT),
    "same": Sentence("one for all; change one and all follow."),
    "defaults": Sentence("each optimizer's default."),
    "own": Sentence("custom rates."),
}


def apply_regime(scene: Scene, regime: str) -> Scene:
    """Return the scene with the learning rates of a regime, a key of REGIMES; 'own' keeps those that it has."""
    return REGIMES[regime](scene) if regime in REGIMES else scene


def actual_regime(scene: Scene, regime: str) -> str:
    """Return ``regime``, a key of REGIMES, if the scene has the learning rates of this regime.

    Otherwise return 'defaults' if every optimizer has its default learning rate, as in a link that names none,
    and 'own' if not.
    """
    try:
        if regime in REGIMES and apply_regime(scene, regime) == scene:
            return regime
    except OutOfTime:
        raise
    except BadInput:  # the scene is too long to be tuned, so its rates cannot be tuned ones
        pass
    return "defaults" if use_default_learning_rates(scene) == scene else "own"


def describe_regime(scene: Scene, regime: str) -> str:
    """Return a sentence on how the learning rates of the scene were chosen: by ``regime``, or else by hand."""
    return REGIME_TEXTS[actual_regime(scene, regime)]


def has_learning_rate(optimizer: Optimizer) -> bool:
    """Return whether the optimizer has a learning rate."""
    return optimizer.lr_path is not None


def learning_rate_path(optimizer: Optimizer) -> str:
    """Return the setting path of the optimizer's learning rate, ``lr_path``. Raises BadInput if it has none."""
    if optimizer.lr_path is None:
        raise BadInput("{optimizer} has no learning rate.", optimizer=optimizer.title)
    return optimizer.lr_path


def get_learning_rate(optimizer: Optimizer) -> float:
    """Return the optimizer's learning rate, its own or that of the optimizer that it wraps. Raises BadInput if none."""
    owner, name = resolve_path(optimizer, learning_rate_path(optimizer))
    return getattr(owner, name)


def tried_learning_rates(optimizer: Optimizer) -> list[float]:
    """Return the TRIED_COUNT learning rates of the search, log-spaced over the slider's range, to three digits."""
    setting = _learning_rate_setting(optimizer)
    return [float(f"{rate:.3g}") for rate in np.geomspace(setting.low, setting.high, TRIED_COUNT)]


def find_best_learning_rate(scene: Scene, optimizer: Optimizer) -> float | None:
    """Return the tried learning rate that settles at the target in the fewest steps.

    None for an optimizer without a learning rate, and for one that climbs f, which has no target.

    All rates are run as rows of few batches. Rates with which a run leaves the domain on the way rank below those; then
    rates that are outside the target at the end, by the final gap, even if they were within it before; then rates that
    diverge. With several starts the failures are counted, and steps and gaps are summed. Raises BadInput for a scene
    that is too long to be run TRIED_COUNT times.
    """
    if not has_learning_rate(optimizer) or optimizer.ascends:
        return None
    with_default = replace_at_path(optimizer, learning_rate_path(optimizer), _learning_rate_setting(optimizer).default)
    return _find_best_cached(dataclasses.replace(scene, optimizers=(with_default,)))


def can_be_tuned(scene: Scene) -> bool:
    """Return whether the scene is short enough to be run TRIED_COUNT times."""
    states = TRIED_COUNT * scene.steps * len(scene.rows)
    return states <= MAX_TRIED_STATES and states * scene.landscape.dim <= MAX_TRIED_NUMBERS


def estimate_tuning(scene: Scene, optimizer: Optimizer) -> Work:
    """Return the work of ``find_best_learning_rate``."""
    size = _batch_size(scene)
    batch = estimate_work(scene.landscape, optimizer, size * len(scene.rows), scene.steps)
    return dataclasses.replace(batch, seconds=math.ceil(TRIED_COUNT / size) * batch.seconds)


def _batch_size(scene: Scene) -> int:
    """Return how many learning rates are run in one batch."""
    numbers = scene.steps * len(scene.rows) * scene.landscape.dim
    return min(TRIED_COUNT, max(1, MAX_BATCH_NUMBERS // numbers))


@lru_cache(maxsize=256)
def _find_best_cached(scene: Scene) -> float:
    (optimizer,) = scene.optimizers
    if not can_be_tuned(scene):
        raise BadInput(
            "{steps} steps x {starts} starts in {dim} dimensions are too many to try {count} learning rates on; take "
            "fewer, or set the rates by hand.",
            steps=scene.steps,
            starts=len(scene.rows),
            dim=scene.landscape.dim,
            count=TRIED_COUNT,
        )
    rates, size = tried_learning_rates(optimizer), _batch_size(scene)
    keys = [key for first in range(0, TRIED_COUNT, size) for key in _try_rates(scene, rates[first : first + size])]
    return min((*key, rate) for key, rate in zip(keys, rates, strict=True))[-1]


def _try_rates(scene: Scene, rates: list[float]) -> list[tuple[float, ...]]:
    """Return the sort key of each learning rate, by the runs of all of them in one batch."""
    (optimizer,), starts = scene.optimizers, len(scene.rows)
    device = choose_scene_device(scene)
    column = torch.tensor(rates, dtype=torch.float64, device=device).repeat_interleave(starts)[:, None]
    noise = make_noise(scene.seed, np.tile(np.arange(starts), len(rates)), scene.landscape.dim, scene.noise, device)
    batch = replace_at_path(optimizer, learning_rate_path(optimizer), column)
    run = add_outcomes(
        run_rows(scene.landscape, batch, scene.rows * len(rates), scene.steps, noise, device, readouts=False),
        scene.tol,
    )
    keys = np.reshape(_rank_keys(run), (len(rates), starts, -1)).sum(1)
    return [tuple(key) for key in keys.tolist()]


def _rank_keys(run: Trajectory) -> list[tuple[float, ...]]:
    """Return the sort key of each row: diverged, not settled, left the domain on the way, steps, final |f - f*|."""
    in_domain = run.landscape.in_domain(torch.tensor(run.x)).all(0).tolist()
    keys: list[tuple[float, ...]] = []
    for end, stays_inside in zip(run.outcome, in_domain, strict=True):
        settled = _settling_step(end)
        steps = run.steps if settled is None else settled
        left = settled is not None and not stays_inside
        keys.append((end.diverged is not None, settled is None, left, steps, abs(end.gap)))
    return keys


def _settling_step(end: Outcome) -> int | None:
    """Return the step from which a run is within the target to its last step; None if it is outside at the end."""
    if end.reached is None or end.diverged is not None or end.left_for_good is not None:
        return None
    return end.reached if end.back_at is None else end.back_at


def _learning_rate_setting(optimizer: Optimizer) -> Setting:
    return setting_at_path(optimizer, learning_rate_path(optimizer))


def _with_learning_rates(scene: Scene, rates: list[float | None]) -> Scene:
    optimizers = tuple(
        each if rate is None else replace_at_path(each, learning_rate_path(each), rate)
        for each, rate in zip(scene.optimizers, rates, strict=True)
    )
    return dataclasses.replace(scene, optimizers=optimizers)
