"""Third-party optimizer classes: which packages are allowed, and how a link names a class and its arguments."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
import warnings
from functools import cache
from typing import Any

import torch

from fallline.core import BadInput, unknown_name_error

ALWAYS_ALLOWED_PACKAGE = "torch.optim"
CLASS_PATH = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)+")  # excludes private names
NUMBER_PATTERN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
LITERALS = {"True": True, "False": False, "None": None}
MAX_TUPLE_LENGTH = 8

allowed_packages: set[str] = {ALWAYS_ALLOWED_PACKAGE}


def allow_package(package: str) -> None:
    """Allow links to name the optimizers of an installed package; raises BadInput if it is not installed."""
    top = package.partition(".")[0]
    if not re.fullmatch(r"[A-Za-z][\w.]*", package) or importlib.util.find_spec(top) is None:
        raise BadInput(f"No package called '{package}' is installed, so its optimizers cannot be allowed; install it.")
    allowed_packages.add(package)


def find_class(path: str) -> type[torch.optim.Optimizer]:
    """Return the optimizer class with the dotted name ``path``, such as ``torch.optim.Adadelta``.

    Raises BadInput if its package is not allowed, without importing it, or has no such optimizer class.
    """
    package = next((each for each in sorted(allowed_packages) if path.startswith(f"{each}.")), None)
    if not CLASS_PATH.fullmatch(path) or package is None:
        raise BadInput(
            f"torch.cls = '{path}' is not allowed; classes of {', '.join(sorted(allowed_packages))} are, such as "
            f"{ALWAYS_ALLOWED_PACKAGE}.Adadelta. Whoever starts the lab can allow more with --allow-optimizers PACKAGE."
        )
    return _import_class(path, package)


def optimizer_classes(package: str) -> dict[str, type[torch.optim.Optimizer]]:
    """Import a package and return the optimizer classes in its top-level namespace, a dict by class name."""
    with warnings.catch_warnings(action="ignore"):
        module = importlib.import_module(package)
    return {
        name: each
        for name, each in sorted(vars(module).items())
        if inspect.isclass(each) and issubclass(each, torch.optim.Optimizer) and each is not torch.optim.Optimizer
    }


def read_options(cls: type[torch.optim.Optimizer], text: str) -> dict[str, Any]:
    """Return the keyword arguments for ``cls`` that a text ``name=value,name=value`` holds.

    A value is a number, True, False, None, a word, or, for a tuple, numbers separated by spaces. Raises BadInput for
    ``lr``, for an argument that the class lacks, and for a value in another form.
    """
    options: dict[str, Any] = {}
    defaults = option_defaults(cls)
    for part in filter(None, (each.strip() for each in text.split(","))):
        name, equals, value = (each.strip() for each in part.partition("="))
        if not equals or not value:
            raise BadInput(f"torch.options: '{part}' must be a name and a value, such as eps=1e-6 or betas=0.9 0.99.")
        if name == "lr":
            raise BadInput("torch.options: lr has a setting of its own, torch.lr.")
        if name not in defaults:
            raise unknown_name_error(f"argument of {cls.__name__}", name, defaults)
        options[name] = _value(name, value)
    return options


def option_defaults(cls: type[torch.optim.Optimizer]) -> dict[str, Any]:
    """Return the default of each constructor argument except ``params`` and ``lr``, a dict by argument name.

    An argument without a default has inspect.Parameter.empty.
    """
    found = inspect.signature(cls.__init__).parameters.values()
    named = (each for each in found if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY))
    return {each.name: each.default for each in named if each.name not in ("self", "params", "lr")}


def has_learning_rate(cls: type[torch.optim.Optimizer]) -> bool:
    """Return whether the constructor of an optimizer class has an argument ``lr``."""
    return "lr" in inspect.signature(cls.__init__).parameters


@cache
def _import_class(path: str, package: str) -> type[torch.optim.Optimizer]:
    rest = path.removeprefix(f"{package}.").split(".")
    with warnings.catch_warnings(action="ignore"):
        thing: Any = importlib.import_module(package)
        for name in rest:
            thing = getattr(thing, name, None)
    is_optimizer = (
        inspect.isclass(thing) and issubclass(thing, torch.optim.Optimizer) and thing is not torch.optim.Optimizer
    )
    if not is_optimizer:
        names = [f"{package}.{name}" for name in optimizer_classes(package)]
        raise unknown_name_error("optimizer class", path, names)
    return thing


def _value(name: str, text: str) -> Any:
    parts = text.split()
    if text in LITERALS:
        return LITERALS[text]
    if all(NUMBER_PATTERN.fullmatch(part) for part in parts) and len(parts) <= MAX_TUPLE_LENGTH:
        numbers = tuple(float(part) if re.search(r"[.eE]", part) else int(part) for part in parts)
        return numbers if len(numbers) > 1 else numbers[0]
    if re.fullmatch(r"[A-Za-z_]{1,40}", text):
        return text
    raise BadInput(
        f"torch.options: {name} = '{text}' must be a number, True, False, None, a word, or numbers in a row."
    )
