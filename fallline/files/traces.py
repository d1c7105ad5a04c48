"""A race as a .json, .csv or .npz file: exact numbers, with the link and versions with which it can be run again."""

from __future__ import annotations

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
from fallline.core.writing import file_suffix, write_atomically
from fallline.files.csv_table import DECIMAL_SIGNS, POINT, read_csv_table, write_csv_table
from fallline.run.device import choose_scene_device
from fallline.run.racing import add_outcomes
from fallline.run.trajectory import Trajectory
from fallline.scene import Scene
from fallline.view.link import read_link, write_link
from fallline.view.view import View

JSON, CSV, NPZ = ".json", ".csv", ".npz"
ARRAY_FIELDS = ("x", "f", "grad", "seen", "step", "stopped_at")  # fields of Trajectory
MAPPING_FIELDS = ("calls", "readouts")  # fields of Trajectory that map names to arrays
SUFFIXES = (JSON, CSV, NPZ)  # of a race's file

# Names of the numbers in a file -> their units and meaning.
UNITS = {
    "x, step, step_size, distance": "the landscape's coordinates; distances and lengths are Euclidean",
    "distance": "missing where the minima fill a curve or a region, of which only some points are known",
    "ideal_..., model_...": "as step_size; ..._edge is 1 where the length is cut off at the edge of the box",
    "f, gap": "the function's values; gap is f - f*",
    "grad, seen, grad_norm, surprise": "value per coordinate; grad is noiseless, seen is what the optimizer got",
    "curvature": "value per coordinate squared; stable_rate is 2 over the largest, condition a ratio",
    "angle": "degrees, between the step and the negative gradient",
    "calls": "evaluations made to reach x_k; entry k of every array belongs to x_k and the step from there",
    "readouts": "as in the optimizer's update rule",
    "stopped_at, arrived_at, first_touch, stalled_at": "steps; -1 or null for never",
}


def write_race(path: Path, scene: Scene, runs: tuple[Trajectory, ...], box: Box, decimal: str = POINT) -> None:
    """Write a race to a .json, .csv or .npz file, atomically; ``box`` bounds the ideal steps among its measures.

    ``decimal`` is one of DECIMAL_SIGNS, other than POINT only for a .csv file. Raises BadInput for another suffix or
    sign, or if the file cannot be written.
    """
    suffix = check_file(path, decimal)
    write_atomically(path, encode_race(suffix, scene, runs, box, decimal))


def encode_race(suffix: str, scene: Scene, runs: tuple[Trajectory, ...], box: Box, decimal: str = POINT) -> bytes:
    """Return the content of a race's file; ``suffix`` is one of SUFFIXES, the others are as in ``write_race``.

    Raises KeyError for another suffix.
    """
    writers: dict[str, Callable[[], bytes]] = {
        JSON: lambda: race_to_json(scene, runs, box).encode(),
        CSV: lambda: race_to_csv(scene, runs, box, decimal).encode(),
        NPZ: lambda: _to_npz(scene, runs, box),
    }
    return writers[suffix]()


def check_file(path: Path, decimal: str = POINT) -> str:
    """Return the suffix of a race's file, one of SUFFIXES; raise BadInput if it is none, or has no such decimals."""
    suffix = file_suffix(path)
    if suffix not in SUFFIXES:
        raise BadInput("{name} must end in {suffixes}.", name=path.name, suffixes=", ".join(SUFFIXES))
    if decimal not in DECIMAL_SIGNS:
        raise BadInput("decimal = '{given}' must be {signs}.", given=decimal, signs=" or ".join(DECIMAL_SIGNS))
    if decimal != POINT and suffix != CSV:
        raise BadInput(
            "decimal = {given} is for .csv files; the numbers of a {suffix} file have no other form.",
            given=decimal,
            suffix=suffix,
        )
    return suffix


def read_race(path: Path) -> tuple[Scene, tuple[Trajectory, ...]]:
    """Return the scene and trajectories in a .json or .npz file by ``write_race``; BadInput if it is invalid."""
    with reading_race(path):
        if file_suffix(path) == NPZ:
            with np.load(path) as file:
                head, arrays = json.loads(str(file["head"])), {key: file[key] for key in file.files}
        else:
            head = json.loads(path.read_text(encoding="utf-8"))
            arrays = dict(_flatten_arrays(head["trajectories"]))
        return _rebuild_runs(head, arrays)


def read_race_link(path: Path) -> str:
    """Return the link text of the race in a file by ``write_race``, of any of SUFFIXES; BadInput if it is invalid."""
    suffix = check_file(path)
    with reading_race(path):
        if suffix == NPZ:
            with np.load(path) as file:
                return json.loads(str(file["head"]))["scene"]["link"]
        text = path.read_text(encoding="utf-8")
        if suffix == JSON:
            return json.loads(text)["scene"]["link"]
        return read_csv_table(text).facts["link"]


@contextmanager
def reading_race(path: Path) -> Iterator[None]:
    """Turn errors of reading a race's file in the ``with`` block into BadInput."""
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as problem:
        raise BadInput(
            "{path} cannot be read as a race ({problem}); take a file that 'trace' wrote.",
            path=str(path),
            problem=str(problem),
        ) from None


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
        "minima_found": str(landscape.found_how()),
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


def race_to_csv(scene: Scene, runs: tuple[Trajectory, ...], box: Box, decimal: str = POINT) -> str:
    """Return the race as a csv table with facts on it; ``decimal`` is one of DECIMAL_SIGNS."""
    facts = {**_scene_header(scene, box), **runs[0].provenance, "units": UNITS}
    del facts["starts"]  # they are the x of step 0, and all in one cell are more than a spreadsheet takes
    return write_csv_table(facts, runs, box, decimal)


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
