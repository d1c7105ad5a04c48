"""The runs that the processes of a class share on this machine's disk, at best effort."""

from __future__ import annotations

import logging
from pathlib import Path

from fallline.web.operations.private_cache import CACHE_ERRORS, open_private_cache

MAX_BYTES = 512 * 2**20  # for all processes of a class together
log = logging.getLogger(__name__)


class SharedRuns:
    """A cache of runs as bytes in a private folder, as ``fallline.run.racing.SharedCache`` describes it.

    A disk that is full or a database that is locked costs other processes the run, never anybody an answer; the first
    such failure is logged.
    """

    def __init__(self, folder: Path) -> None:
        """Open the cache, and create ``folder``. Raises OSError or sqlite3.Error if that fails."""
        self.cache = open_private_cache(folder, MAX_BYTES, sqlite_synchronous=0)
        self._failed = False

    def get(self, key: str) -> bytes | None:
        """Return the bytes of a run, None if they are not kept or cannot be read."""
        try:
            return self.cache.get(key)
        except CACHE_ERRORS as problem:
            self._log(problem)
            return None

    def set(self, key: str, value: bytes) -> None:
        """Keep the bytes of a run, if they can be written."""
        try:
            self.cache.set(key, value)
        except CACHE_ERRORS as problem:
            self._log(problem)

    def _log(self, problem: Exception) -> None:
        if not self._failed:
            self._failed = True
            log.warning("Runs are not shared among the processes of this class: %r", problem)
