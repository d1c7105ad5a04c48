"""Scenes in, trajectories out: races, made once and remembered."""

from __future__ import annotations

import dataclasses
import platform
from collections.abc import MutableMapping
from functools import cache, partial
from threading import Lock
from typing import Any

import numpy as np
import torch
from cachetools import LRUCache, cached

from fallline.core import Landscape, Optimizer, Point, holder
from fallline.run.chunks import RATE, Carried, recording
from fallline.run.device import placed_on
from fallline.run.judge import lost, sound
from fallline.run.noise import Noise, noise_of
from fallline.run.outcome import outcomes
from fallline.run.stepper import Eager, Stepper
from fallline.run.trajectory import Trajectory
from fallline.scene import Scene

MOVED = ("x", "after", "f", "grad")  # of a record: what is dealt with one by one
REMEMBERED = 512 * 2**20  # bytes of runs that are kept, so that many visitors cannot fill the memory
# In place of what the asker has, which may hold code that cannot be sent.
UNSHARED: dict[str, Any] = {"landscape": None, "optimizer": None}
_shared: list[MutableMapping[str, Trajectory]] = []  # what processes keep together, beside what each remembers


def race(scene: Scene) -> tuple[Trajectory, ...]:
    """One trajectory per optimizer of the scene, float64; runs that were made before are remembered."""
    asked = (scene.rows, scene.steps, scene.noise, scene.seed, placed_on(scene), scene.tol)
    return tuple(_run(scene.landscape, optimizer, *asked) for optimizer in scene.optimizers)


def race_anew(scene: Scene) -> tuple[Trajectory, ...]:
    """The same as ``race``, computed whatever is remembered, and not remembered."""
    return tuple(judged(computed(scene, optimizer), scene.tol) for optimizer in scene.optimizers)


def share(memory: MutableMapping[str, Trajectory]) -> None:
    """Keeps runs in ``memory`` too, which other processes on this machine look into before they compute one."""
    _shared.append(memory)


@cached(LRUCache(REMEMBERED, getsizeof=lambda run: run.size), lock=Lock())
def _run(
    landscape: Landscape,
    optimizer: Optimizer,
    starts: tuple[Point, ...],
    steps: int,
    noise: float,
    seed: int,
    device: str,
    tol: float,
) -> Trajectory:
    key = repr((landscape, optimizer, starts, steps, noise, seed, device, tol)) if _shared else ""
    for memory in _shared:
        if (found := memory.get(key)) is not None:
            return _frozen(dataclasses.replace(found, landscape=landscape, optimizer=optimizer))
    luck = noise_of(seed, np.arange(len(starts)), landscape.dim, noise, device)
    made = judged(run_rows(landscape, optimizer, starts, steps, luck, device), tol)
    for memory in _shared:
        memory[key] = dataclasses.replace(made, **UNSHARED)
    return made


def computed(scene: Scene, optimizer: Optimizer, *, readouts: bool = True) -> Trajectory:
    """One optimizer's run of a scene, without a verdict, and not remembered; see ``run_rows``."""
    device = placed_on(scene)
    luck = noise_of(scene.seed, np.arange(len(scene.rows)), scene.landscape.dim, scene.noise, device)
    return run_rows(scene.landscape, optimizer, scene.rows, scene.steps, luck, device, readouts=readouts)


def path(scene: Scene, optimizer: Optimizer) -> Trajectory:
    """Where one optimizer goes in a scene: what has to be there fast, and nothing else."""
    return computed(scene, optimizer, readouts=False)


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
    """One optimizer from every start, without a verdict; its settings may be (rows, 1) columns on ``device``.

    Without ``readouts`` only the path and what belongs to it are kept, which many rows have room for.
    """
    x = torch.tensor(starts, dtype=torch.float64, device=device)
    chunks = partial(recording, landscape, optimizer, readouts=readouts)
    stepper = Eager(chunks, optimizer, Carried.start(optimizer, x), steps, noise=noise)
    return settle(landscape, optimizer, record(stepper, optimizer, readouts=readouts), provenance("eager", device))


