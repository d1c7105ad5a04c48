"""The text form of catalogue items in links, and settings that hold an item.

An item is written ``id~setting:value~setting:value``. A value in parentheses may contain ``~`` and ``:``, so items
nest: ``lookahead~inner:(adam~lr:0.01)``. Settings at their defaults are left out, except the learning rate, which is
always written, so that a link fixes it even if a default changes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from fallline.core.catalogue import Item, Shelf
from fallline.core.errors import BadInput, unknown_option_error
from fallline.core.settings import TEXT, Setting, find_setting, make_field, settings_of

ITEM = "item"  # the kind of an ItemSetting
LEARNING_RATE = "lr"
PATH_SEPARATOR = "/"  # in the path of a setting of an item inside an item, such as inner/lr

Owner = TypeVar("Owner")  # anything with settings: an item, a scene, a view


def accept_any(_cls: type[Item]) -> str:
    """Return '', no reason for a rejection: the ``rejection`` of an ItemSetting that accepts every class."""
    return ""


@dataclass(frozen=True)
class ItemSetting(Setting):
    """A setting whose value is an item of a catalogue.

    ``catalogue`` is the kind of the catalogue, such as 'schedule'. ``none_word`` is the word for None in a link; if it
    is empty, None is invalid. ``rejection`` returns why an item class is not accepted as a value, '' if it is.
    """

    catalogue: str = ""
    none_word: str = ""
    rejection: Callable[[type[Item]], str] = accept_any

    @property
    def shelf(self) -> Shelf:
        """The catalogue of the items."""
        return Shelf.by_kind[self.catalogue]

    def choices(self) -> tuple[str, ...]:
        """Return the word for None, if there is one, and the ids of all accepted classes."""
        accepted = (id for id in self.shelf if not self.rejection(self.shelf.class_of(id)))
        return (*([self.none_word] if self.none_word else []), *accepted)

    def read(self, owner: str, text: str) -> Item | None:
        """Return the item of a text form, None for ``none_word``; raises BadInput.

        ``owner`` names in the message what the setting belongs to.
        """
        if self.none_word and text == self.none_word:
            return None
        name = text.partition("~")[0]
        id = self.shelf.find_id(name)
        if id not in self.choices():
            self._raise(owner, id or name)
        return read_item(self.shelf, text)

    def write(self, value: Item | None) -> str:
        """Return the shortest text that ``read`` parses back to an equal value."""
        return self.none_word if value is None else write_item(value)

    def check(self, owner: str, value: Any) -> None:
        """Raise BadInput unless ``value`` is an item of an accepted class, or None where that is valid."""
        if value is None and self.none_word:
            return
        if not isinstance(value, Item) or value.id not in self.shelf:
            raise BadInput(
                "{setting} = {value} must be one of {choices}.",
                setting=f"{owner}.{self.name}",
                value=repr(value),
                choices=", ".join(self.choices()),
            )
        if self.rejection(type(value)):
            self._raise(owner, value.id)

    def _raise(self, owner: str, id: str) -> None:
        if id in self.shelf and (reason := self.rejection(self.shelf.class_of(id))):
            raise BadInput("{setting} cannot be {id}: {reason}.", setting=f"{owner}.{self.name}", id=id, reason=reason)
        raise unknown_option_error(f"{owner}.{self.name}", id, self.choices())


def item(
    default: Item | None,
    *,
    catalogue: str,
    help: str,
    none_word: str = "",
    rejection: Callable[[type[Item]], str] = accept_any,
    last: bool = False,
) -> Any:
    """Return the dataclass field that declares an ItemSetting.

    ``last`` puts it after all other settings, those of subclasses included.
    """
    setting = ItemSetting(ITEM, default, help, catalogue=catalogue, none_word=none_word, rejection=rejection)
    return make_field(setting, kw_only=last)


def read_item(shelf: Shelf, text: str) -> Any:
    """Return the item of ``shelf`` whose text form is ``text``; raises BadInput if the text is invalid."""
    id, values = read_settings(shelf, text)
    return shelf[id](**values)


def read_settings(shelf: Shelf, text: str, more: tuple[Setting, ...] = ()) -> tuple[str, dict[str, Any]]:
    """Return the pair (id, values by setting name) of the text form of an item of ``shelf``.

    ``more`` are settings that are accepted besides those of the item's class.

    Raises BadInput for an unknown id or setting, a setting given twice, or a value that cannot be parsed.
    """
    name, *parts = _split_outside_parentheses(text)
    id = shelf.read_id(name)
    cls = shelf.class_of(id)
    values: dict[str, Any] = {}
    for part in parts:
        name, colon, value = part.partition(":")
        if not colon:
            raise BadInput("'{part}' in {text} must be a setting and its value, such as lr:0.01.", part=part, text=text)
        if name in values:
            raise BadInput("{id}.{name} is set twice in {text}; set it once.", id=id, name=name, text=text)
        setting = find_setting(cls, id, name, more)
        values[name] = setting.read(id, value if setting.kind == TEXT else value.removeprefix("(").removesuffix(")"))
    return id, values


def write_item(item: Item) -> str:
    """Return the text form of an item."""
    return "~".join((item.id, *write_settings(item)))


def write_settings(item: Item) -> list[str]:
    """Return a text ``setting:value`` for each setting that differs from its default, and always for ``lr``."""
    parts = []
    for setting in settings_of(type(item)):
        value = getattr(item, setting.name)
        if value != setting.default or setting.name == LEARNING_RATE:
            text = setting.write(value)
            nested = setting.kind != TEXT and set(text) & set("~:")
            parts.append(f"{setting.name}:{f'({text})' if nested else text}")
    return parts


def resolve_path(owner: Owner, path: str) -> tuple[Owner | Item, str]:
    """Return the pair (owner of the setting, setting name) that a path from ``owner`` refers to.

    For the path ``schedule/to`` that is (owner.schedule, 'to'), for ``lr`` it is (owner, 'lr'). Raises AttributeError
    if the path leads through a setting that does not exist.
    """
    *names, last = path.split(PATH_SEPARATOR)
    found: Owner | Item = owner
    for name in names:
        found = getattr(found, name)
    return found, last


def setting_at_path(item: Item, path: str) -> Setting:
    """Return the setting that a path such as ``schedule/to`` or ``lr`` refers to; raises BadInput if there is none."""
    owner, name = resolve_path(item, path)
    return find_setting(type(owner), owner.id, name)


def replace_at_path(item: Any, path: str, value: Any) -> Any:
    """Return a copy of an item with another value of the setting at a path such as ``schedule/to`` or ``lr``.

    Raises BadInput if the value is invalid.
    """
    name, separator, rest = path.partition(PATH_SEPARATOR)
    if separator:
        value = replace_at_path(getattr(item, name), rest, value)
    return dataclasses.replace(item, **{name: value})


def _split_outside_parentheses(text: str) -> list[str]:
    """Return the parts of a text between the ``~`` outside parentheses; raises BadInput for unmatched parentheses."""
    parts, depth = [""], 0
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth < 0:
            break
        if letter == "~" and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    if depth:
        raise BadInput("The parentheses in {text} do not match; each ( needs a ).", text=text)
    return parts
