"""Scenes in, trajectories out: the stepping loop."""

from __future__ import annotations

import dataclasses
import platform
from collections.abc import MutableMapping
from functools import cache
from threading import Lock
from typing import Any

import numpy as np
import torch
from cachetools import LRUCache, cached

from fallline.core import Landscape, Optimizer, Oracle, Point, gradient, holder
from fallline.run.chunks import RATE, shown_of
from fallline.run.device import placed_on
from fallline.run.noise import noise_tape
from fallline.run.outcome import FAR, outcomes
from fallline.run.trajectory import Trajectory
from fallline.scene import Scene

CHUNK = 512
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
    tape = noise_tape(seed, len(starts), steps, landscape.dim, noise)
    made = judged(run_rows(landscape, optimizer, starts, steps, tape, device), tol)
    for memory in _shared:
        memory[key] = dataclasses.replace(made, **UNSHARED)
    return made


def computed(scene: Scene, optimizer: Optimizer, *, readouts: bool = True) -> Trajectory:
    """One optimizer's run of a scene, without a verdict, and not remembered; see ``run_rows``."""
    tape = noise_tape(scene.seed, len(scene.rows), scene.steps, scene.landscape.dim, scene.noise)
    return run_rows(scene.landscape, optimizer, scene.rows, scene.steps, tape, placed_on(scene), readouts=readouts)


def path(scene: Scene, optimizer: Optimizer) -> Trajectory:
    """Where one optimizer goes in a scene: what has to be there fast, and nothing else."""
    return computed(scene, optimizer, readouts=False)


def run_rows(
    landscape: Landscape,
    optimizer: Optimizer,
    starts: tuple[Point, ...],
    steps: int,
    tape: torch.Tensor | None = None,
    device: str = "cpu",
    *,
    readouts: bool = True,
) -> Trajectory:
    """One optimizer from every start, without a verdict; its settings may be (rows, 1) columns on ``device``.

    Without ``readouts`` only the path and what belongs to it are kept, which many rows have room for.
    """
    x = torch.tensor(starts, dtype=torch.float64, device=device)
    oracle = Oracle(landscape, len(starts), device, tape if tape is None else tape.to(device))
    record = {
        key: value.cpu().numpy() for key, value in _record(oracle, optimizer, x, steps, readouts=readouts).items()
    }
    return settle(landscape, optimizer, record, provenance("eager", device))


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
    verdict = outcomes(run.landscape, run.x, run.gap, run.step_size, run.stopped_at, tol)
    return dataclasses.replace(run, outcome=verdict)


@torch.no_grad()
def _record(
    oracle: Oracle, optimizer: Optimizer, x: torch.Tensor, steps: int, *, readouts: bool
) -> dict[str, torch.Tensor]:
    """Everything that must be noted while it happens, stacked over steps; lists are packed now and then."""
    state = optimizer.init(x)
    notes: dict[str, list[torch.Tensor]] = {}
    packed: dict[str, list[torch.Tensor]] = {}
    rates: list[Any] = []
    for k in range(steps + 1):
        oracle.step, oracle.seen = k, None
        before = {f"calls.{kind}": count for kind, count in oracle.calls.items()}
        rule = optimizer.at(k, steps)
        after, state = rule.step(oracle, x, state)
        shown = {f"readouts.{name}": state[name] for name in shown_of(rule, x.shape[-1])} if readouts else {}
        if readouts and rule.rate_path:
            rates.append(getattr(*holder(rule, rule.rate_path)))
        for name, value in {"x": x, "after": after, "seen": oracle.seen, **before, **shown}.items():
            notes.setdefault(name, []).append(torch.full_like(x, torch.nan) if value is None else value)
        if len(notes["x"]) == CHUNK or k == steps:
            for name, values in notes.items():
                packed.setdefault(name, []).append(torch.stack(values))
            notes = {}
        x = after
    record = {name: torch.cat(parts) for name, parts in packed.items()}
    return record | ({f"readouts.{RATE}": _column(rates, x)} if rates else {})


def _column(rates: list[Any], x: torch.Tensor) -> torch.Tensor:
    """The learning rates that were in force, numbers or columns (rows, 1), as (steps+1, rows, 1)."""
    if any(isinstance(rate, torch.Tensor) for rate in rates):
        return torch.stack([torch.as_tensor(rate, dtype=x.dtype, device=x.device).expand(len(x), 1) for rate in rates])
    return torch.tensor(rates, dtype=x.dtype, device=x.device)[:, None, None].expand(len(rates), len(x), 1)


def settle(landscape: Landscape, optimizer: Optimizer, record: dict[str, np.ndarray], made: dict) -> Trajectory:
    """Finds where rows diverged, holds their last finite values from there, and evaluates f and its gradient."""
    x = record["x"]
    (low, high) = np.array(landscape.domain).T
    far = np.abs(x - (low + high) / 2) > FAR * (high - low)
    stopped = _first_bad(far.any(-1) | ~np.isfinite(x).all(-1))
    made_too = "f" in record and (stopped == len(x)).all()  # else what is held has to be evaluated
    f, grad = (record["f"], record["grad"]) if made_too else _evaluate(landscape, _held(x, stopped))
    stopped = np.minimum(stopped, _first_bad(~np.isfinite(f) | ~np.isfinite(grad).all(-1)))
    x, f, grad = (_held(each, stopped) for each in (x, f, grad))
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


def _evaluate(landscape: Landscape, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    points = torch.from_numpy(x)
    return landscape.f(points).numpy(), gradient(landscape.f, points).numpy()


def _first_bad(bad: np.ndarray) -> np.ndarray:
    """The first true entry along the steps of each row: (steps+1, rows) -> (rows,); the length where there is none."""
    return np.where(bad.any(0), bad.argmax(0), len(bad))


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
