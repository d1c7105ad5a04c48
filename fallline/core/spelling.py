"""How an item is spelled in a link and read back, and settings that hold another item.

An item is ``id~setting:value~setting:value``; a value in parentheses may hold ``~`` and ``:`` of its own, so that an
item may stand in an item: ``lookahead~inner:(adam~lr:0.01)``. Learning rates are always written, so that a link says
which were in force.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from fallline.core.catalogue import Item, Shelf
from fallline.core.errors import BadInput, unknown
from fallline.core.settings import TEXT, Setting, make_field, setting_named, settings_of

ITEM = "item"
LEARNING_RATE = "lr"
INSIDE = "/"  # between the name of a setting that holds an item and the name of one of that item's settings

Owner = TypeVar("Owner")  # an item, or something else that has settings, such as a scene


def anything(_cls: type[Item]) -> str:
    """No objection to any class."""
    return ""


@dataclass(frozen=True)
class ItemSetting(Setting):
    """A setting that holds an item of another catalogue, or None where ``empty`` is a word for having none.

    ``objection`` says in a few words why a class does not fit in, '' if it does.
    """

    holds: str = ""
    empty: str = ""
    objection: Callable[[type[Item]], str] = anything

    @property
    def shelf(self) -> Shelf:
        """The catalogue that the item comes from."""
        return Shelf.of_kind[self.holds]

    def choices(self) -> tuple[str, ...]:
        """Every id that fits in, after the word for none."""
        fitting = (id for id in self.shelf if not self.objection(self.shelf.class_of(id)))
        return (*([self.empty] if self.empty else []), *fitting)

    def read(self, owner: str, text: str) -> Item | None:
        """The item that ``id~setting:value`` spells; raises BadInput."""
        if self.empty and text == self.empty:
            return None
        if text.partition("~")[0] not in self.choices():
            self._refuse(owner, text.partition("~")[0])
        return read_item(self.shelf, text)

    def write(self, value: Item | None) -> str:
        """The shortest text that ``read`` turns back into ``value``."""
        return self.empty if value is None else write_item(value)

    def check(self, owner: str, value: Any) -> None:
        """Raises BadInput unless ``value`` is an item that fits in."""
        if value is None and self.empty:
            return
        if not isinstance(value, Item) or value.id not in self.shelf:
            raise BadInput(f"{owner}.{self.name} = {value!r} must be one of {', '.join(self.choices())}.")
        if self.objection(type(value)):
            self._refuse(owner, value.id)

    def _refuse(self, owner: str, id: str) -> None:
        if id in self.shelf and (why := self.objection(self.shelf.class_of(id))):
            raise BadInput(f"{owner}.{self.name} cannot be {id}: {why}.")
        raise unknown(f"{owner}.{self.name}", id, self.choices())


def item(
    default: Item | None,
    *,
    holds: str,
    help: str,
    empty: str = "",
    objection: Callable[[type[Item]], str] = anything,
    last: bool = False,
) -> Any:
    """A setting that holds an item of the catalogue of ``holds``, such as 'schedule'; ``last``: after all others."""
    setting = ItemSetting(ITEM, default, help, holds=holds, empty=empty, objection=objection)
    return make_field(setting, kw_only=last)


def read_item(shelf: Shelf, text: str) -> Any:
    """The catalogue item that ``id~setting:value`` spells; raises BadInput."""
    id, values = read_settings(shelf, text)
    return shelf[id](**values)


def read_settings(shelf: Shelf, text: str, more: tuple[Setting, ...] = ()) -> tuple[str, dict[str, Any]]:
    """The id and the values, by name, that ``id~setting:value`` spells, of the class's settings and ``more``."""
    id, *parts = _split(text, "~")
    cls = shelf.class_of(id)
    values: dict[str, Any] = {}
    for part in parts:
        name, colon, value = part.partition(":")
        if not colon:
            raise BadInput(f"'{part}' in {text} must be a setting and its value, such as lr:0.01.")
        if name in values:
            raise BadInput(f"{id}.{name} is set twice in {text}; set it once.")
        setting = setting_named(cls, id, name, more)
        values[name] = setting.read(id, value if setting.kind == TEXT else value.removeprefix("(").removesuffix(")"))
    return id, values


def write_item(item: Item) -> str:
    """``id~setting:value`` with the settings that differ from their defaults, and the learning rate always."""
    return "~".join((item.id, *written_settings(item)))


def written_settings(item: Item) -> list[str]:
    """``setting:value`` for each of an item's settings that is written."""
    parts = []
    for setting in settings_of(type(item)):
        value = getattr(item, setting.name)
        if value != setting.default or setting.name == LEARNING_RATE:
            text = setting.write(value)
            wrapped = setting.kind != TEXT and set(text) & set("~:")
            parts.append(f"{setting.name}:{f'({text})' if wrapped else text}")
    return parts


def holder(owner: Owner, path: str) -> tuple[Owner | Item, str]:
    """The item that a path such as ``schedule/to`` or ``lr`` leads to, and the name of its setting."""
    *names, last = path.split(INSIDE)
    held: Owner | Item = owner
    for name in names:
        held = getattr(held, name)
    return held, last


def setting_at(item: Item, path: str) -> Setting:
    """The setting that a path such as ``schedule/to`` or ``lr`` leads to."""
    owner, name = holder(item, path)
    return setting_named(type(owner), owner.id, name)


def with_value(item: Any, path: str, value: Any) -> Any:
    """The item with one setting changed, by a path such as ``schedule/to`` or ``lr``."""
    name, inside, rest = path.partition(INSIDE)
    if inside:
        value = with_value(getattr(item, name), rest, value)
    return dataclasses.replace(item, **{name: value})


def _split(text: str, separator: str) -> list[str]:
    """Splits at every separator that stands outside parentheses."""
    parts, depth = [""], 0
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth < 0:
            break
        if letter == separator and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    if depth:
        raise BadInput(f"The parentheses in {text} do not match.")
    return parts
