"""A hash of source files, part of every cache key and of every manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fallline.core.locations import source_folders

# The subpackages whose code can change a computed number.
NUMERICAL_PACKAGES = (
    "core",
    "schedules",
    "patterns",
    "landscapes",
    "optimizers",
    "scene",
    "run",
    "programs",
    "analysis",
)


@cache
def source_digest(*packages: str, suffixes: tuple[str, ...] = (".py",)) -> str:
    """Return the SHA-256 (64 hex digits) of the names and contents of all source files of some subpackages.

    Names are relative to the subpackage, so a checkout and a wheel built from it have the same digest. Raises
    ValueError for a name that is no subpackage of ``fallline``.
    """
    digest = hashlib.sha256()
    for package in sorted(set(packages)):
        files = sorted(_iterate_files(package, suffixes))
        if not files:
            raise ValueError(f"'{package}' is no subpackage of fallline with {' or '.join(suffixes)} files.")
        for name, path in files:
            digest.update(f"{package}/{name}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _iterate_files(package: str, suffixes: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    for folder in source_folders(package):
        for path in folder.rglob("*"):
            if path.suffix in suffixes:
                yield path.relative_to(folder).as_posix(), path
