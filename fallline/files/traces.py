"""A race as one file: json, csv or npz out and back in, numbers exact, with all that is needed to make it again."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from fallline.analysis.measures import measures
from fallline.core import BadInput, Box, Item, write_item
from fallline.core.writing import write_whole
from fallline.run.device import placed_on
from fallline.run.racing import judged
from fallline.run.trajectory import Trajectory
from fallline.scene import Scene
from fallline.view.link import read_link, write_link
from fallline.view.view import View

ARRAYS = ("x", "f", "grad", "seen", "step", "stopped_at")
GROUPS = ("calls", "readouts")
SUFFIXES = (".json", ".csv", ".npz")
COMMENT = "# "  # begins the lines of a csv file that are no numbers


# What each number of a file is measured in.
UNITS = {
    "x, step, step_size, distance": "the landscape's coordinates, distances and lengths Euclidean",
    "ideal_..., model_...": "as step_size; ..._edge is 1 where the length is cut off at the edge of the box",
    "f, gap": "the function's value; gap is f - f*",
    "grad, seen, grad_norm, surprise": "value per coordinate; grad is noiseless, seen what the optimizer was answered",
    "curvature": "value per coordinate squared; stable_rate is 2 over the largest, condition a ratio",
    "angle": "degrees, between the step and the negative gradient",
    "calls": "questions asked to get here; a step's entry k belongs to x_k and to the step from there",
    "readouts": "as the optimizer's rule has them",
    "stopped_at, arrived_at, first_touch, stalled_at": "steps; -1 or null for never",
}


def save(path: Path, scene: Scene, runs: tuple[Trajectory, ...], box: Box) -> None:
    """Writes a race to a .json, .csv or .npz file, whole or not at all; ``box`` bounds the ideal steps."""
    check_suffix(path)
    write_whole(path, content(path.suffix, scene, runs, box))


def content(suffix: str, scene: Scene, runs: tuple[Trajectory, ...], box: Box) -> bytes:
    """What stands in a race's file of one of the SUFFIXES."""
    writers: dict[str, Callable[[], bytes]] = {
        ".json": lambda: as_json(scene, runs, box).encode(),
        ".csv": lambda: as_csv(scene, runs, box).encode(),
        ".npz": lambda: _npz(scene, runs, box),
    }
    return writers[suffix]()


def check_suffix(path: Path) -> None:
    """Raises BadInput unless ``save`` knows how to write such a file."""
    if path.suffix not in SUFFIXES:
        raise BadInput(f"{path.name} must end in {', '.join(SUFFIXES)}.")


def load(path: Path) -> tuple[Scene, tuple[Trajectory, ...]]:
    """The scene and trajectories of a .json or .npz file that ``save`` wrote; raises BadInput."""
    with _reading(path):
        if path.suffix == ".npz":
            with np.load(path) as file:
                head, arrays = json.loads(str(file["head"])), {key: file[key] for key in file.files}
        else:
            head = json.loads(path.read_text(encoding="utf-8"))
            arrays = dict(_flat(head["trajectories"]))
        return _rebuilt(head, arrays)


def link_in(path: Path) -> str:
    """The link of the race that a file of any of the SUFFIXES holds; raises BadInput."""
    check_suffix(path)
    with _reading(path):
        if path.suffix == ".npz":
            with np.load(path) as file:
                return json.loads(str(file["head"]))["scene"]["link"]
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".json":
            return json.loads(text)["scene"]["link"]
        words = dict(
            line.removeprefix(COMMENT).split(": ", 1) for line in text.splitlines() if line.startswith(COMMENT)
        )
        return json.loads(words["link"])


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turns what goes wrong while a file is read into a sentence."""
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as problem:
        raise BadInput(f"{path} cannot be read as a race ({problem}); take a file that 'trace' wrote.") from None


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
    head = {"scene": _scene(scene, box), "units": UNITS, "trajectories": trajectories}
    return json.dumps(head, allow_nan=False)


def _scene(scene: Scene, box: Box) -> dict[str, Any]:
    landscape = scene.landscape
    whole = box == landscape.view  # the box is a word of the view, and bounds the ideal steps
    return {
        "link": write_link(scene, None if whole else View(box=box)),
        "landscape": landscape.id,
        "settings": _settings(landscape),
        "minima": landscape.listed,
        "fmin": landscape.fmin,
        "starts": scene.rows,
        "steps": scene.steps,
        "tol": scene.tol,
        "noise": scene.noise,
        "seed": scene.seed,
        "device": placed_on(scene),
    }


def _head(run: Trajectory) -> dict[str, Any]:
    return {
        "optimizer": run.optimizer.id,
        "settings": _settings(run.optimizer),
        "made": dict(run.made),
        "outcome": [str(end) for end in run.outcome],
        "tol": [end.tol for end in run.outcome],
        "arrived_at": [end.reached for end in run.outcome],
        "first_touch": [end.first_touch for end in run.outcome],
        "stalled_at": [end.stalled for end in run.outcome],
    }


def _settings(item: Item) -> dict[str, Any]:
    """Every setting by name; an item in it as a link spells it."""
    return {name: write_item(value) if isinstance(value, Item) else value for name, value in item.settings().items()}


def _plain(values: np.ndarray) -> list:
    if values.dtype.kind != "f" or np.isfinite(values).all():
        return values.tolist()
    return np.where(np.isfinite(values), values.astype(object), np.array(None)).tolist()


def _npz(scene: Scene, runs: tuple[Trajectory, ...], box: Box) -> bytes:
    arrays: dict[str, Any] = {}
    for which, run in enumerate(runs):
        arrays |= {f"{which}.{key}": getattr(run, key) for key in ARRAYS}
        arrays[f"{which}.step_size"] = run.step_size
        for group in GROUPS:
            arrays |= {f"{which}.{group}.{key}": value for key, value in getattr(run, group).items()}
    head = {"scene": _scene(scene, box), "units": UNITS, "trajectories": [_head(run) for run in runs]}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, head=np.array(json.dumps(head)), **arrays)
    return buffer.getvalue()


def as_csv(scene: Scene, runs: tuple[Trajectory, ...], box: Box) -> str:
    """The race as a table: comment lines that say what it is, then a line per run, start and step."""
    tables = [dict(_columns(run, box)) for run in runs]
    names = list(dict.fromkeys(name for table in tables for name in table))
    text = io.StringIO()
    for key, value in {**_scene(scene, box), **runs[0].made, "units": UNITS}.items():
        text.write(f"{COMMENT}{key}: {json.dumps(value)}\n")
    for which, run in enumerate(runs):
        text.write(f"{COMMENT}run {which}: {write_item(run.optimizer)}\n")
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
        groups: dict[str, Any] = {
            group: {
                key.removeprefix(f"{which}.{group}."): value
                for key, value in arrays.items()
                if key.startswith(f"{which}.{group}.")
            }
            for group in GROUPS
        }
        parts: dict[str, Any] = {key: arrays[f"{which}.{key}"] for key in ARRAYS}
        run = Trajectory(landscape=scene.landscape, optimizer=optimizer, made=entry["made"], **parts, **groups)
        runs.append(judged(run, scene.tol))
    return scene, tuple(runs)
