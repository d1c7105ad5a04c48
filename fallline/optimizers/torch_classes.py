"""Third-party optimizer classes: which packages are allowed, and the class that a link names."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
import sys
import warnings
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import torch

from fallline.core import BadInput, unknown_name_error

ALWAYS_ALLOWED_PACKAGE = "torch.optim"
CLASS_PATH = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)+")  # excludes private names
PACKAGE_NAME = re.compile(r"[A-Za-z]\w*(\.\w+)*")

allowed_packages: set[str] = {ALWAYS_ALLOWED_PACKAGE}


def allow_package(package: str) -> None:
    """Allow links to name the optimizers of an installed package, or of a module in the current folder.

    ``package`` is its dotted name; the file name ``mymod.py`` is read as ``mymod``. For a module in the current folder,
    that folder is appended to ``sys.path``, which lacks it when an installed command runs. Raises BadInput if there is
    no such package.
    """
    name = package.removeprefix("./").removesuffix(".py")
    top = name.partition(".")[0]
    if not PACKAGE_NAME.fullmatch(name) or not (_is_installed(top) or _add_current_folder(top)):
        raise BadInput(
            "No package called '{package}' is installed, and the folder {folder} has no such module; install it, or "
            "start in its folder.",
            package=package,
            folder=str(Path.cwd()),
        )
    allowed_packages.add(name)


def _is_installed(module: str) -> bool:
    return module in sys.modules or importlib.util.find_spec(module) is not None


def _add_current_folder(module: str) -> bool:
    """Append the current folder to sys.path if it has the ``module``; return whether it has."""
    folder = Path.cwd()
    if not (folder / f"{module}.py").is_file() and not (folder / module / "__init__.py").is_file():
        return False
    sys.path.append(str(folder))
    importlib.invalidate_caches()
    return True


def find_class(path: str) -> type[torch.optim.Optimizer]:
    """Return the optimizer class with the dotted name ``path``, such as ``torch.optim.Adadelta``.

    Raises BadInput if its package is not allowed, without importing it, or has no such optimizer class.
    """
    package = next((each for each in sorted(allowed_packages) if path.startswith(f"{each}.")), None)
    if not CLASS_PATH.fullmatch(path) or package is None:
        raise BadInput(
            "torch.cls = '{path}' is not allowed; classes of {packages} are, such as torch.optim.Adadelta. Whoever "
            "starts the lab can allow more with --allow-optimizers PACKAGE.",
            path=path, packages=", ".join(sorted(allowed_packages)),
        )  # fmt: skip
    return _import_class(path, package)


def optimizer_classes(package: str) -> dict[str, type[torch.optim.Optimizer]]:
    """Import a package and return the optimizer classes in its top-level namespace, a dict by class name.

    Raises BadInput if it cannot be imported.
    """
    module = _import(package)
    return {
        name: each
        for name, each in sorted(vars(module).items())
        if inspect.isclass(each) and issubclass(each, torch.optim.Optimizer) and each is not torch.optim.Optimizer
    }


def has_learning_rate(cls: type[torch.optim.Optimizer]) -> bool:
    """Return whether the constructor of an optimizer class has an argument ``lr``."""
    return "lr" in inspect.signature(cls.__init__).parameters


def _import(package: str) -> ModuleType:
    """Return the module of an allowed package; raises BadInput if its code fails."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return importlib.import_module(package)
    except Exception as error:  # noqa: BLE001 - third-party code may raise anything
        raise BadInput(
            "The package {package} cannot be imported, so it has no optimizers: {error}.",
            package=package, error=f"{type(error).__name__}: {' '.join(str(error).split())[:200]}".rstrip(".: "),
        ) from None  # fmt: skip


@cache
def _import_class(path: str, package: str) -> type[torch.optim.Optimizer]:
    rest = path.removeprefix(f"{package}.").split(".")
    thing: Any = _import(package)
    for name in rest:
        thing = getattr(thing, name, None)
    is_optimizer = (
        inspect.isclass(thing) and issubclass(thing, torch.optim.Optimizer) and thing is not torch.optim.Optimizer
    )
    if not is_optimizer:
        names = [f"{package}.{name}" for name in optimizer_classes(package)]
        raise unknown_name_error("optimizer class", path, names)
    return thing
