"""A race as one file: json, csv or npz out, json or npz back in, numbers exact."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from core import BadInput, Box, Item, write_item
from engine.link import read_link, write_link
from engine.measures import measures
from engine.race import judged
from engine.scene import Scene
from engine.trajectory import Trajectory

ARRAYS = ("x", "f", "grad", "seen", "step", "stopped_at")
GROUPS = ("calls", "readouts")
SUFFIXES = (".json", ".csv", ".npz")


def save(path: Path, scene: Scene, runs: tuple[Trajectory, ...], box: Box) -> None:
    """Writes a race to a .json, .csv or .npz file, whole or not at all; ``box`` bounds the ideal steps."""
    check_suffix(path)
    writers: dict[str, Callable[[], bytes]] = {
        ".json": lambda: as_json(scene, runs, box).encode(),
        ".csv": lambda: _csv(scene, runs, box).encode(),
        ".npz": lambda: _npz(scene, runs),
    }
    write_whole(path, writers[path.suffix]())


def check_suffix(path: Path) -> None:
    """Raises BadInput unless ``save`` knows how to write such a file."""
    if path.suffix not in SUFFIXES:
        raise BadInput(f"{path.name} must end in {', '.join(SUFFIXES)}.")


def load(path: Path) -> tuple[Scene, tuple[Trajectory, ...]]:
    """The scene and trajectories of a .json or .npz file that ``save`` wrote; raises BadInput."""
    try:
        if path.suffix == ".npz":
            with np.load(path) as file:
                head, arrays = json.loads(str(file["head"])), {key: file[key] for key in file.files}
        else:
            head = json.loads(path.read_text(encoding="utf-8"))
            arrays = dict(_flat(head["trajectories"]))
        return _rebuilt(head, arrays)
    except (OSError, ValueError, KeyError) as problem:
        raise BadInput(f"{path} cannot be read as a race ({problem}); take a file that 'trace' wrote.") from None


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file in one move, so that no half file is ever seen; raises BadInput when it cannot."""
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
            whole = Path(folder) / path.name
            whole.write_bytes(content)
            whole.replace(path)
    except OSError as problem:
        raise BadInput(f"{path} cannot be written ({problem.strerror}); choose a folder that exists.") from None


