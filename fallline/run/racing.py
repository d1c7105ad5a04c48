"""Races: the trajectories of a scene, computed once and cached."""

from __future__ import annotations

import dataclasses
import hashlib
import platform
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from typing import Protocol

import numpy as np
import torch

from fallline.core import Landscape, Optimizer, Point, resolve_path
from fallline.core.byte_cache import ByteCache
from fallline.core.gradient_optimizer import FACTOR_READOUT
from fallline.run.chunks import LEARNING_RATE_READOUT, Carry, make_record_chunk
from fallline.run.device import choose_scene_device
from fallline.run.judge import has_diverged, is_finite
from fallline.run.noise import Noise, make_noise
from fallline.run.outcome import compute_outcomes
from fallline.run.serialization import run_from_bytes, run_to_bytes
from fallline.run.stepper import EagerStepper, Stepper
from fallline.run.trajectory import Trajectory
from fallline.scene import Scene

PATH_KEYS = ("x", "next_x", "f", "grad")  # entries of a record that ``make_trajectory`` treats one by one
CACHE_BYTES = 512 * 2**20  # of the trajectories that a process caches, so that many visitors cannot fill the memory
MAX_SHARED_RUN_BYTES = 32 * 2**20  # of the trajectories that processes share
run_cache: ByteCache[Trajectory] = ByteCache(CACHE_BYTES, lambda run: run.nbytes)


class SharedCache(Protocol):
    """A cache of runs as bytes that processes share; its methods raise no errors."""

    def get(self, key: str) -> bytes | None:
        """Return the bytes of a run, None if they are not kept or cannot be read."""

    def set(self, key: str, value: bytes) -> None:
        """Keep the bytes of a run, if they can be written."""


_shared_caches: list[SharedCache] = []


def race(scene: Scene | str) -> tuple[Trajectory, ...]:
    """Return one trajectory per optimizer of the scene, in float64; runs computed before come from the cache.

    A text is read as a link, by ``Scene.from_link``.

    Where a run goes lower in the domain than the minima of a landscape that were found by search, the landscape of all
    runs is the one whose minima are searched from there, as ``settle_minima`` returns it.
    """
    return _race_to_lowest(Scene.from_link(scene) if isinstance(scene, str) else scene, _race_cached)


def race_uncached(scene: Scene) -> tuple[Trajectory, ...]:
    """Return one trajectory per optimizer of the scene, as ``race`` does, but without reading or filling the cache."""
    return _race_to_lowest(scene, _race_afresh)


def settle_minima(scene: Scene) -> Scene:
    """Return the scene with the landscape of its runs; it is another only if a run went lower than the search.

    Whatever shows or writes the landscape's minima beside the runs of ``race`` uses this scene.
    """
    landscape = race(scene)[0].landscape
    return scene if landscape == scene.landscape else dataclasses.replace(scene, landscape=landscape)


def _race_to_lowest(scene: Scene, compute: Callable[[Scene], tuple[Trajectory, ...]]) -> tuple[Trajectory, ...]:
    runs = compute(scene)
    point = None if scene.landscape.proved else _find_lower_point(runs)
    landscape = scene.landscape if point is None else scene.landscape.with_lower_point(point)
    return runs if landscape is scene.landscape else compute(dataclasses.replace(scene, landscape=landscape))


def _find_lower_point(runs: tuple[Trajectory, ...]) -> Point | None:
    """Return the lowest point of the runs in the domain of their landscape, None if none is below its minimum."""
    lowest: tuple[float, Point | None] = (runs[0].landscape.fmin, None)
    for run in runs:
        values = np.where(run.f < lowest[0], run.f, np.inf)
        if np.isfinite(values).any():
            values[~run.landscape.in_domain(torch.tensor(run.x)).numpy()] = np.inf
        at = np.unravel_index(np.argmin(values), values.shape)
        if values[at] < np.inf:
            lowest = (float(values[at]), tuple(run.x[at].tolist()))
    return lowest[1]


def _race_cached(scene: Scene) -> tuple[Trajectory, ...]:
    settings = (scene.rows, scene.steps, scene.noise, scene.seed, choose_scene_device(scene), scene.tol)
    return tuple(_run_cached(scene.landscape, optimizer, *settings) for optimizer in scene.optimizers)


