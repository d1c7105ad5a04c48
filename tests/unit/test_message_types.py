"""The browser's types of messages (assets/types.d.ts) are those of the server's TypedDicts."""

import re
import types
import typing
from typing import Any, Literal, NotRequired, is_typeddict

import pytest

from fallline.core import sentence
from fallline.core.locations import ASSETS
from fallline.lessons import _rendering
from fallline.panels import _curve, _panel, numbers, plane, space
from fallline.picture import palette
from fallline.web import messages, race_messages

TYPESCRIPT_NAMES = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null", Any: "any"}
MODULES = (sentence, palette, _panel, plane, space, _curve, numbers, _rendering, messages, race_messages)
MESSAGES = {
    each.__name__: each
    for module in MODULES
    for each in vars(module).values()
    if is_typeddict(each) and not each.__name__.startswith("_")
}
TYPES = (ASSETS / "types.d.ts").read_text(encoding="utf-8")


def to_typescript(kind):
    """Return a Python type in TypeScript's spelling."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is None:
        return kind.__name__ if is_typeddict(kind) else TYPESCRIPT_NAMES[kind]
    if origin is Literal:
        return " | ".join(f'"{word}"' for word in arguments)
    if origin is dict:
        return f"Record<string, {to_typescript(arguments[1])}>"
    if origin in (types.UnionType, typing.Union):
        return " | ".join(dict.fromkeys(to_typescript(each) for each in arguments))
    return _list_to_typescript(origin, arguments)


def _list_to_typescript(origin, arguments):
    assert origin in (list, tuple), f"No TypeScript is known for {origin}."
    items = [to_typescript(each) for each in arguments if each is not Ellipsis]
    if origin is tuple and Ellipsis not in arguments:
        return f"[{', '.join(items)}]"
    return f"({items[0]})[]" if "|" in items[0] else f"{items[0]}[]"


def fields(message):
    return typing.get_type_hints(message, include_extras=True)


def base_message(message):
    """Return the message that this one inherits from, or None: its fields come first (TypedDict keeps no bases)."""
    own = list(fields(message).items())
    candidates = [each for each in MESSAGES.values() if 2 < len(fields(each)) < len(own)]
    candidates = [each for each in candidates if own[: len(fields(each))] == list(fields(each).items())]
    return max(candidates, key=lambda each: len(fields(each)), default=None)


def to_interface(message):
    """Return a TypedDict as a TypeScript interface."""
    base = base_message(message)
    lines = [f"export interface {message.__name__}{f' extends {base.__name__}' if base else ''} {{"]
    for name, kind in list(fields(message).items())[len(fields(base)) if base else 0 :]:
        optional = typing.get_origin(kind) is NotRequired
        value_kind = typing.get_args(kind)[0] if optional else kind
        lines.append(f"  {name}{'?' if optional else ''}: {to_typescript(value_kind)};")
    return "\n".join([*lines, "}"])


def test_browser_and_server_have_the_same_messages():
    sent = TYPES.partition("// ---- Types of the browser alone")[0]
    assert set(re.findall(r"export interface (\w+)", sent)) == set(MESSAGES)


@pytest.mark.parametrize("name", list(MESSAGES))
def test_the_browser_has_the_type_of_each_message(name):
    expected = to_interface(MESSAGES[name])
    assert f"{expected}\n" in TYPES, f"assets/types.d.ts must contain:\n{expected}"
