"""JSON with large arrays as text, some of it at a time, so that the whole is never in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from fallline.core.deadline import check_time

NUMBERS_PER_PART = 10_000  # of an array


def write_json_parts(value: Any) -> Iterator[str]:
    """Yield the parts of the text that ``json.dumps`` would write for a value.

    Arrays may stand in dicts, and dicts in sequences; an array is written as nested lists, with null for NaN and
    infinity. Raises ValueError for such a number elsewhere.
    """
    if isinstance(value, np.ndarray):
        yield from _write_array(value)
    elif isinstance(value, dict):
        yield "{"
        for index, (key, each) in enumerate(value.items()):
            yield f"{', ' if index else ''}{json.dumps(key)}: "
            yield from write_json_parts(each)
        yield "}"
    elif isinstance(value, list | tuple) and any(isinstance(each, dict) for each in value):
        yield from _write_list(value)
    else:
        yield json.dumps(value, allow_nan=False)


def _write_list(values: Any) -> Iterator[str]:
    yield "["
    for index, each in enumerate(values):
        yield ", " if index else ""
        yield from write_json_parts(each)
    yield "]"


def _write_array(values: np.ndarray) -> Iterator[str]:
    check_time()
    if values.size <= NUMBERS_PER_PART:
        yield json.dumps(_to_list(values), allow_nan=False)
        return
    count = NUMBERS_PER_PART // (values.size // len(values))  # entries along the first axis for each part
    if count == 0:
        yield from _write_list(values)
        return
    yield "["
    for first in range(0, len(values), count):
        check_time()
        text = json.dumps(_to_list(values[first : first + count]), allow_nan=False)
        yield f"{', ' if first else ''}{text[1:-1]}"
    yield "]"


def _to_list(values: np.ndarray) -> list:
    if values.dtype.kind != "f" or np.isfinite(values).all():
        return values.tolist()
    return np.where(np.isfinite(values), values.astype(object), np.array(None)).tolist()