def _race_afresh(scene: Scene) -> tuple[Trajectory, ...]:
    return tuple(add_outcomes(compute_run(scene, optimizer), scene.tol) for optimizer in scene.optimizers)


def add_shared_cache(cache: SharedCache) -> None:
    """Also store runs in ``cache`` and look for them there; other processes on this machine may share it."""
    _shared_caches.append(cache)


def _run_cached(
    landscape: Landscape,
    optimizer: Optimizer,
    starts: tuple[Point, ...],
    steps: int,
    noise: float,
    seed: int,
    device: str,
    tol: float,
) -> Trajectory:
    key = (landscape, optimizer, starts, steps, noise, seed, device, tol)
    run = run_cache.get(key)
    if run is None:
        digest = hashlib.sha256(repr(key).encode()).hexdigest() if _shared_caches else ""
        run = _find_shared_run(digest, landscape, optimizer)
        if run is None:
            gradient_noise = make_noise(seed, np.arange(len(starts)), landscape.dim, noise, device)
            run = add_outcomes(run_rows(landscape, optimizer, starts, steps, gradient_noise, device), tol)
            _share_run(digest, run)
        run_cache.add(key, run)
    return run


def _share_run(digest: str, run: Trajectory) -> None:
    if _shared_caches and run.nbytes <= MAX_SHARED_RUN_BYTES:
        content = run_to_bytes(run)
        for shared in _shared_caches:
            shared.set(digest, content)


def _find_shared_run(digest: str, landscape: Landscape, optimizer: Optimizer) -> Trajectory | None:
    for shared in _shared_caches:
        if (content := shared.get(digest)) is not None:
            with suppress(ValueError):  # damaged bytes are computed again
                return run_from_bytes(content, landscape, optimizer)
    return None


def compute_run(scene: Scene, optimizer: Optimizer, *, readouts: bool = True) -> Trajectory:
    """Return one optimizer's run of a scene, computed without the cache and without outcomes.

    Without ``readouts`` only the path, the gradients and the calls are recorded.
    """
    device = choose_scene_device(scene)
    noise = make_noise(scene.seed, np.arange(len(scene.rows)), scene.landscape.dim, scene.noise, device)
    return run_rows(scene.landscape, optimizer, scene.rows, scene.steps, noise, device, readouts=readouts)


def compute_path(scene: Scene, optimizer: Optimizer) -> Trajectory:
    """Return one optimizer's run of a scene, computed without outcomes and readouts, which is faster."""
    return compute_run(scene, optimizer, readouts=False)


def run_rows(
    landscape: Landscape,
    optimizer: Optimizer,
    starts: tuple[Point, ...],
    steps: int,
    noise: Noise | None = None,
    device: str = "cpu",
    *,
    readouts: bool = True,
) -> Trajectory:
    """Return one optimizer's run from every start, without outcomes.

    The optimizer's settings may be columns (rows, 1) on ``device``, one number per start.

    Without ``readouts`` only the path, the gradients and the calls are recorded, which saves memory for many rows.
    """
    x = torch.tensor(starts, dtype=torch.float64, device=device)
    chunks = partial(make_record_chunk, landscape, optimizer, readouts=readouts)
    stepper = EagerStepper(chunks, optimizer, Carry.initial(optimizer, x), steps, noise=noise)
    return make_trajectory(
        landscape, optimizer, record_steps(stepper, optimizer, readouts=readouts), provenance("eager", device)
    )


def record_steps(stepper: Stepper, optimizer: Optimizer, *, readouts: bool = True) -> dict[str, np.ndarray]:
    """Take all steps and return the record of a run: a record chunk's outputs, (steps+1, rows, ...) by name.

    ``next_x`` (1, rows, dim) is added, the point to which the step from the last point leads.
    """
    points = stepper.steps + 1
    outputs = stepper.take(points)
    next_x = outputs["x"][points : points + 1] if len(outputs["x"]) > points else stepper.carry().x[None]
    record = {name: value[:points].cpu().numpy() for name, value in outputs.items()}
    if readouts and optimizer.lr_path:
        rates = learning_rates(optimizer, optimizer.lr_path, stepper.steps, len(next_x[0])).cpu().numpy()
        rates = rates * record.get(f"readouts.{FACTOR_READOUT}", 1.0)
        record[f"readouts.{LEARNING_RATE_READOUT}"] = np.broadcast_to(rates, (points, *rates.shape[1:]))
    return record | {"next_x": next_x.cpu().numpy()}


