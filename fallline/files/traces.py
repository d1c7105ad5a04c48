"""A race as a .json, .csv or .npz file: exact numbers, with the link and versions with which it can be run again."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from fallline.analysis.measures import compute_measures
from fallline.core import BadInput, Box, Item, write_item
from fallline.core.writing import file_suffix, write_atomically
from fallline.files.csv_table import DECIMAL_SIGNS, POINT, write_csv_table
from fallline.files.json_parts import write_json_parts
from fallline.run.device import choose_scene_device
from fallline.run.trajectory import Trajectory
from fallline.scene import Scene
from fallline.view.link import write_link
from fallline.view.view import View

JSON, CSV, NPZ = ".json", ".csv", ".npz"
HEAD = "head"  # the text with all facts in an .npz file
STEP_SIZE, STOPPED_AT, CALLS = "step_size", "stopped_at", "calls"
ARRAY_FIELDS = ("x", "f", "grad", "seen", "step", STOPPED_AT)  # fields of Trajectory
MAPPING_FIELDS = (CALLS, "readouts")  # fields of Trajectory that map names to arrays
SUFFIXES = (JSON, CSV, NPZ)  # of a race's file
PART_LENGTH = 2**16  # characters of a file that is written some at a time

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
    write_atomically(path, encode_race_parts(suffix, scene, runs, box, decimal))


def encode_race(suffix: str, scene: Scene, runs: tuple[Trajectory, ...], box: Box, decimal: str = POINT) -> bytes:
    """Return the content of a race's file, as ``encode_race_parts`` yields it."""
    return b"".join(encode_race_parts(suffix, scene, runs, box, decimal))


def encode_race_parts(
    suffix: str, scene: Scene, runs: tuple[Trajectory, ...], box: Box, decimal: str = POINT
) -> Generator[bytes, None, None]:
    """Yield the content of a race's file, some at a time; ``suffix`` is one of SUFFIXES.

    The other arguments are as in ``write_race``. Of a .json or .csv file only the part that is yielded is in memory
    besides the race and its measures, which are computed before the first part. Raises KeyError for another suffix.
    """
    writers: dict[str, Callable[[], Iterator[str]]] = {
        JSON: lambda: write_race_json(scene, runs, box),
        CSV: lambda: write_race_csv(scene, runs, box, decimal),
    }
    if suffix == NPZ:
        yield _to_npz(scene, runs, box)
        return
    size, texts = 0, list[str]()
    for text in writers[suffix]():
        texts.append(text)
        size += len(text)
        if size > PART_LENGTH:
            yield "".join(texts).encode()
            size, texts = 0, []
    yield "".join(texts).encode()


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


def write_race_json(scene: Scene, runs: tuple[Trajectory, ...], box: Box) -> Iterator[str]:
    """Yield the race as JSON with all readouts and measures, some at a time; NaN and infinity are null."""
    trajectories = [
        {
            **_run_header(run),
            **{key: getattr(run, key) for key in ARRAY_FIELDS},
            STEP_SIZE: run.step_size,
            **{group: dict(getattr(run, group)) for group in MAPPING_FIELDS},
            "measures": compute_measures(run, box),
        }
        for run in runs
    ]
    yield from write_json_parts({"scene": _scene_header(scene, box), "units": UNITS, "trajectories": trajectories})


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


def _to_npz(scene: Scene, runs: tuple[Trajectory, ...], box: Box) -> bytes:
    head = {"scene": _scene_header(scene, box), "units": UNITS, "trajectories": [_run_header(run) for run in runs]}
    arrays: dict[str, Any] = {HEAD: np.array(json.dumps(head))}
    for run_index, run in enumerate(runs):
        arrays |= {f"{run_index}.{key}": getattr(run, key) for key in ARRAY_FIELDS}
        arrays[f"{run_index}.{STEP_SIZE}"] = run.step_size
        for group in MAPPING_FIELDS:
            arrays |= {f"{run_index}.{group}.{key}": value for key, value in getattr(run, group).items()}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def write_race_csv(scene: Scene, runs: tuple[Trajectory, ...], box: Box, decimal: str = POINT) -> Iterator[str]:
    """Yield the race as a csv table with facts on it, some lines at a time; ``decimal`` is one of DECIMAL_SIGNS."""
    facts = {**_scene_header(scene, box), **runs[0].provenance, "units": UNITS}
    del facts["starts"]  # they are the x of step 0, and all in one cell are more than a spreadsheet takes
    yield from write_csv_table(facts, runs, box, decimal)
