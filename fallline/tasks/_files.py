"""The data files of the tasks: each is checked against its checksum before it is read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from fallline.core.locations import TASK_DATA


@dataclass(frozen=True)
class DataFile:
    """A data file of the package: its name, the SHA-256 checksum of its bytes, where it comes from, and its licence."""

    name: str
    sha256: str
    origin: str
    licence: str

    def read(self) -> bytes:
        """Return the bytes of the file; raises ValueError if they are not those of the checksum."""
        content = (TASK_DATA / self.name).read_bytes()
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise ValueError(f"{self.name} is damaged: its SHA-256 checksum is not {self.sha256}.")
        return content
