"""Where the project's files lie: in a checkout or in an installed wheel. No other module computes such a path.

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


def families(name: str) -> Path:
    """The folder that holds the families of a catalogue, such as ``landscapes``."""
    return PACKAGE / name if CHECKOUT is None else CHECKOUT / name


def source_folders(name: str) -> tuple[Path, ...]:
    """The folders of source files of the subpackage ``name``: two in a checkout for a catalogue with families."""
    return tuple(dict.fromkeys(folder for folder in (PACKAGE / name, families(name)) if folder.is_dir()))


def cache_folder() -> Path:
    """The folder of what outlives a process: compiled steps, classes. FALLLINE_CACHE names another."""
    named = os.environ.get("FALLLINE_CACHE")
    return Path(named) if named else platformdirs.user_cache_path("fall-line")


def module_command(module: str, *arguments: str) -> list[str]:
    """The command line that runs a module of this package in a new process; pass it ``child_environment()``."""
    return [sys.executable, "-m", module, *arguments]


def child_environment() -> dict[str, str]:
    """The environment for a new Python process that can import this package from any working directory."""
    if CHECKOUT is None:
        return dict(os.environ)
    paths = [str(CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
