"""Catalogue items and the shelf that reads them from folders: the file name is the id, the folder the family."""

from __future__ import annotations

import functools
import importlib
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar, cast

from fallline.core.errors import unknown
from fallline.core.settings import settings_of

SOURCE = re.compile(r"\(([^()]*\b(?:1[89]|20)\d\d\b[^()]*)\)\s*$")


class CatalogueError(Exception):
    """A file in a catalogue folder that cannot be placed; names the file and the reason."""


@dataclass(frozen=True)
class Item:
    """What every catalogue item is: a frozen dataclass whose fields are settings and whose docstring is page text."""

    id: ClassVar[str] = ""
    family: ClassVar[str] = ""
    title: ClassVar[str] = ""
    needs_source: ClassVar[bool] = False
    also: ClassVar[Mapping[str, Mapping[str, Any]]] = {}

    def __init_subclass__(cls) -> None:
        """Takes id and family from where the class stands; a title that is not given is spelled from the id."""
        package, _, cls.id = cls.__module__.rpartition(".")
        cls.family = package.rpartition(".")[2]
        if "title" not in vars(cls):
            cls.title = cls.id.replace("_", " ").capitalize()

    def __post_init__(self) -> None:
        """Checks every setting, so that an item that exists is an item that is valid."""
        for setting in settings_of(type(self)):
            setting.check(self.id, getattr(self, setting.name))

    @classmethod
    def says(cls) -> str:
        """The docstring as page text, without its closing source."""
        return SOURCE.sub("", " ".join((cls.__doc__ or "").split())).strip()

    @classmethod
    def source(cls) -> str:
        """Author and year: the parenthesis that closes the docstring."""
        found = SOURCE.search(" ".join((cls.__doc__ or "").split()))
        return found.group(1) if found else ""

    def settings(self) -> dict[str, Any]:
        """The value of every setting by name."""
        return {each.name: getattr(self, each.name) for each in settings_of(type(self))}


Kind = TypeVar("Kind", bound=Item)


class Shelf(Mapping[str, Callable[..., Kind]], Generic[Kind]):
    """A catalogue folder, read: id -> class (or a class with settings filled in, for an id named in ``also``).

    ``of_kind`` holds the first shelf that was read of each base class, by that one's name in lower case.
    """

    of_kind: ClassVar[dict[str, Shelf]] = {}

    def __init__(self, package: str, base: type[Item], folder: Path, *, families: bool = False) -> None:
        """Reads every ``<family>/<id>.py`` (or ``<id>.py``) under ``folder``; raises CatalogueError.

        Only ``__init__.py`` and names that begin with an underscore are no items. With ``families`` every item lies in
        a family: beside them there may be the package's own modules, and no other file.
        """
        kind = cast("type[Kind]", base)  # which it is; as such, mypy would let nobody hand over an abstract one
        self.kind = base.__name__.lower()
        self.of_kind.setdefault(self.kind, self)
        self.classes: dict[str, type[Kind]] = {}
        self.aliases: dict[str, tuple[str, Mapping[str, Any]]] = {}
        for path in sorted(folder.rglob("*.py")):
            in_family = not families or path.parent != folder
            if not in_family and not (folder / "__init__.py").exists():
                raise CatalogueError(f"{path}: lies in no family; move it into a folder, which is its family.")
            if in_family and not path.name.startswith("_"):
                self._place(_only_class(package, kind, folder, path), path)
        for id, cls in self.classes.items():
            for alias, settings in cls.also.items():
                if alias in self:
                    raise CatalogueError(f"{cls.__module__}: the id '{alias}' in 'also' is taken already.")
                cls(**settings)
                self.aliases[alias] = (id, settings)

    def __getitem__(self, id: str) -> Callable[..., Kind]:
        """The class of an id; raises BadInput (a ValueError) with the nearest id when there is none."""
        cls = self.class_of(id)
        return functools.partial(cls, **self.aliases[id][1]) if id in self.aliases else cls

    def class_of(self, id: str) -> type[Kind]:
        """The class behind an id, an alias included."""
        if id in self.classes:
            return self.classes[id]
        if id in self.aliases:
            return self.classes[self.aliases[id][0]]
        raise unknown(self.kind, id, self)

    def __contains__(self, id: object) -> bool:
        return id in self.classes or id in self.aliases

    def __iter__(self) -> Iterator[str]:
        yield from self.classes
        yield from self.aliases

    def __len__(self) -> int:
        return len(self.classes) + len(self.aliases)

    def _place(self, cls: type[Kind], path: Path) -> None:
        if cls.id in self.classes:
            raise CatalogueError(f"{path}: the id '{cls.id}' is taken by {self.classes[cls.id].__module__}.")
        self.classes[cls.id] = cls


def _only_class(package: str, base: type[Kind], folder: Path, path: Path) -> type[Kind]:
    module = importlib.import_module(".".join((package, *path.relative_to(folder).with_suffix("").parts)))
    found = [
        cls
        for cls in vars(module).values()
        if inspect.isclass(cls) and issubclass(cls, base) and cls.__module__ == module.__name__
    ]
    if len(found) != 1:
        raise CatalogueError(f"{path}: holds {len(found)} {base.__name__} classes; a catalogue file holds one.")
    _refuse(found[0], path)
    return found[0]


def _refuse(cls: type[Item], path: Path) -> None:
    if "__dataclass_fields__" not in vars(cls) or not vars(cls)["__dataclass_params__"].frozen:
        raise CatalogueError(f"{path}: {cls.__name__} must be a @dataclass(frozen=True).")
    bare = [field.name for field in fields(cls) if "setting" not in field.metadata]
    if bare:
        raise CatalogueError(f"{path}: {', '.join(bare)} must be declared with real, integer, flag or choice.")
    if cls.needs_source and not cls.source():
        raise CatalogueError(f"{path}: the docstring must end with its source, such as (Rosenbrock, 1960).")
    abstract = getattr(cls, "__abstractmethods__", None)
    if abstract:
        raise CatalogueError(f"{path}: {cls.__name__} lacks {', '.join(sorted(abstract))}.")
