"""Catalogue items, and the shelf that loads them from a folder: the file name is the id, its folder is the family."""

from __future__ import annotations

import functools
import importlib
import inspect
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar, cast

from fallline.core.errors import BadInput, unknown_name_error
from fallline.core.settings import settings_of

SOURCE_PATTERN = re.compile(r"\(([^()]*\b(?:1[89]|20)\d\d\b[^()]*)\)\s*$")  # (..., year ...) at the end of a docstring
NO_SETTING = "no setting"  # in the metadata of a field: it is part of the item's value, but no setting


class CatalogueError(Exception):
    """A catalogue file that cannot be loaded; the message names the file and the reason."""


@dataclass(frozen=True)
class Item:
    """The base class of catalogue items: frozen dataclasses whose fields are settings and whose docstring is page text.

    ``id`` and ``family`` are the names of the file and of its folder, ``title`` is the name on the page. ``aliases``
    maps further ids to the settings that they stand for. ``also_called`` are names that people use for it and perhaps
    for other items: for an unknown id, the items with this name are suggested. With ``needs_source`` the docstring must
    end with its source in parentheses, such as (Rosenbrock, 1960).
    """

    id: ClassVar[str] = ""
    family: ClassVar[str] = ""
    title: ClassVar[str] = ""
    needs_source: ClassVar[bool] = False
    aliases: ClassVar[Mapping[str, Mapping[str, Any]]] = {}
    also_called: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        """Set id and family from the module's path, and a title made from the id unless the class has one."""
        package, _, cls.id = cls.__module__.rpartition(".")
        cls.family = package.rpartition(".")[2]
        if "title" not in vars(cls):
            cls.title = cls.id.replace("_", " ").capitalize()

    def __post_init__(self) -> None:
        """Check the value of every setting; raises BadInput for an invalid one."""
        for setting in settings_of(type(self)):
            setting.check(self.id, getattr(self, setting.name))

    @classmethod
    def description(cls) -> str:
        """Return the docstring as one paragraph of page text, without the source at its end."""
        return SOURCE_PATTERN.sub("", " ".join((cls.__doc__ or "").split())).strip()

    @classmethod
    def source(cls) -> str:
        """Return the text of the parenthesis at the end of the docstring, author and year; '' if there is none."""
        match = SOURCE_PATTERN.search(" ".join((cls.__doc__ or "").split()))
        return match.group(1) if match else ""

    def settings(self) -> dict[str, Any]:
        """Return the value of every setting, in a dict by setting name."""
        return {each.name: getattr(self, each.name) for each in settings_of(type(self))}


ItemType = TypeVar("ItemType", bound=Item)


