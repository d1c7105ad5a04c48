"""The temporary folder of a server, which holds a lock while the server lives, so that a later one can tell."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from fallline.core import BadInput
from fallline.core.locations import is_private

PREFIX = "fallline-server-"
LOCK_NAME = "server.lock"
STARTING_S = 5.0  # a younger lock file may be one that a server which starts now has not locked yet


@contextmanager
def server_folder() -> Iterator[Path]:
    """Yield a private temporary folder, and delete it at the end, with those that killed servers have left.

    Raises BadInput if it cannot be created.
    """
    try:
        parent = Path(tempfile.gettempdir())
        remove_abandoned_folders(parent)
        folder = tempfile.TemporaryDirectory(prefix=PREFIX, dir=parent, ignore_cleanup_errors=True)
    except OSError as problem:
        raise BadInput(
            f"A temporary folder cannot be created ({problem.strerror}); set TMPDIR to a folder that can be written."
        ) from None
    with folder as path, FileLock(Path(path) / LOCK_NAME):
        yield Path(path)


def remove_abandoned_folders(parent: Path) -> None:
    """Delete the folders in ``parent`` that servers of this user have left which do not live any more."""
    for folder in parent.glob(f"{PREFIX}*"):
        if is_private(folder) and _is_abandoned(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_abandoned(folder: Path) -> bool:
    lock = folder / LOCK_NAME
    try:
        if time.time() - lock.stat().st_mtime < STARTING_S:
            return False
        with FileLock(lock, timeout=0):
            return True
    except (OSError, Timeout):
        return False
