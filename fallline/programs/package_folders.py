"""The folders on disk that hold compiled chunks, one each, of this user alone.

Compiled code is machine code that runs in this process, so it is loaded only from a folder that nobody else can change.
"""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from filelock import FileLock

from fallline.core.locations import cache_folder, is_own, is_private, make_private_folder
from fallline.programs.packages import CODE, LAYOUT, Package

CHECKSUM_FILE = "sha256.txt"  # of the files of a package, so that no damaged code is run
REFUSAL_FILE = "refused.txt"  # in place of a package: why the chunk cannot be compiled
FILES = (CODE, LAYOUT, CHECKSUM_FILE, REFUSAL_FILE)
NAME_PATTERN = re.compile("[0-9a-f]{24}")  # of the folder of a package
UNFINISHED_PREFIX = "growing-"
ABANDONED_AFTER_S = 3600.0  # a compilation takes less
MAX_STORED_PACKAGES = 500  # on disk, some 2 MB each
log = logging.getLogger(__name__)


@contextmanager
def compiling_lock() -> Iterator[None]:
    """Wait until no other process of this user compiles in the background. Raises OSError if nothing can be written."""
    make_private_folder(packages_folder())
    with FileLock(packages_folder() / "compiling.lock"):
        yield


def packages_folder() -> Path:
    """Return the folder that holds the folders of all packages; its name tells it apart in a shared cache folder."""
    return cache_folder() / "fallline-compiled"


@contextmanager
def new_package(folder: Path) -> Iterator[Path]:
    """Yield a new folder for the files of a package, which replaces ``folder`` when the block ends without an error.

    Raises OSError if nothing can be written.
    """
    make_private_folder(folder.parent)
    with temporary_folder(folder.parent, UNFINISHED_PREFIX) as unfinished:
        yield unfinished
        if (unfinished / LAYOUT).exists():
            (unfinished / CHECKSUM_FILE).write_text(_checksum(unfinished))
        _delete_package(folder)
        unfinished.rename(folder)
        _delete_oldest(folder.parent)


@contextmanager
def temporary_folder(root: Path, prefix: str) -> Iterator[Path]:
    """Yield a new private folder in ``root``, and delete those of ``prefix`` that killed processes left there.

    Raises OSError if nothing can be written.
    """
    for abandoned in root.glob(f"{prefix}*"):
        with suppress(OSError):  # another process has deleted it
            if is_private(abandoned) and time.time() - abandoned.stat().st_mtime > ABANDONED_AFTER_S:
                shutil.rmtree(abandoned, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(dir=root, prefix=prefix))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def read_refusal(folder: Path) -> str:
    """Return why the chunk of a package cannot be compiled; '' if nothing is known against it."""
    if not _has_any(folder, REFUSAL_FILE) or not _may_be_read(folder):
        return ""
    with suppress(OSError):  # another process has deleted it
        return (folder / REFUSAL_FILE).read_text(errors="replace")
    return ""


def read_package(folder: Path) -> Package | None:
    """Return a package, or None if it is not there or may not be read; a damaged one is deleted."""
    if not _has_any(folder, CODE, LAYOUT, CHECKSUM_FILE) or not _may_be_read(folder):
        return None
    try:
        if (folder / CHECKSUM_FILE).read_text() == _checksum(folder):
            return Package(folder)
        problem = "its files are not those that were written"
    except Exception as error:  # noqa: BLE001 - whatever damaged files lead to, in torch's loader too
        problem = repr(error)
    log.warning("The compiled code in %s is deleted, since it cannot be loaded: %s.", folder, problem)
    _delete_package(folder)
    return None


def _has_any(folder: Path, *names: str) -> bool:
    """Return whether one of the files is in a package's folder; False, and a line in the log, if nobody may look."""
    try:
        return any((folder / name).exists() for name in names)
    except PermissionError:
        _warn_of_strangers(folder.parent)
        return False


def _may_be_read(folder: Path) -> bool:
    """Return whether nobody but this user can have written the files of a package, and log if not."""
    files = [path for name in FILES if (path := folder / name).is_symlink() or path.exists()]
    is_safe = is_private(folder.parent) and is_private(folder) and all(map(is_own, files))
    if not is_safe:
        _warn_of_strangers(folder.parent)
    return is_safe


@cache
def _warn_of_strangers(folder: Path) -> None:
    log.warning(
        "No compiled code is loaded from %s, since it is not a folder of this user alone (mode 700, without links); "
        "delete it, or name another folder by FALLLINE_CACHE.",
        folder,
    )


def _checksum(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in (CODE, LAYOUT):
        digest.update(hashlib.sha256((folder / name).read_bytes()).digest())
    return digest.hexdigest()


def _delete_oldest(root: Path) -> None:
    """Delete the packages that were compiled first, beyond MAX_STORED_PACKAGES."""
    packages: list[tuple[float, Path]] = []
    for folder in root.iterdir():
        if NAME_PATTERN.fullmatch(folder.name):
            with suppress(OSError):  # another process has deleted it
                packages.append((folder.stat().st_mtime, folder))
    for _, folder in sorted(packages)[:-MAX_STORED_PACKAGES]:
        _delete_package(folder)


def _delete_package(folder: Path) -> None:
    """Delete the files of a package and its folder, unless it is a link or holds other files."""
    if not is_private(folder):
        return
    with suppress(OSError):  # other files, or one that another process has loaded
        for name in FILES:
            (folder / name).unlink(missing_ok=True)
        folder.rmdir()
