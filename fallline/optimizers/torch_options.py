"""Arguments of optimizer classes as text: ``name=value, name=value``, checked against the class's defaults."""

from __future__ import annotations

import ast
import inspect
import re
import warnings
from collections.abc import Iterator
from typing import Any

import torch

from fallline.core import BadInput, Sentence, unknown_name_error

MAX_TUPLE_LENGTH = 8
LOWER_CASE_LITERALS = {"true": True, "false": False, "none": None}
WORD = re.compile(r"[A-Za-z_]{1,40}")
BRACKETS = {"(": 1, "[": 1, ")": -1, "]": -1}
FORMS = Sentence("a number, True, False, None, a word, or a tuple such as (0.9, 0.99)")


def read_options(cls: type[torch.optim.Optimizer], text: str) -> dict[str, Any]:
    """Return the keyword arguments for ``cls`` that a text ``name=value, name=value`` holds.

    A value is a Python literal: a number, a bool, None, a string, or a tuple or list of numbers. Also read are true,
    false and none in any case, words without quotes, and for a tuple numbers separated by spaces. Raises BadInput for
    ``lr``, for an argument that the class lacks, for a value in another form, for a value of another type than the
    argument's default, and for control characters other than white space.
    """
    if not "".join(text.split()).isprintable():
        raise BadInput("torch.options = {text} has control characters; leave them out.", text=repr(text))
    options: dict[str, Any] = {}
    defaults = option_defaults(cls)
    for part in _split(text):
        name, equals, value = (each.strip() for each in part.partition("="))
        if not equals or not value:
            raise BadInput(
                "torch.options: '{part}' must be a name and a value, such as eps=1e-6 or betas=(0.9, 0.99).", part=part
            )
        if name == "lr":
            raise BadInput("torch.options: lr has a setting of its own, torch.lr.")
        if name not in defaults:
            raise unknown_name_error(Sentence("argument of {cls}", cls=cls.__name__), name, defaults)
        if name in options:
            raise BadInput("torch.options: {name} is set twice; set it once.", name=name)
        options[name] = _fit(name, value, _read_value(name, value), defaults[name])
    return options


def option_defaults(cls: type[torch.optim.Optimizer]) -> dict[str, Any]:
    """Return the default of each constructor argument except ``params`` and ``lr``, a dict by argument name.

    An argument without a default has inspect.Parameter.empty.
    """
    found = inspect.signature(cls.__init__).parameters.values()
    named = (each for each in found if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY))
    return {each.name: each.default for each in named if each.name not in ("self", "params", "lr")}


def _split(text: str) -> Iterator[str]:
    """Yield the parts of a text between commas that stand in no brackets, without the empty ones."""
    part, depth = "", 0
    for letter in f"{text},":
        depth += BRACKETS.get(letter, 0)
        if letter == "," and depth <= 0:
            if part.strip():
                yield part.strip()
            part, depth = "", 0
        else:
            part += letter
    if part.strip(", "):
        raise BadInput("torch.options: the brackets in '{part}' do not match.", part=part.rstrip(","))


def _read_value(name: str, text: str) -> Any:
    """Return the value of a text; raises BadInput if it has none of the forms of ``read_options``."""
    if text.lower() in LOWER_CASE_LITERALS:
        return LOWER_CASE_LITERALS[text.lower()]
    numbers = text.split()
    try:
        with warnings.catch_warnings(action="ignore"):  # on literals such as 1in
            value = ast.literal_eval(f"({','.join(numbers)})" if len(numbers) > 1 and _is_row(numbers) else text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        value = text if WORD.fullmatch(text) else ...
    if isinstance(value, list):
        value = tuple(value)
    is_tuple = isinstance(value, tuple) and len(value) <= MAX_TUPLE_LENGTH
    is_tuple = is_tuple and all(each is None or _is_number(each) for each in value)
    if not (is_tuple or value is None or isinstance(value, bool | str) or _is_number(value)):
        raise BadInput("torch.options: {name}={value} must be {forms}.", name=name, value=text, forms=FORMS)
    return value


def _is_row(parts: list[str]) -> bool:
    """Return whether the parts are numbers, such as those of ``0.9 0.99``."""
    return all(re.fullmatch(r"[+-]?[\d.]+([eE][+-]?\d+)?", part) for part in parts)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _fit(name: str, text: str, value: Any, default: Any) -> Any:
    """Return the value, 0 and 1 as a bool where ``default`` is one; raises BadInput if its type is not the default's.

    A default of None, or none at all, accepts every value.
    """
    if isinstance(default, bool) and value in (0, 1):
        return bool(value)
    if isinstance(default, bool):
        expected = Sentence("True or False")
    elif _is_number(default):
        expected = Sentence("a number, such as {default}", default=repr(default))
    elif isinstance(default, tuple | list):
        expected = Sentence("{count} numbers, such as {default}", count=len(default), default=repr(tuple(default)))
    elif isinstance(default, str):
        expected = Sentence("a word, such as {default}", default=default)
    else:
        return value
    if not _has_type_of(value, default):
        raise BadInput("torch.options: {name}={value} must be {expected}.", name=name, value=text, expected=expected)
    return value


def _has_type_of(value: Any, default: Any) -> bool:
    if _is_number(default):
        return _is_number(value)
    if isinstance(default, tuple | list):
        return isinstance(value, tuple) and len(value) == len(default)
    return isinstance(value, type(default))
