"""A race as a .json, .csv or .npz file: exact numbers, with the link and versions with which it can be run again."""

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

from fallline.analysis.measures import compute_measures
from fallline.core import BadInput, Box, Item, write_item
from fallline.core.writing import write_atomically
from fallline.run.device import choose_scene_device
from fallline.run.racing import add_outcomes
from fallline.run.trajectory import Trajectory
from fallline.scene import Scene
from fallline.view.link import read_link, write_link
from fallline.view.view import View

ARRAY_FIELDS = ("x", "f", "grad", "seen", "step", "stopped_at")  # fields of Trajectory
MAPPING_FIELDS = ("calls", "readouts")  # fields of Trajectory that map names to arrays
SUFFIXES = (".json", ".csv", ".npz")  # of a race's file
COMMENT_PREFIX = "# "  # of the header lines of a csv file

# Names of the numbers in a file -> their units and meaning.
UNITS = {
    "x, step, step_size, distance": "the landscape's coordinates; distances and lengths are Euclidean",
    "ideal_..., model_...": "as step_size; ..._edge is 1 where the length is cut off at the edge of the box",
    "f, gap": "the function's values; gap is f - f*",
    "grad, seen, grad_norm, surprise": "value per coordinate; grad is noiseless, seen is what the optimizer got",
    "curvature": "value per coordinate squared; stable_rate is 2 over the largest, condition a ratio",
    "angle": "degrees, between the step and the negative gradient",
    "calls": "evaluations made to reach x_k; entry k of every array belongs to x_k and the step from there",
    "readouts": "as in the optimizer's update rule",
    "stopped_at, arrived_at, first_touch, stalled_at": "steps; -1 or null for never",
}


def write_race(path: Path, scene: Scene, runs: tuple[Trajectory, ...], box: Box) -> None:
    """Write a race to a .json, .csv or .npz file, atomically; ``box`` bounds the ideal steps among its measures.

    Raises BadInput for another suffix, or if the file cannot be written.
    """
    check_suffix(path)
    write_atomically(path, encode_race(path.suffix, scene, runs, box))


def encode_race(suffix: str, scene: Scene, runs: tuple[Trajectory, ...], box: Box) -> bytes:
    """Return the content of a race's file; ``suffix`` is one of SUFFIXES, ``box`` as in ``write_race``.

    Raises KeyError for another suffix.
    """
    writers: dict[str, Callable[[], bytes]] = {
        ".json": lambda: race_to_json(scene, runs, box).encode(),
        ".csv": lambda: race_to_csv(scene, runs, box).encode(),
        ".npz": lambda: _to_npz(scene, runs, box),
    }
    return writers[suffix]()


def check_suffix(path: Path) -> None:
    """Raise BadInput unless the path's suffix is in SUFFIXES."""
    if path.suffix not in SUFFIXES:
        raise BadInput(f"{path.name} must end in {', '.join(SUFFIXES)}.")


def read_race(path: Path) -> tuple[Scene, tuple[Trajectory, ...]]:
    """Return the scene and trajectories in a .json or .npz file by ``write_race``; BadInput if it is invalid."""
    with _as_bad_input(path):
        if path.suffix == ".npz":
            with np.load(path) as file:
                head, arrays = json.loads(str(file["head"])), {key: file[key] for key in file.files}
        else:
            head = json.loads(path.read_text(encoding="utf-8"))
            arrays = dict(_flatten_arrays(head["trajectories"]))
        return _rebuild_runs(head, arrays)


def read_race_link(path: Path) -> str:
    """Return the link text of the race in a file by ``write_race``, of any of SUFFIXES; BadInput if it is invalid."""
    check_suffix(path)
    with _as_bad_input(path):
        if path.suffix == ".npz":
            with np.load(path) as file:
                return json.loads(str(file["head"]))["scene"]["link"]
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".json":
            return json.loads(text)["scene"]["link"]
        header = dict(
            line.removeprefix(COMMENT_PREFIX).split(": ", 1)
            for line in text.splitlines()
            if line.startswith(COMMENT_PREFIX)
        )
        return json.loads(header["link"])


@contextmanager
def _as_bad_input(path: Path) -> Iterator[None]:
    """Turn errors of reading a file into BadInput."""
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as problem:
        raise BadInput(f"{path} cannot be read as a race ({problem}); take a file that 'trace' wrote.") from None


def race_to_json(scene: Scene, runs: tuple[Trajectory, ...], box: Box) -> str:
    """Return the race as JSON with all readouts and measures; NaN and infinity are null."""
    trajectories = [
        {
            **_run_header(run),
            **{key: _to_list(getattr(run, key)) for key in ARRAY_FIELDS},
            "step_size": _to_list(run.step_size),
            **{group: {key: _to_list(value) for key, value in getattr(run, group).items()} for group in MAPPING_FIELDS},
            "measures": {key: _to_list(value) for key, value in compute_measures(run, box).items()},
        }
        for run in runs
    ]
    head = {"scene": _scene_header(scene, box), "units": UNITS, "trajectories": trajectories}
    return json.dumps(head, allow_nan=False)


