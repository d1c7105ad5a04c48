"""Caches on disk that the processes of one user on one machine share; nothing in them is ever unpickled."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from diskcache import Cache, Disk, Timeout
from diskcache.core import MODE_PICKLE, UNKNOWN

from fallline.core.locations import make_private_folder

LOCK_TIMEOUT_S = 2.0  # of a process that waits for another one's write
MAX_ROW_BYTES = 2**30  # of values in the database itself: a write that fails then leaves no file behind
CACHE_ERRORS = (OSError, sqlite3.Error, Timeout)  # of a disk that is full, and of a database that is locked or damaged


class PickleRefusedError(OSError):
    """A stored key or value is a pickle, which could run code; diskcache takes such a value as missing."""


class PlainDisk(Disk):
    """How a cache stores keys, which are text, and values, which are bytes or text.

    Others, which diskcache would pickle, raise TypeError; pickles that others wrote are not read.
    """

    def put(self, key: Any) -> tuple[Any, bool]:
        """Return a key as it is stored. Raises TypeError if it is not text."""
        if not isinstance(key, str):
            raise TypeError(f"A key must be text, not {type(key).__name__}.")
        return super().put(str(key))

    def get(self, key: Any, raw: bool) -> Any:
        """Return a stored key. Raises PickleRefusedError if it is a pickle."""
        if not raw:
            raise PickleRefusedError("A stored key is a pickle.")
        return super().get(key, raw)

    def store(self, value: Any, read: bool, key: Any = UNKNOWN) -> tuple[int, int, str | None, Any]:
        """Return a value as it is stored. Raises TypeError if it is neither bytes nor text."""
        if not isinstance(value, bytes | str):
            raise TypeError(f"A value must be bytes or text, not {type(value).__name__}.")
        return super().store(bytes(value) if isinstance(value, bytes) else str(value), read, key)

    def fetch(self, mode: int, filename: str | None, value: Any, read: bool) -> Any:
        """Return a stored value. Raises PickleRefusedError if it is a pickle."""
        if mode == MODE_PICKLE:
            raise PickleRefusedError("A stored value is a pickle.")
        return super().fetch(mode, filename, value, read)


def open_private_cache(folder: Path, size_limit: int, **settings: Any) -> Cache:
    """Open a cache in a folder that only this user can enter, and create the folder if it does not exist.

    ``size_limit`` is in bytes; ``settings`` are diskcache's. Raises OSError or sqlite3.Error if that fails.
    """
    make_private_folder(folder)
    fixed = {"timeout": LOCK_TIMEOUT_S, "disk": PlainDisk, "disk_min_file_size": MAX_ROW_BYTES}
    return Cache(str(folder), size_limit=size_limit, **fixed, **settings)
