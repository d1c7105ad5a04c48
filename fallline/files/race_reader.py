"""Reading a race's file: its link, its trajectories; whatever is wrong in a file ends in one sentence."""

from __future__ import annotations

import csv
import lzma
import math
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from fallline.core import BadInput, shorten
from fallline.core.reading import MAX_PROBLEM_LENGTH, READ_ERRORS, read_json, read_text_file
from fallline.core.writing import file_suffix
from fallline.files.csv_table import CsvTable, read_csv_table
from fallline.files.npz_file import NpzFile, open_npz
from fallline.files.traces import (
    ARRAY_FIELDS,
    CALLS,
    CSV,
    HEAD,
    MAPPING_FIELDS,
    NPZ,
    STEP_SIZE,
    STOPPED_AT,
    check_file,
)
from fallline.run.racing import add_outcomes
from fallline.run.trajectory import Trajectory
from fallline.scene import Scene
from fallline.view.link import read_link

NUMBER_KINDS = "if"  # kinds of dtypes
MAX_HEAD_BYTES = 2**28  # of the text with the facts in an .npz file
RACE_READ_ERRORS = (*READ_ERRORS, csv.Error, lzma.LZMAError, struct.error, zipfile.BadZipFile, zlib.error)


def read_race(path: Path) -> tuple[Scene, tuple[Trajectory, ...]]:
    """Return the scene and trajectories in a .json or .npz file by ``write_race``; BadInput if it is invalid."""
    with reading_race(path):
        if file_suffix(path) == NPZ:
            with open_npz(path) as file:
                return _read_runs(_read_npz_head(file), lambda scene: _npz_arrays(file, scene))
        head = _check_head(read_json(read_text_file(path)))
        return _read_runs(head, lambda _: dict(_json_arrays(head["trajectories"])))


def read_race_link(path: Path) -> str:
    """Return the link text of the race in a file by ``write_race``, of any of SUFFIXES; BadInput if it is invalid."""
    suffix = check_file(path)
    if suffix == CSV:
        return _require(read_race_table(path).facts.get("link"), str, "its link")
    with reading_race(path):
        if suffix == NPZ:
            with open_npz(path) as file:
                return _read_npz_head(file)["scene"]["link"]
        return _check_head(read_json(read_text_file(path)))["scene"]["link"]


def read_race_table(path: Path) -> CsvTable:
    """Return the table in a .csv file by ``write_race``; BadInput if it is invalid."""
    with reading_race(path):
        table = read_csv_table(read_text_file(path))
        _require(table.facts.get("link"), str, "its link")
        return table


@contextmanager
def reading_race(path: Path) -> Iterator[None]:
    """Turn errors of reading a race's file in the ``with`` block into BadInput."""
    try:
        yield
    except RACE_READ_ERRORS as problem:
        raise BadInput(
            "{path} cannot be read as a race ({problem}); take a file that 'trace' wrote.",
            path=str(path),
            problem=_describe(problem),
        ) from None


def _describe(problem: Exception) -> str:
    words = "it is too large" if isinstance(problem, MemoryError) else " ".join(str(problem).split())
    return shorten(words, MAX_PROBLEM_LENGTH) or type(problem).__name__


def _require(value: Any, kind: type, name: str) -> Any:
    """Return ``value``; raise TypeError, which calls it ``name``, unless it is of this type."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} is of the type {type(value).__name__} instead of {kind.__name__}")
    return value


def _check_head(head: Any) -> dict[str, Any]:
    """Return the facts of a file if they have the structure that ``write_race`` gives them; raises TypeError."""
    _require(head, dict, "its content")
    _require(_require(head.get("scene"), dict, "scene").get("link"), str, "its link")
    for each in _require(head.get("trajectories"), list, "trajectories"):
        made = _require(_require(each, dict, "a trajectory").get("made"), dict, "made")
        for value in made.values():
            _require(value, str, "a value of made")
    return head


def _read_npz_head(file: NpzFile) -> dict[str, Any]:
    def check_text(shape: tuple[int, ...], dtype: np.dtype) -> None:
        if shape or dtype.kind != "U" or dtype.itemsize > MAX_HEAD_BYTES:
            raise ValueError(f"its head is no text of at most {MAX_HEAD_BYTES:,} bytes")

    return _check_head(read_json(str(file.read(HEAD, check_text))))


def _npz_arrays(file: NpzFile, scene: Scene) -> dict[str, np.ndarray]:
    """Return the arrays of the trajectories by name, each of a shape that a race of this scene has."""

    def check_numbers(name: str, shape: tuple[int, ...], dtype: np.dtype) -> None:
        _check_shape(scene, name, shape)
        if dtype.kind not in NUMBER_KINDS:
            raise ValueError(f"{shorten(name)} has entries that are no numbers")

    return {name: file.read(name, partial(check_numbers, name)) for name in file.names if name != HEAD}


def _json_arrays(trajectories: list[dict[str, Any]]) -> Iterator[tuple[str, np.ndarray]]:
    for run_index, entry in enumerate(trajectories):
        for key in ARRAY_FIELDS:
            yield f"{run_index}.{key}", _to_array(entry[key], is_integer=key == STOPPED_AT)
        for group in MAPPING_FIELDS:
            for key, values in _require(entry[group], dict, group).items():
                yield f"{run_index}.{group}.{key}", _to_array(values, is_integer=group == CALLS)


def _to_array(values: Any, *, is_integer: bool) -> np.ndarray:
    """Return nested lists of numbers as an array; null is NaN."""
    array = np.array(values)
    if array.dtype.kind not in ("i" if is_integer else f"{NUMBER_KINDS}O"):
        raise ValueError("an array has entries that are no numbers")
    return array if is_integer else array.astype(float)


def _check_shape(scene: Scene, name: str, shape: tuple[int, ...]) -> None:
    """Raise ValueError unless an array called ``name``, as in an .npz file, has a shape that the scene's race has."""
    _, _, key = name.partition(".")
    per_step, dim = (scene.steps + 1, len(scene.rows)), scene.landscape.dim
    shapes = {"f": per_step, STEP_SIZE: per_step, STOPPED_AT: per_step[1:]}
    is_readout = key.startswith(MAPPING_FIELDS)
    expected = per_step if is_readout else shapes.get(key, (*per_step, dim))
    is_valid = shape[:2] == expected if is_readout else shape == expected
    if not is_valid or math.prod(shape[2:]) > dim**2:  # a matrix for each state
        raise ValueError(f"{shorten(name)} has the shape {shorten(str(shape))} instead of {expected}")


def _read_runs(
    head: dict[str, Any], read_arrays: Callable[[Scene], dict[str, np.ndarray]]
) -> tuple[Scene, tuple[Trajectory, ...]]:
    """Return the scene of a file's facts, and its trajectories with the arrays that ``read_arrays`` returns."""
    scene, _ = read_link(head["scene"]["link"])
    arrays = read_arrays(scene)
    for name, values in arrays.items():
        _check_shape(scene, name, values.shape)
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
