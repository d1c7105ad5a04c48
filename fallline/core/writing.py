"""The names of files, and writing files and folders; failures raise BadInput."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import IO

from fallline.core.errors import BadInput


def file_suffix(path: Path) -> str:
    """Return the suffix of a file's name, such as '.csv', in lower case: programs take RUN.CSV and run.csv alike."""
    return path.suffix.lower()


def write_atomically(path: Path, content: bytes | IO[bytes] | Generator[bytes, None, None]) -> None:
    """Write a file atomically: under a temporary name first, then renamed, so that no partial file is ever visible.

    ``content`` is the bytes, a generator of them, or an open binary file that is copied. Raises BadInput if the file
    cannot be written, and what the generator raises.
    """
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
            temporary = Path(folder) / path.name
            with temporary.open("wb") as file:
                if isinstance(content, bytes):
                    file.write(content)
                elif isinstance(content, Generator):
                    file.writelines(content)
                else:
                    shutil.copyfileobj(content, file)
            temporary.replace(path)
    except OSError as error:
        raise BadInput(
            "{path} cannot be written ({reason}); choose a folder that is there and has room.",
            path=str(path),
            reason=error.strerror or str(error),
        ) from None


def make_folder(path: Path) -> None:
    """Create a folder unless it exists; raises BadInput if that fails."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(
            "{path} cannot be a folder ({reason}); choose another name.",
            path=str(path),
            reason=error.strerror or str(error),
        ) from None
