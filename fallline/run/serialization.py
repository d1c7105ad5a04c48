"""Runs as bytes, for caches that processes share: an .npz archive of arrays and text, read without pickle."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from typing import Any

import numpy as np

from fallline.core import Landscape, Optimizer
from fallline.run.outcome import Outcome
from fallline.run.trajectory import Trajectory

TABLES = ("calls", "readouts")  # fields of a trajectory that are arrays by name
TEXTS = "texts"  # name of the array with the JSON of provenance and outcomes


def run_to_bytes(run: Trajectory) -> bytes:
    """Return a run without its landscape and optimizer, which may hold code."""
    arrays = {name: value for name, value in vars(run).items() if isinstance(value, np.ndarray)}
    for table in TABLES:
        arrays |= {f"{table}.{name}": value for name, value in getattr(run, table).items()}
    texts = {"provenance": dict(run.provenance), "outcome": [dataclasses.asdict(each) for each in run.outcome]}
    content = io.BytesIO()
    np.savez(content, allow_pickle=False, **arrays, **{TEXTS: np.frombuffer(json.dumps(texts).encode(), np.uint8)})
    return content.getvalue()


def run_from_bytes(content: bytes, landscape: Landscape, optimizer: Optimizer) -> Trajectory:
    """Return the run that ``run_to_bytes`` wrote, with read-only arrays. Raises ValueError if the bytes are damaged."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        texts = json.loads(arrays.pop(TEXTS).tobytes())
        outcome = tuple(_read_outcome(each) for each in texts["outcome"])
        for array in arrays.values():
            array.flags.writeable = False
        fields: dict[str, Any] = {table: _take_table(arrays, f"{table}.") for table in TABLES}
        fields |= arrays | {"provenance": texts["provenance"], "outcome": outcome}
        return Trajectory(landscape, optimizer, **fields)
    except (AttributeError, EOFError, KeyError, OSError, TypeError, ValueError, zipfile.BadZipFile) as problem:
        raise ValueError(f"The bytes of a run are damaged: {problem}") from problem


def _take_table(arrays: dict[str, np.ndarray], prefix: str) -> dict[str, np.ndarray]:
    """Remove the arrays whose names begin with ``prefix``, and return them by the rest of their names."""
    return {name.removeprefix(prefix): arrays.pop(name) for name in list(arrays) if name.startswith(prefix)}


def _read_outcome(fields: dict[str, Any]) -> Outcome:
    point = fields.pop("undefined_at")
    return Outcome(**fields, undefined_at=None if point is None else tuple(point))
