"""The paths of the project's files, in a checkout and in an installed wheel. No other module computes such paths.

In a checkout the catalogue families (``landscapes``, ``optimizers``) and ``assets`` are folders beside the package;
a wheel holds the same folders inside the package.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import platformdirs

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = None if (PACKAGE / "assets").is_dir() else PACKAGE.parent  # None when installed from a wheel
ASSETS = PACKAGE / "assets" if CHECKOUT is None else CHECKOUT / "assets"
LOCALES = PACKAGE / "locales"
TASK_DATA = PACKAGE / "tasks" / "data"
EXAMPLES = PACKAGE / "scene" / "examples.toml"


def families_folder(name: str) -> Path:
    """Return the folder that holds the families of the catalogue ``name``, such as ``landscapes``."""
    return PACKAGE / name if CHECKOUT is None else CHECKOUT / name


def source_folders(name: str) -> tuple[Path, ...]:
    """Return the source folders of the subpackage ``name``: two in a checkout if it is a catalogue with families."""
    return tuple(dict.fromkeys(folder for folder in (PACKAGE / name, families_folder(name)) if folder.is_dir()))


def cache_folder() -> Path:
    """Return the folder of persistent caches, such as compiled steps.

    The environment variable FALLLINE_CACHE names it; without the variable it is a folder in the user's cache folder.
    """
    named = os.environ.get("FALLLINE_CACHE")
    return Path(named) if named else platformdirs.user_cache_path("fall-line")


def make_private_folder(folder: Path) -> None:
    """Create a folder that only this user can enter, unless it exists.

    Raises PermissionError if it exists and others can enter it, and OSError if it cannot be created.
    """
    folder.mkdir(0o700, parents=True, exist_ok=True)
    if not is_private(folder):
        raise PermissionError(f"{folder} must be a folder of this user that nobody else can enter (mode 700), no link")


def is_private(folder: Path) -> bool:
    """Return whether ``folder`` is a folder that only this user can enter, and no symbolic link.

    On Windows, where the folders of a user are private, every folder counts.
    """
    mode = _own_mode(folder)
    return mode is not None and stat.S_ISDIR(mode) and (os.name != "posix" or not mode & 0o077)


def is_own(path: Path) -> bool:
    """Return whether ``path`` exists, belongs to this user and is no symbolic link; on Windows, all users count."""
    return _own_mode(path) is not None


def _own_mode(path: Path) -> int | None:
    """Return the file mode of a path, None if it does not exist, is a symbolic link or belongs to another user."""
    try:
        status = path.lstat()
    except OSError:
        return None
    is_foreign = os.name == "posix" and status.st_uid != os.geteuid()
    return None if is_foreign or stat.S_ISLNK(status.st_mode) else status.st_mode


def module_command(module: str, *arguments: str) -> list[str]:
    """Return the argument list that runs a module such as ``fallline.x`` in Python, with ``child_environment()``."""
    return [sys.executable, "-m", module, *arguments]


def child_environment() -> dict[str, str]:
    """Return environment variables with which a new Python process can import this package from any folder.

    They are those of this process; in a checkout, PYTHONPATH begins with the checkout's folder.
    """
    if CHECKOUT is None:
        return dict(os.environ)
    paths = [str(CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
