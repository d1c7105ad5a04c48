"""Classes of other packages: which are allowed, how a link names one, and what its arguments may be."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
import warnings
from functools import cache
from typing import Any

import torch

from fallline.core import BadInput, unknown

ALWAYS = "torch.optim"
PATH = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)+")  # no name begins with an underscore
NUMERAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
WORDS = {"True": True, "False": False, "None": None}
MOST = 8  # numbers in a tuple

allowed: set[str] = {ALWAYS}


def allow(package: str) -> None:
    """Lets links name the optimizers of an installed package; raises BadInput if there is none of that name."""
    top = package.partition(".")[0]
    if not re.fullmatch(r"[A-Za-z][\w.]*", package) or importlib.util.find_spec(top) is None:
        raise BadInput(f"No package called '{package}' is installed, so its optimizers cannot be allowed; install it.")
    allowed.add(package)


def class_at(path: str) -> type[torch.optim.Optimizer]:
    """The optimizer class at ``package.module.Class``; raises BadInput unless its package is allowed.

    Nothing is imported before the package is known to be allowed.
    """
    package = next((each for each in sorted(allowed) if path.startswith(f"{each}.")), None)
    if not PATH.fullmatch(path) or package is None:
        raise BadInput(
            f"torch.cls = '{path}' is not allowed; classes of {', '.join(sorted(allowed))} are, such as "
            f"{ALWAYS}.Adadelta. Whoever starts the lab can allow more with --allow-optimizers PACKAGE."
        )
    return _found(path, package)


def classes_of(package: str) -> dict[str, type[torch.optim.Optimizer]]:
    """Every optimizer class that a package names at its top, by name."""
    with warnings.catch_warnings(action="ignore"):
        module = importlib.import_module(package)
    return {
        name: each
        for name, each in sorted(vars(module).items())
        if inspect.isclass(each) and issubclass(each, torch.optim.Optimizer) and each is not torch.optim.Optimizer
    }


def read_options(cls: type[torch.optim.Optimizer], text: str) -> dict[str, Any]:
    """The keyword arguments that ``name=value,name=value`` spells; raises BadInput for those that the class lacks.

    A value is a number, a word, or, for a tuple, numbers with spaces between them.
    """
    options: dict[str, Any] = {}
    takes = parameters(cls)
    for part in filter(None, (each.strip() for each in text.split(","))):
        name, equals, value = (each.strip() for each in part.partition("="))
        if not equals or not value:
            raise BadInput(f"torch.options: '{part}' must be a name and a value, such as eps=1e-6 or betas=0.9 0.99.")
        if name == "lr":
            raise BadInput("torch.options: lr has a setting of its own, torch.lr.")
        if name not in takes:
            raise unknown(f"argument of {cls.__name__}", name, takes)
        options[name] = _value(name, value)
    return options


def parameters(cls: type[torch.optim.Optimizer]) -> dict[str, Any]:
    """The arguments that a class takes beside its parameters and lr, with their defaults."""
    found = inspect.signature(cls.__init__).parameters.values()
    named = (each for each in found if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY))
    return {each.name: each.default for each in named if each.name not in ("self", "params", "lr")}


def takes_rate(cls: type[torch.optim.Optimizer]) -> bool:
    """Whether a class has an argument ``lr``."""
    return "lr" in inspect.signature(cls.__init__).parameters


@cache
def _found(path: str, package: str) -> type[torch.optim.Optimizer]:
    rest = path.removeprefix(f"{package}.").split(".")
    with warnings.catch_warnings(action="ignore"):
        thing: Any = importlib.import_module(package)
        for name in rest:
            thing = getattr(thing, name, None)
    real = inspect.isclass(thing) and issubclass(thing, torch.optim.Optimizer) and thing is not torch.optim.Optimizer
    if not real:
        names = [f"{package}.{name}" for name in classes_of(package)]
        raise unknown("optimizer class", path, names)
    return thing


def _value(name: str, text: str) -> Any:
    parts = text.split()
    if text in WORDS:
        return WORDS[text]
    if all(NUMERAL.fullmatch(part) for part in parts) and len(parts) <= MOST:
        numbers = tuple(float(part) if re.search(r"[.eE]", part) else int(part) for part in parts)
        return numbers if len(numbers) > 1 else numbers[0]
    if re.fullmatch(r"[A-Za-z_]{1,40}", text):
        return text
    raise BadInput(
        f"torch.options: {name} = '{text}' must be a number, True, False, None, a word, or numbers in a row."
    )