def record(stepper: Stepper, optimizer: Optimizer, *, readouts: bool = True) -> dict[str, np.ndarray]:
    """What is noted of a run, (steps+1, rows, ...) by name, and where its last step leads: ``after`` (1, rows, dim)."""
    points = stepper.steps + 1
    made = stepper.take(points)
    after = made["x"][points : points + 1] if len(made["x"]) > points else stepper.carried().x[None]
    noted = {name: value[:points].cpu().numpy() for name, value in made.items()}
    if readouts and optimizer.rate_path:
        rates = _rates(optimizer, optimizer.rate_path, stepper.steps, len(after[0])).cpu().numpy()
        noted[f"readouts.{RATE}"] = np.broadcast_to(rates, (points, *rates.shape[1:]))
    return noted | {"after": after.cpu().numpy()}


def provenance(by: str, device: str) -> dict[str, str]:
    """What a run was computed by and on: path, device, dtype, versions and machine."""
    return {"path": by, "device": device, "dtype": "float64", **_versions()}


@cache
def _versions() -> dict[str, str]:
    """By what numbers are made here, besides the device."""
    machine = f"{platform.machine()}, {platform.system()}"
    return {
        "torch": torch.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "machine": machine,
    }


def judged(run: Trajectory, tol: float) -> Trajectory:
    """The same run with every row's outcome by the scene's tolerance (0: a share of each start's gap)."""
    verdict = outcomes(run.landscape, run.x, run.f, run.stopped_at, tol, run.landscape.view)
    return dataclasses.replace(run, outcome=verdict)


def _rates(optimizer: Optimizer, path_of_rate: str, steps: int, rows: int) -> torch.Tensor:
    """The learning rates that are in force, numbers or columns (rows, 1): (steps+1, rows, 1), or (1, rows, 1)."""
    constant = optimizer.at(1, steps) is optimizer
    rules = [optimizer] if constant else [optimizer.at(step, steps) for step in range(steps + 1)]
    rates = [getattr(*holder(rule, path_of_rate)) for rule in rules]
    return torch.stack([torch.as_tensor(rate, dtype=torch.float64).expand(rows, 1) for rate in rates])


def settle(landscape: Landscape, optimizer: Optimizer, record: dict[str, np.ndarray], made: dict) -> Trajectory:
    """Finds where rows diverged, and holds their last finite values from there."""
    points, values, slopes = (torch.from_numpy(record[name]) for name in ("x", "f", "grad"))
    stopped = _first_true(lost(landscape, points, sound(values, slopes)).numpy())
    x, f, grad = (_held(record[name], stopped) for name in ("x", "f", "grad"))
    step = np.concatenate((np.diff(x, axis=0), record["after"][-1:] - x[-1:]))
    step[np.arange(len(x))[:, None] >= stopped - 1] = 0.0
    never = stopped == len(x)
    step[-1, never] = (record["after"][-1] - x[-1])[never]
    notes = {key: _held(value, stopped) for key, value in record.items() if key not in MOVED}
    return _frozen(
        Trajectory(
            landscape=landscape,
            optimizer=optimizer,
            x=x,
            f=f,
            grad=grad,
            seen=notes.pop("seen"),
            step=step,
            calls={key[6:]: value for key, value in notes.items() if key.startswith("calls.")},
            readouts={key[9:]: value for key, value in notes.items() if key.startswith("readouts.")},
            stopped_at=np.where(never, -1, stopped),
            made=made,
        )
    )


def _first_true(holds: np.ndarray) -> np.ndarray:
    """The first true entry along the steps of each row: (steps+1, rows) -> (rows,); the length where there is none."""
    return np.where(holds.any(0), holds.argmax(0), len(holds))


def _held(values: np.ndarray, stopped: np.ndarray) -> np.ndarray:
    """A copy in which each row repeats, from its stop on, what it had just before."""
    last = np.minimum(np.arange(len(values))[:, None], np.maximum(stopped - 1, 0))
    return values[last, np.arange(values.shape[1])]


def _frozen(run: Trajectory) -> Trajectory:
    for value in vars(run).values():
        for array in value.values() if isinstance(value, dict) else (value,):
            if isinstance(array, np.ndarray):
                array.flags.writeable = False
    return run