def provenance(path: str, device: str) -> dict[str, str]:
    """Return how a run was computed: code path ("eager" or "compiled"), device, dtype, versions and machine."""
    return {"path": path, "device": device, "dtype": "float64", **versions()}


@cache
def versions() -> dict[str, str]:
    """Return the versions of torch, numpy and Python, and the machine."""
    machine = f"{platform.machine()}, {platform.system()}"
    return {
        "torch": torch.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "machine": machine,
    }


def add_outcomes(run: Trajectory, tol: float) -> Trajectory:
    """Return the run with every row's outcome.

    ``tol`` is the gap f - f* that counts as reached; 0 stands for DEFAULT_TOL_SHARE of the gap at each start.
    """
    outcome = compute_outcomes(
        run.landscape, run.x, run.f, run.stopped_at, tol, run.landscape.view, stopped_x=run.stopped_x
    )
    return dataclasses.replace(run, outcome=outcome)


def learning_rates(optimizer: Optimizer, lr_path: str, steps: int, rows: int) -> torch.Tensor:
    """Return the learning rate of each step, (steps+1, rows, 1), or (1, rows, 1) if it is constant."""
    constant = optimizer.at_step(1, steps) is optimizer
    rules = [optimizer] if constant else [optimizer.at_step(step, steps) for step in range(steps + 1)]
    rates = [getattr(*resolve_path(rule, lr_path)) for rule in rules]
    return torch.stack([torch.as_tensor(rate, dtype=torch.float64).expand(rows, 1) for rate in rates])


def make_trajectory(
    landscape: Landscape, optimizer: Optimizer, record: dict[str, np.ndarray], provenance: dict[str, str]
) -> Trajectory:
    """Return a trajectory from the record of ``record_steps``: finds where rows diverged, and repeats their last finite
    values from there on."""
    points, values, gradients = (torch.from_numpy(record[name]) for name in ("x", "f", "grad"))
    stopped = _first_true(has_diverged(landscape, points, is_finite(values, gradients)).numpy())
    x, f, grad = (_hold_last_finite(record[name], stopped) for name in ("x", "f", "grad"))
    last_step = record["next_x"][-1] - x[-1]
    step = np.concatenate((np.diff(x, axis=0), last_step[None]))
    step[np.arange(len(x))[:, None] >= stopped - 1] = 0.0
    never = stopped == len(x)
    step[-1, never] = last_step[never]
    others = {key: _hold_last_finite(value, stopped) for key, value in record.items() if key not in PATH_KEYS}
    return _make_read_only(
        Trajectory(
            landscape=landscape,
            optimizer=optimizer,
            x=x,
            f=f,
            grad=grad,
            seen=others.pop("seen"),
            step=step,
            calls={key[6:]: value for key, value in others.items() if key.startswith("calls.")},
            readouts={key[9:]: value for key, value in others.items() if key.startswith("readouts.")},
            stopped_at=np.where(never, -1, stopped),
            stopped_x=record["x"][np.minimum(stopped, len(x) - 1), np.arange(len(stopped))],
            provenance=provenance,
        )
    )


def _first_true(holds: np.ndarray) -> np.ndarray:
    """Return the index of each row's first true entry, (steps+1, rows) -> (rows,); steps+1 where there is none."""
    return np.where(holds.any(0), holds.argmax(0), len(holds))


def _hold_last_finite(values: np.ndarray, stopped: np.ndarray) -> np.ndarray:
    """Return a copy in which each row, from the step ``stopped`` on, repeats its entry before that step."""
    last = np.minimum(np.arange(len(values))[:, None], np.maximum(stopped - 1, 0))
    return values[last, np.arange(values.shape[1])]


def _make_read_only(run: Trajectory) -> Trajectory:
    for value in vars(run).values():
        for array in value.values() if isinstance(value, dict) else (value,):
            if isinstance(array, np.ndarray):
                array.flags.writeable = False
    return run
