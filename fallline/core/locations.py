"""The paths of the project's files, in a checkout and in an installed wheel. No other module computes such paths.

In a checkout the catalogue families (``landscapes``, ``optimizers``) and ``assets`` are folders beside the package;
a wheel holds the same folders inside the package.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = None if (PACKAGE / "assets").is_dir() else PACKAGE.parent  # None when installed from a wheel
ASSETS = PACKAGE / "assets" if CHECKOUT is None else CHECKOUT / "assets"
LOCALES = PACKAGE / "locales"
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