def make_folder(path: Path) -> None:
    """Makes a folder, if it is not there yet; raises BadInput when it cannot."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise BadInput(f"{path} cannot be a folder ({problem.strerror}); choose another name.") from None


def as_json(scene: Scene, runs: tuple[Trajectory, ...], box: Box) -> str:
    """The race with every readout and measure; a number that does not exist is null."""
    trajectories = [
        {
            **_head(run),
            **{key: _plain(getattr(run, key)) for key in ARRAYS},
            "step_size": _plain(run.step_size),
            **{group: {key: _plain(value) for key, value in getattr(run, group).items()} for group in GROUPS},
            "measures": {key: _plain(value) for key, value in measures(run, box).items()},
        }
        for run in runs
    ]
    return json.dumps({"scene": _scene(scene), "trajectories": trajectories}, allow_nan=False)


def _scene(scene: Scene) -> dict[str, Any]:
    landscape = scene.landscape
    return {
        "link": write_link(scene),
        "landscape": landscape.id,
        "settings": _settings(landscape),
        "minima": landscape.listed,
        "fmin": landscape.fmin,
        "starts": scene.rows,
        "steps": scene.steps,
        "tol": scene.tol,
        "noise": scene.noise,
        "seed": scene.seed,
        "device": scene.placed_on(),
    }


def _head(run: Trajectory) -> dict[str, Any]:
    return {
        "optimizer": run.optimizer.id,
        "settings": _settings(run.optimizer),
        "made": dict(run.made),
        "outcome": [str(end) for end in run.outcome],
        "tol": [end.tol for end in run.outcome],
        "arrived_at": [end.arrived for end in run.outcome],
        "first_touch": [end.first_touch for end in run.outcome],
        "stalled_at": [end.stalled for end in run.outcome],
    }


def _settings(item: Item) -> dict[str, Any]:
    """Every setting by name; an item in it as a link spells it."""
    return {name: write_item(value) if isinstance(value, Item) else value for name, value in item.settings().items()}


def _plain(values: np.ndarray) -> list:
    if values.dtype.kind != "f" or np.isfinite(values).all():
        return values.tolist()
    return np.where(np.isfinite(values), values.astype(object), None).tolist()


def _npz(scene: Scene, runs: tuple[Trajectory, ...]) -> bytes:
    arrays: dict[str, np.ndarray] = {}
    for which, run in enumerate(runs):
        arrays |= {f"{which}.{key}": getattr(run, key) for key in ARRAYS}
        arrays[f"{which}.step_size"] = run.step_size
        for group in GROUPS:
            arrays |= {f"{which}.{group}.{key}": value for key, value in getattr(run, group).items()}
    head = {"scene": _scene(scene), "trajectories": [_head(run) for run in runs]}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, head=np.array(json.dumps(head)), **arrays)
    return buffer.getvalue()


def _csv(scene: Scene, runs: tuple[Trajectory, ...], box: Box) -> str:
    tables = [dict(_columns(run, box)) for run in runs]
    names = list(dict.fromkeys(name for table in tables for name in table))
    text = io.StringIO()
    for key, value in {**_scene(scene), **runs[0].made}.items():
        text.write(f"# {key}: {json.dumps(value)}\n")
    for which, run in enumerate(runs):
        text.write(f"# run {which}: {write_item(run.optimizer)}\n")
    writer = csv.writer(text)
    writer.writerow(["run", "optimizer", "row", "step_number", *names])
    for which, (run, table) in enumerate(zip(runs, tables, strict=True)):
        for row in range(run.rows):
            lists = [table[name][:, row].tolist() if name in table else [""] * (run.steps + 1) for name in names]
            for k, values in enumerate(zip(*lists, strict=True)):
                writer.writerow([which, run.optimizer.id, row, k, *values])
    return text.getvalue()


def _columns(run: Trajectory, box: Box) -> Iterator[tuple[str, np.ndarray]]:
    """Every number of a run as (name, (steps+1, rows)): vectors axis by axis, ``grad.1`` and ``grad.2``."""
    arrays = {key: getattr(run, key) for key in ("x", "f", "grad", "seen", "step")}
    calls = {f"calls.{kind}": count for kind, count in run.calls.items()}
    for name, values in {**arrays, **measures(run, box), **calls, **run.readouts}.items():
        flat = values.reshape(*run.f.shape, -1)
        for axis in range(flat.shape[-1]):
            yield (name if flat.shape[-1] == 1 else f"{name}.{axis + 1}"), flat[..., axis]


def _flat(trajectories: list[dict]) -> Iterator[tuple[str, np.ndarray]]:
    for which, entry in enumerate(trajectories):
        for key in ARRAYS:
            yield f"{which}.{key}", np.array(entry[key], dtype=int if key == "stopped_at" else float)
        for group in GROUPS:
            for key, values in entry[group].items():
                yield f"{which}.{group}.{key}", np.array(values, dtype=int if group == "calls" else float)


def _rebuilt(head: dict, arrays: dict[str, np.ndarray]) -> tuple[Scene, tuple[Trajectory, ...]]:
    scene, _ = read_link(head["scene"]["link"])
    runs = []
    for which, (entry, optimizer) in enumerate(zip(head["trajectories"], scene.optimizers, strict=True)):
        groups = {
            group: {
                key.removeprefix(f"{which}.{group}."): value
                for key, value in arrays.items()
                if key.startswith(f"{which}.{group}.")
            }
            for group in GROUPS
        }
        parts = {key: arrays[f"{which}.{key}"] for key in ARRAYS}
        run = Trajectory(landscape=scene.landscape, optimizer=optimizer, made=entry["made"], **parts, **groups)
        runs.append(judged(run, scene.tol))
    return scene, tuple(runs)
