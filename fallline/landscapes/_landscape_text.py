"""The text form of a landscape and its transforms in links: ``id~setting:value``."""

from __future__ import annotations

import re

from fallline.core import (
    TRANSFORMS,
    BadInput,
    Landscape,
    Shelf,
    Transformed,
    read_settings,
    replace_settings,
    settings_of,
    write_item,
    write_settings,
)
from fallline.landscapes.formulas import formula

FORMULA_SIGN = re.compile(r"[+*/^()|\\²³√·×÷−]|^\s*-?\s*\d")  # a sign that occurs in formulas and in no id


def parse_landscape(shelf: Shelf[Landscape], text: str) -> Landscape:
    """Return the landscape of ``shelf`` that a text form describes, transforms among the settings; raises BadInput."""
    id, values = read_settings(shelf, spell_formula(shelf, text), TRANSFORMS)
    transforms = {each.name: values.pop(each.name) for each in TRANSFORMS if each.name in values}
    return replace_settings(shelf[id](**values), **transforms)


def spell_formula(shelf: Shelf[Landscape], text: str) -> str:
    """Return the text of a landscape with its id where it begins with a formula: ``formula~f:x^2`` for ``x^2``."""
    name = text.partition("~")[0]
    return f"formula~f:{text}" if is_formula(shelf, name) else text


def count_formula_parts(shelf: Shelf[Landscape], text: str) -> int:
    """Return the number of parts of the formula in the text of a landscape, 0 for one that is not typed.

    No minimum is searched for that. Raises BadInput if the text is invalid.
    """
    id, values = read_settings(shelf, spell_formula(shelf, text), TRANSFORMS)
    typed = [each.name for each in settings_of(shelf.class_of(id)) if each.typeset]
    return sum(formula(values[name]).part_count for name in typed if name in values)


def is_formula(shelf: Shelf[Landscape], name: str) -> bool:
    """Return whether ``name`` is a formula, perhaps an invalid one, rather than the id of a landscape."""
    if shelf.find_id(name) is not None:
        return False
    if FORMULA_SIGN.search(name):
        return True
    try:
        return "-" in name and bool(formula(name))
    except BadInput:
        return False


def write_landscape(landscape: Landscape) -> str:
    """Return the text form ``id~setting:value`` of a landscape, transforms among the settings."""
    if not isinstance(landscape, Transformed):
        return write_item(landscape)
    return "~".join((write_item(landscape.inner), *write_settings(landscape)))
