"""The finished files of jobs, in a folder of bounded size that may lie on a network share."""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MAX_RESULT_BYTES = 2 * 2**30  # of all files together; beyond it, the oldest are deleted
KEY_PATTERN = re.compile(r"[A-Za-z0-9_-]{1,64}\.[a-z0-9]{1,5}")  # of jobs; no path of another folder matches it


@dataclass(frozen=True)
class ResultFolder:
    """A folder with one complete file per key.

    ``max_bytes`` bounds the sum of their sizes: when a file is added, the oldest are deleted.
    """

    folder: Path
    max_bytes: int = MAX_RESULT_BYTES

    def __post_init__(self) -> None:
        """Create the folder. Raises OSError if that fails."""
        self.folder.mkdir(parents=True, exist_ok=True)

    def find(self, key: str) -> Path | None:
        """Return the path of the file of ``key``, None if there is none."""
        path = self.folder / key
        return path if KEY_PATTERN.fullmatch(key) and path.is_file() else None

    def add(self, key: str, source: Path, run: str) -> None:
        """Move the file ``source`` into the folder; nobody sees it under ``key`` before it is complete.

        ``run`` tells it apart from a file of the same key that another process adds. Raises OSError if that fails.
        """
        copy = self.folder / f".{run}"  # on a network share, moving copies
        try:
            shutil.move(source, copy)
            copy.replace(self.folder / key)
        finally:
            copy.unlink(missing_ok=True)
        self._delete_oldest(key)

    def _delete_oldest(self, new_key: str) -> None:
        """Delete the oldest files, incomplete ones of processes that died among them, until the others have room."""
        sizes: dict[Path, tuple[float, int]] = {}
        for path in self.folder.iterdir():
            with suppress(OSError):  # another process has deleted it
                status = path.stat()
                sizes[path] = (status.st_mtime, status.st_size)
        surplus = sum(size for _, size in sizes.values()) - self.max_bytes
        for path in sorted(sizes, key=lambda path: sizes[path]):
            if surplus > 0 and path.name != new_key:
                with suppress(OSError):  # on Windows, a file that is being read
                    path.unlink()
                    surplus -= sizes[path][1]