class Shelf(Mapping[str, Callable[..., ItemType]], Generic[ItemType]):
    """The items of a catalogue folder, a read-only mapping: id -> class, or for an alias a partial of the
    class with the alias's settings bound.

    ``classes`` maps ids to classes, without the aliases; ``aliases`` maps an alias to the id and the settings that it
    stands for; ``kind`` is the noun for its items in error messages; ``by_kind`` maps it to the first Shelf created
    with it.
    """

    by_kind: ClassVar[dict[str, Shelf]] = {}

    def __init__(self, package: str, base: type[Item], folder: Path, *, families: bool = False, kind: str = "") -> None:
        """Import every ``<family>/<id>.py`` or ``<id>.py`` under ``folder``; raises CatalogueError for an invalid file.

        Files whose name begins with an underscore are skipped. With ``families`` only files in subfolders are items;
        files directly in ``folder`` are allowed only if it is a package with modules of its own. ``kind`` is the name
        of ``base`` in lower case unless given.
        """
        item_type = cast("type[ItemType]", base)  # declared type[Item], since mypy rejects abstract type[ItemType]
        self.kind = kind or base.__name__.lower()
        self.by_kind.setdefault(self.kind, self)
        self.classes: dict[str, type[ItemType]] = {}
        self.aliases: dict[str, tuple[str, Mapping[str, Any]]] = {}
        for path in sorted(folder.rglob("*.py")):
            in_family = not families or path.parent != folder
            if not in_family and not (folder / "__init__.py").exists():
                raise CatalogueError(f"{path}: lies in no family; move it into a folder, which is its family.")
            if in_family and not path.name.startswith("_"):
                self._add(_load_class(package, item_type, folder, path), path)
        for id, cls in self.classes.items():
            for alias, settings in cls.aliases.items():
                if alias in self:
                    raise CatalogueError(f"{cls.__module__}: the id '{alias}' in 'aliases' is taken already.")
                cls(**settings)
                self.aliases[alias] = (id, settings)
        titles = ((plain_name(cls.title), id) for id, cls in self.classes.items())
        self._id_by_name = _unique_ids([*((plain_name(id), id) for id in self), *titles])

    def __getitem__(self, id: str) -> Callable[..., ItemType]:
        """Return the class of an id, or for an alias a partial of the class with the alias's settings bound.

        Raises BadInput, which suggests the closest id, if there is no such id or alias.
        """
        cls = self.class_of(id)
        return functools.partial(cls, **self.aliases[id][1]) if id in self.aliases else cls

    def class_of(self, id: str) -> type[ItemType]:
        """Return the class of an id or alias, without the alias's settings; raises BadInput if there is none."""
        if id in self.classes:
            return self.classes[id]
        if id in self.aliases:
            return self.classes[self.aliases[id][0]]
        raise self._unknown_id_error(id)

    def find_id(self, name: str) -> str | None:
        """Return the id or alias that ``name`` spells, None if it spells none.

        Case, accents, spaces and punctuation do not matter, and a title is read as its id: "Adam-W" is adamw. A name
        that fits several ids spells none.
        """
        return name if name in self else self._id_by_name.get(plain_name(name))

    def read_id(self, name: str) -> str:
        """Return the id or alias that ``name`` spells, as ``find_id`` does; raises BadInput if it spells none."""
        id = self.find_id(name)
        if id is None:
            raise self._unknown_id_error(name)
        return id

    def likely_ids(self, name: str) -> list[str]:
        """Return the ids of the items that people also call ``name``."""
        return [id for id, cls in self.classes.items() if plain_name(name) in map(plain_name, cls.also_called)]

    def _unknown_id_error(self, name: str) -> BadInput:
        return unknown_name_error(self.kind, name, self, self.likely_ids(name))

    def __contains__(self, id: object) -> bool:
        return id in self.classes or id in self.aliases

    def __iter__(self) -> Iterator[str]:
        yield from self.classes
        yield from self.aliases

    def __len__(self) -> int:
        return len(self.classes) + len(self.aliases)

    def _add(self, cls: type[ItemType], path: Path) -> None:
        if cls.id in self.classes:
            raise CatalogueError(f"{path}: the id '{cls.id}' is taken by {self.classes[cls.id].__module__}.")
        self.classes[cls.id] = cls


def plain_name(name: str) -> str:
    """Return the letters and digits of a name in lower case, without accents: styblinskitang for Styblinski-Tang."""
    return "".join(each for each in unicodedata.normalize("NFKD", name).casefold() if each.isalnum())


def _unique_ids(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the id of each name, without the names that several ids share."""
    ids: dict[str, str] = {}
    shared = set()
    for name, id in pairs:
        if ids.setdefault(name, id) != id:
            shared.add(name)
    return {name: id for name, id in ids.items() if name not in shared}


def _load_class(package: str, base: type[ItemType], folder: Path, path: Path) -> type[ItemType]:
    module = importlib.import_module(".".join((package, *path.relative_to(folder).with_suffix("").parts)))
    found = [
        cls
        for cls in vars(module).values()
        if inspect.isclass(cls) and issubclass(cls, base) and cls.__module__ == module.__name__
    ]
    if len(found) != 1:
        raise CatalogueError(f"{path}: holds {len(found)} {base.__name__} classes; a catalogue file holds one.")
    _check_class(found[0], path)
    return found[0]


def _check_class(cls: type[Item], path: Path) -> None:
    if "__dataclass_fields__" not in vars(cls) or not vars(cls)["__dataclass_params__"].frozen:
        raise CatalogueError(f"{path}: {cls.__name__} must be a @dataclass(frozen=True).")
    undeclared = [field.name for field in fields(cls) if not field.metadata.keys() & {"setting", NO_SETTING}]
    if undeclared:
        raise CatalogueError(f"{path}: {', '.join(undeclared)} must be declared with real, integer, flag or choice.")
    if cls.needs_source and not cls.source():
        raise CatalogueError(f"{path}: the docstring must end with its source, such as (Rosenbrock, 1960).")
    abstract = getattr(cls, "__abstractmethods__", None)
    if abstract:
        raise CatalogueError(f"{path}: {cls.__name__} lacks {', '.join(sorted(abstract))}.")
