"""How a landscape and its transforms are spelled in a link: ``id~setting:value``."""

from __future__ import annotations

from fallline.core import (
    TRANSFORMS,
    Landscape,
    Shelf,
    Transformed,
    changed,
    read_settings,
    write_item,
    written_settings,
)


def landscape_in(shelf: Shelf[Landscape], text: str) -> Landscape:
    """The landscape of a shelf that a text spells, transforms among its settings; raises BadInput."""
    id, values = read_settings(shelf, text, TRANSFORMS)
    wraps = {each.name: values.pop(each.name) for each in TRANSFORMS if each.name in values}
    return changed(shelf[id](**values), **wraps)


def write_landscape(landscape: Landscape) -> str:
    """``id~setting:value``, transforms among the settings."""
    if not isinstance(landscape, Transformed):
        return write_item(landscape)
    return "~".join((write_item(landscape.inner), *written_settings(landscape)))
