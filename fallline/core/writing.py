"""Writing files and folders: a file is written whole or not at all, and failures are sentences."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import IO

from fallline.core.errors import BadInput


def write_whole(path: Path, content: bytes | IO[bytes]) -> None:
    """Writes a file in one move, so that no half file is ever seen; raises BadInput when it cannot.

    ``content`` is what is to stand in it, or an open file with that.
    """
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
            whole = Path(folder) / path.name
            if isinstance(content, bytes):
                whole.write_bytes(content)
            else:
                with whole.open("wb") as file:
                    shutil.copyfileobj(content, file)
            whole.replace(path)
    except OSError as problem:
        raise BadInput(
            f"{path} cannot be written ({problem.strerror}); choose a folder that is there and has room."
        ) from None


def make_folder(path: Path) -> None:
    """Makes a folder, if it is not there yet; raises BadInput when it cannot."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise BadInput(f"{path} cannot be a folder ({problem.strerror}); choose another name.") from None
