"""The browser's types of messages (assets/types.d.ts) are those of the server's TypedDicts."""

import re
import types
import typing
from typing import Any, Literal, NotRequired, is_typeddict

import pytest

from fallline.core import sentence
from fallline.core.locations import ASSETS
from fallline.lessons import _pages
from fallline.panels import _curve, _panel, numbers, plane, space
from fallline.picture import palette
from fallline.web import messages

NAMES = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null", Any: "any"}
MODULES = (sentence, palette, _panel, plane, space, _curve, numbers, _pages, messages)
MESSAGES = {
    each.__name__: each
    for module in MODULES
    for each in vars(module).values()
    if is_typeddict(each) and not each.__name__.startswith("_")
}
TYPES = (ASSETS / "types.d.ts").read_text(encoding="utf-8")


def in_typescript(kind):
    """A Python type as TypeScript writes it."""
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin is None:
        return kind.__name__ if is_typeddict(kind) else NAMES[kind]
    if origin is Literal:
        return " | ".join(f'"{word}"' for word in inside)
    if origin is dict:
        return f"Record<string, {in_typescript(inside[1])}>"
    if origin in (types.UnionType, typing.Union):
        return " | ".join(dict.fromkeys(in_typescript(each) for each in inside))
    return _list(origin, inside)


def _list(origin, inside):
    assert origin in (list, tuple), f"No TypeScript is known for {origin}."
    items = [in_typescript(each) for each in inside if each is not Ellipsis]
    if origin is tuple and Ellipsis not in inside:
        return f"[{', '.join(items)}]"
    return f"({items[0]})[]" if "|" in items[0] else f"{items[0]}[]"


def fields(message):
    return typing.get_type_hints(message, include_extras=True)


def extended(message):
    """The largest message that begins this one: what a TypedDict inherits comes first (Python 3.11 tells no bases)."""
    own = list(fields(message).items())
    begun = [each for each in MESSAGES.values() if 2 < len(fields(each)) < len(own)]
    begun = [each for each in begun if own[: len(fields(each))] == list(fields(each).items())]
    return max(begun, key=lambda each: len(fields(each)), default=None)


def interface(message):
    """A TypedDict as a TypeScript interface."""
    base = extended(message)
    lines = [f"export interface {message.__name__}{f' extends {base.__name__}' if base else ''} {{"]
    for name, kind in list(fields(message).items())[len(fields(base)) if base else 0 :]:
        optional = typing.get_origin(kind) is NotRequired
        plain = typing.get_args(kind)[0] if optional else kind
        lines.append(f"  {name}{'?' if optional else ''}: {in_typescript(plain)};")
    return "\n".join([*lines, "}"])


def test_the_browser_has_no_message_that_the_server_has_not():
    sent = TYPES.partition("// ---- What the browser makes of them")[0]
    assert set(re.findall(r"export interface (\w+)", sent)) == set(MESSAGES)


@pytest.mark.parametrize("name", list(MESSAGES))
def test_the_browser_has_the_type_of_each_message(name):
    expected = interface(MESSAGES[name])
    assert f"{expected}\n" in TYPES, f"assets/types.d.ts must contain:\n{expected}"
