"""One hash over source files, used as part of every cache key and recorded in every manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fallline.core.locations import source_folders

NUMERICAL = ("core", "schedules", "patterns", "landscapes", "optimizers", "scene", "run", "programs", "analysis")


@cache
def source_digest(*packages: str, suffixes: tuple[str, ...] = (".py",)) -> str:
    """SHA-256, as 64 hex digits, over the names and contents of all source files of some subpackages of ``fallline``.

    A checkout and a wheel made from it give the same digest: paths count relative to their subpackage. Raises
    ValueError for a name that is no subpackage.
    """
    digest = hashlib.sha256()
    for package in sorted(set(packages)):
        files = sorted(_files(package, suffixes))
        if not files:
            raise ValueError(f"'{package}' is no subpackage of fallline with {' or '.join(suffixes)} files.")
        for name, path in files:
            digest.update(f"{package}/{name}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(package: str, suffixes: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    for folder in source_folders(package):
        for path in folder.rglob("*"):
            if path.suffix in suffixes:
                yield path.relative_to(folder).as_posix(), path
