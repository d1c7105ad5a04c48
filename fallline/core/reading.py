"""Reading files of others: of bounded size, and with errors that say what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

MAX_FILE_BYTES = 2 * 2**30  # of a file, and of what is unpacked from it; a race at the limits of a scene has less
MAX_PROBLEM_LENGTH = 300  # characters of what is wrong in a file, in a message
# What reading a file that is damaged, or made by other programs, raises besides the errors of its own format.
READ_ERRORS = (ArithmeticError, EOFError, LookupError, MemoryError, OSError, RuntimeError, TypeError, ValueError)


def check_file_size(path: Path) -> None:
    """Raise ValueError unless a path leads to a regular file of at most MAX_FILE_BYTES; OSError if to nothing."""
    size = path.stat().st_size
    if path.exists() and not path.is_file():
        raise ValueError("it is no regular file")
    if size > MAX_FILE_BYTES:
        raise ValueError(f"it has {size:,} bytes; at most {MAX_FILE_BYTES:,} are read")


def read_text_file(path: Path) -> str:
    """Return the text of a file in UTF-8; raises OSError, or ValueError for another file."""
    check_file_size(path)
    return path.read_text(encoding="utf-8")


def read_json(text: str) -> Any:
    """Return the value of a JSON text; raises ValueError if it is none, or too deep for Python's parser."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("its JSON is too deep") from None
