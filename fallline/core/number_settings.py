"""The real-valued settings of an optimizer and of the items that it holds: their paths, values and replacement."""

from __future__ import annotations

from typing import Any

from fallline.core.catalogue import Item
from fallline.core.item_text import ITEM, PATH_SEPARATOR, resolve_path
from fallline.core.optimizer import AdaptiveSchedule, Optimizer, replace_unchecked
from fallline.core.settings import REAL, settings_of


def number_paths(item: Item) -> tuple[str, ...]:
    """Return the paths of the real-valued settings of an item and of the optimizers and adaptive schedules inside it.

    A path is a setting name such as ``lr``, or ``inner/lr`` for ``lr`` of the optimizer in ``inner``. Settings of other
    schedules are left out, since those change ``lr`` before the step.
    """
    paths = []
    for setting in settings_of(type(item)):
        value = getattr(item, setting.name)
        if setting.kind == REAL:
            paths.append(setting.name)
        elif setting.kind == ITEM and isinstance(value, Optimizer | AdaptiveSchedule):
            paths += [f"{setting.name}{PATH_SEPARATOR}{path}" for path in number_paths(value)]
    return tuple(paths)


def get_numbers(optimizer: Optimizer, paths: tuple[str, ...]) -> list[Any]:
    """Return the values of the settings at ``paths``, in their order: floats, or tensors (rows, 1)."""
    return [getattr(*resolve_path(optimizer, path)) for path in paths]


def replace_numbers(optimizer: Any, paths: tuple[str, ...], values: Any) -> Any:
    """Return a copy of the optimizer with ``values``, one per path, of the settings at ``paths``.

    The values are not checked. Raises ValueError if the numbers of paths and values differ.
    """
    for path, value in zip(paths, values, strict=True):
        name, separator, rest = path.partition(PATH_SEPARATOR)
        new = replace_numbers(getattr(optimizer, name), (rest,), (value,)) if separator else value
        optimizer = replace_unchecked(optimizer, name, new)
    return optimizer
