"""The form of a changed control in a request: what the page never sends is refused before an edit reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from fallline.analysis.sweeps import LANDSCAPE_PREFIX
from fallline.core import BadInput, Optimizer, shorten
from fallline.core.item_text import PATH_SEPARATOR
from fallline.scene import Scene
from fallline.web.pages.controls import SLIDER_POSITIONS
from fallline.web.pages.landscape_controls import AXIS_DIRECTIONS
from fallline.web.state.edits import BUTTON_EDITS, has_setting

OWNER = re.compile(r"view|scene|landscape|run-[0-9]{1,3}")  # of a setting
PATH = re.compile(r"[a-z]\w*(/[a-z]\w*)*", re.IGNORECASE | re.ASCII)  # of a setting
TEXT_CONTROLS = ("landscape", "formula", "example", "lesson", "link", "rates", "add")  # whose values are texts


def check_change(scene: Scene, id: Any, value: Any) -> None:
    """Raise BadInput unless ``id`` and ``value`` have the form of a changed control of the page, for this scene."""
    if isinstance(id, str):
        is_valid = _is_page_change(scene, id, value)
    else:
        is_valid = isinstance(id, dict) and _is_valid_in_group(scene, id, value)
    if not is_valid:
        raise BadInput(
            "The change of {control} to {value} is none that the page's controls make; reload the page.",
            control=shorten(str(id)),
            value=shorten(str(value)),
        )


def _is_page_change(scene: Scene, id: str, value: Any) -> bool:
    """Return whether the value of a control with a text id has the form that ``_edit_page`` reads."""
    if id == "picked":
        place = value.get("place") if isinstance(value, dict) else None
        return isinstance(place, list) and len(place) == 2 and all(map(_is_number, place))
    if id == "cell":
        return isinstance(value, dict) and _is_cell(scene, value.get("run"), value.get("values"))
    return isinstance(value, str) or (id not in TEXT_CONTROLS and not isinstance(value, list | dict))


def _is_cell(scene: Scene, run: Any, values: Any) -> bool:
    if not _is_index(run, len(scene.optimizers)) or not isinstance(values, dict):
        return False
    return all(isinstance(text, str) and _is_axis(scene.optimizers[run], path) for path, text in values.items())


def _is_axis(optimizer: Optimizer, path: str) -> bool:
    return path.startswith(LANDSCAPE_PREFIX) or bool(PATH.fullmatch(path) and has_setting(optimizer, path))


def _is_valid_in_group(scene: Scene, id: dict[str, Any], value: Any) -> bool:
    """Return whether the id and the value of a control that is one of many are valid."""
    checks: dict[str, Callable[[], bool]] = {
        "setting": lambda: _names_setting(id),
        "slider": lambda: _names_setting(id) and _is_number(value) and 0 <= value <= SLIDER_POSITIONS,
        "start": lambda: _is_index(id.get("axis"), scene.landscape.dim) and isinstance(value, str | int | float),
        "plane": lambda: id.get("part") in ("kind", *AXIS_DIRECTIONS) and isinstance(value, str),
        "press": lambda: id.get("does") in tuple(BUTTON_EDITS) and _is_index(id.get("run"), len(scene.optimizers)),
    }
    kind = id.get("type")
    return isinstance(kind, str) and kind in checks and checks[kind]()


def _names_setting(id: dict[str, Any]) -> bool:
    of, name = id.get("of"), id.get("name")
    if not (isinstance(of, str) and isinstance(name, str) and OWNER.fullmatch(of) and PATH.fullmatch(name)):
        return False
    return of != "landscape" or PATH_SEPARATOR not in name


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_index(value: Any, count: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < count
