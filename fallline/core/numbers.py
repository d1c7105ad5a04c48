"""The real-number settings of an item, those of items inside it included, read and replaced by path."""

from __future__ import annotations

from typing import Any

from fallline.core.catalogue import Item
from fallline.core.optimizer import Optimizer, unchecked
from fallline.core.settings import REAL, settings_of
from fallline.core.spelling import ITEM, holder


def number_paths(item: Item) -> tuple[str, ...]:
    """The paths of all settings that are real numbers, those of the items inside included; a schedule is none."""
    paths = []
    for setting in settings_of(type(item)):
        value = getattr(item, setting.name)
        if setting.kind == REAL:
            paths.append(setting.name)
        elif setting.kind == ITEM and isinstance(value, Optimizer):
            paths += [f"{setting.name}/{path}" for path in number_paths(value)]
    return tuple(paths)


def numbers_of(optimizer: Optimizer, paths: tuple[str, ...]) -> list[Any]:
    """The values at the paths: numbers, or columns of them (rows, 1)."""
    return [getattr(*holder(optimizer, path)) for path in paths]


def filled(optimizer: Any, paths: tuple[str, ...], values: Any) -> Any:
    """The optimizer with other numbers at the paths, which were checked before or are tensors."""
    for path, value in zip(paths, values, strict=True):
        name, inside, rest = path.partition("/")
        held = filled(getattr(optimizer, name), (rest,), (value,)) if inside else value
        optimizer = unchecked(optimizer, name, held)
    return optimizer
