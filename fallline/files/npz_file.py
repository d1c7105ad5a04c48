"""Reading the arrays of an .npz file: their shapes are checked before anything is unpacked, and no object is made."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.lib import format as npy

from fallline.core.reading import MAX_FILE_BYTES, check_file_size

SUFFIX = ".npy"  # of the members
ENCRYPTED = 1  # the bit of an encrypted member among its flags
_HEADER_READERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}


@dataclass(frozen=True)
class NpzFile:
    """An open .npz file."""

    archive: zipfile.ZipFile

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the arrays."""
        return tuple(each.removesuffix(SUFFIX) for each in self.archive.namelist())

    def read(self, name: str, check: Callable[[tuple[int, ...], np.dtype], None]) -> np.ndarray:
        """Return the array called ``name``, if its shape and dtype pass the ``check`` before it is unpacked.

        Raises KeyError if there is none, ValueError if it is wrong, and what the check and zipfile raise.
        """
        info = self.archive.getinfo(f"{name}{SUFFIX}")
        if info.flag_bits & ENCRYPTED:
            raise ValueError("it is encrypted")
        with self.archive.open(info) as file:
            version = npy.read_magic(file)
            if version not in _HEADER_READERS:
                raise ValueError(f"{name} has an unknown format")
            shape, _, dtype = _HEADER_READERS[version](file)
            check(shape, dtype)
            if math.prod(shape) * dtype.itemsize != info.file_size - file.tell():
                raise ValueError(f"{name} has not the size that it declares")
        with self.archive.open(info) as file:
            return npy.read_array(file, allow_pickle=False)


@contextmanager
def open_npz(path: Path) -> Iterator[NpzFile]:
    """Open an .npz file; raises ValueError if its arrays have more than MAX_FILE_BYTES in all, and zipfile's errors."""
    check_file_size(path)
    with zipfile.ZipFile(path) as archive:
        size = sum(info.file_size for info in archive.infolist())
        if size > MAX_FILE_BYTES:
            raise ValueError(f"it unpacks to {size:,} bytes; at most {MAX_FILE_BYTES:,} are read")
        yield NpzFile(archive)
