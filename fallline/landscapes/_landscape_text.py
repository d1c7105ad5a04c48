"""The text form of a landscape and its transforms in links: ``id~setting:value``."""

from __future__ import annotations

from fallline.core import (
    TRANSFORMS,
    Landscape,
    Shelf,
    Transformed,
    read_settings,
    replace_settings,
    write_item,
    write_settings,
)


def parse_landscape(shelf: Shelf[Landscape], text: str) -> Landscape:
    """Return the landscape of ``shelf`` that a text form describes, transforms among the settings; raises BadInput."""
    id, values = read_settings(shelf, text, TRANSFORMS)
    transforms = {each.name: values.pop(each.name) for each in TRANSFORMS if each.name in values}
    return replace_settings(shelf[id](**values), **transforms)


def write_landscape(landscape: Landscape) -> str:
    """Return the text form ``id~setting:value`` of a landscape, transforms among the settings."""
    if not isinstance(landscape, Transformed):
        return write_item(landscape)
    return "~".join((write_item(landscape.inner), *write_settings(landscape)))