def _scene_header(scene: Scene, box: Box) -> dict[str, Any]:
    landscape = scene.landscape
    # The link keeps the box, a part of the view, since it bounds the ideal steps.
    view = None if box == landscape.view else View(box=box)
    return {
        "link": write_link(scene, view),
        "landscape": landscape.id,
        "settings": _settings(landscape),
        "minima": landscape.listed_minima,
        "fmin": landscape.fmin,
        "starts": scene.rows,
        "steps": scene.steps,
        "tol": scene.tol,
        "noise": scene.noise,
        "seed": scene.seed,
        "device": choose_scene_device(scene),
    }


def _run_header(run: Trajectory) -> dict[str, Any]:
    return {
        "optimizer": run.optimizer.id,
        "settings": _settings(run.optimizer),
        "made": dict(run.provenance),
        "outcome": [str(end) for end in run.outcome],
        "tol": [end.tol for end in run.outcome],
        "arrived_at": [end.reached for end in run.outcome],
        "first_touch": [end.first_touch for end in run.outcome],
        "stalled_at": [end.stalled for end in run.outcome],
    }


def _settings(item: Item) -> dict[str, Any]:
    """Return the settings by name; a setting that is an item as text, as in a link."""
    return {name: write_item(value) if isinstance(value, Item) else value for name, value in item.settings().items()}


def _to_list(values: np.ndarray) -> list:
    if values.dtype.kind != "f" or np.isfinite(values).all():
        return values.tolist()
    return np.where(np.isfinite(values), values.astype(object), np.array(None)).tolist()


def _to_npz(scene: Scene, runs: tuple[Trajectory, ...], box: Box) -> bytes:
    arrays: dict[str, Any] = {}
    for run_index, run in enumerate(runs):
        arrays |= {f"{run_index}.{key}": getattr(run, key) for key in ARRAY_FIELDS}
        arrays[f"{run_index}.step_size"] = run.step_size
        for group in MAPPING_FIELDS:
            arrays |= {f"{run_index}.{group}.{key}": value for key, value in getattr(run, group).items()}
    head = {"scene": _scene_header(scene, box), "units": UNITS, "trajectories": [_run_header(run) for run in runs]}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, head=np.array(json.dumps(head)), **arrays)
    return buffer.getvalue()


def race_to_csv(scene: Scene, runs: tuple[Trajectory, ...], box: Box) -> str:
    """Return the race as csv: header lines with COMMENT_PREFIX, then one line for each run, start and step."""
    tables = [dict(_csv_columns(run, box)) for run in runs]
    names = list(dict.fromkeys(name for table in tables for name in table))
    text = io.StringIO()
    for key, value in {**_scene_header(scene, box), **runs[0].provenance, "units": UNITS}.items():
        text.write(f"{COMMENT_PREFIX}{key}: {json.dumps(value)}\n")
    for run_index, run in enumerate(runs):
        text.write(f"{COMMENT_PREFIX}run {run_index}: {write_item(run.optimizer)}\n")
    writer = csv.writer(text)
    writer.writerow(["run", "optimizer", "row", "step_number", *names])
    for run_index, (run, table) in enumerate(zip(runs, tables, strict=True)):
        for row in range(run.rows):
            lists = [table[name][:, row].tolist() if name in table else [""] * (run.steps + 1) for name in names]
            for k, values in enumerate(zip(*lists, strict=True)):
                writer.writerow([run_index, run.optimizer.id, row, k, *values])
    return text.getvalue()


def _csv_columns(run: Trajectory, box: Box) -> Iterator[tuple[str, np.ndarray]]:
    """Yield name and array (steps + 1, rows) of every column of a run; vectors by axis, as ``grad.1``, ``grad.2``."""
    arrays = {key: getattr(run, key) for key in ("x", "f", "grad", "seen", "step")}
    calls = {f"calls.{kind}": count for kind, count in run.calls.items()}
    for name, values in {**arrays, **compute_measures(run, box), **calls, **run.readouts}.items():
        flat = values.reshape(*run.f.shape, -1)
        for axis in range(flat.shape[-1]):
            yield (name if flat.shape[-1] == 1 else f"{name}.{axis + 1}"), flat[..., axis]


def _flatten_arrays(trajectories: list[dict]) -> Iterator[tuple[str, np.ndarray]]:
    for run_index, entry in enumerate(trajectories):
        for key in ARRAY_FIELDS:
            yield f"{run_index}.{key}", np.array(entry[key], dtype=int if key == "stopped_at" else float)
        for group in MAPPING_FIELDS:
            for key, values in entry[group].items():
                yield f"{run_index}.{group}.{key}", np.array(values, dtype=int if group == "calls" else float)


def _rebuild_runs(head: dict, arrays: dict[str, np.ndarray]) -> tuple[Scene, tuple[Trajectory, ...]]:
    scene, _ = read_link(head["scene"]["link"])
    runs = []
    for run_index, (entry, optimizer) in enumerate(zip(head["trajectories"], scene.optimizers, strict=True)):
        groups: dict[str, Any] = {
            group: {
                key.removeprefix(f"{run_index}.{group}."): value
                for key, value in arrays.items()
                if key.startswith(f"{run_index}.{group}.")
            }
            for group in MAPPING_FIELDS
        }
        parts: dict[str, Any] = {key: arrays[f"{run_index}.{key}"] for key in ARRAY_FIELDS}
        run = Trajectory(landscape=scene.landscape, optimizer=optimizer, provenance=entry["made"], **parts, **groups)
        runs.append(add_outcomes(run, scene.tol))
    return scene, tuple(runs)
