"""Turned controls: which edit each of them stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fallline.core import TRANSFORMS, BadInput, Item, bare, holder, setting_named
from fallline.scene import Scene
from fallline.scene.examples import link_of
from fallline.view import View
from fallline.web.messages import ControlId, Turn
from fallline.web.pages.controls import slider_position, slider_value
from fallline.web.pages.landscape_controls import AXES
from fallline.web.state import edits

HEADER = ("height", "theme")  # the controls that stay when another race is shown


def after_turns(before: edits.Asked, turns: list[Turn], theme: str) -> tuple[edits.Asked, str | None]:
    """The scene and view after all turns, on a page of the ``theme``, and what is wrong with the last bad one.

    A turn that is bad changes nothing.
    """
    after, said = before, None
    for turn in turns:
        try:
            after = _turned(after, turn, theme)
        except BadInput as problem:
            said = str(problem)
    return after, said


def _turned(asked: edits.Asked, turn: Turn, theme: str) -> edits.Asked:
    for change in turn["changes"]:
        id, value = change["id"], change["value"]
        if isinstance(id, str) and id in HEADER and value == in_header(*asked, theme)[id]:
            continue  # it says what is in force already, perhaps only by default
        asked = edit(*asked, id, value)
    return asked


def in_header(scene: Scene, view: View, theme: str) -> dict[str, str]:
    """What each control of the header shows for a scene and a view; ``theme`` is the page's where none is asked for."""
    return {"height": view.height_of(scene.landscape), "theme": theme if view.theme == "auto" else view.theme}


def edit(scene: Scene, view: View, id: ControlId | str, value: Any) -> edits.Asked:
    """The scene and view after one control, named by its id, has been set to ``value``."""
    if isinstance(id, str):
        return _edit_page(scene, view, id, value)
    if id["type"] == "start":
        return edits.set_coordinate(scene, view, id["axis"], value)
    if id["type"] == "plane":
        return _edit_plane(scene, view, id["part"], value)
    if id["type"] == "press":
        return edits.PRESSED[id["does"]](scene, view, id["run"])
    return _edit_setting(scene, view, id, value)


def _edit_page(scene: Scene, view: View, id: str, value: Any) -> edits.Asked:
    """The header's controls, the rates' switch, the adder, what is chosen in a dialog, and a click on the map."""
    acts: dict[str, Callable[[], edits.Asked]] = {
        "picked": lambda: edits.pick_start(scene, view, tuple(value["place"])),
        "cell": lambda: edits.set_cell(scene, view, value["run"], value["values"]),
        "landscape": lambda: edits.pick_landscape(scene, view, value),
        "example": lambda: edits.pick_example(view, link_of(f"@{value}")),
        "lesson": lambda: edits.set_lesson(scene, view, value),
        "link": lambda: edits.pick_example(view, value),
        "rates": lambda: edits.set_rates(scene, view, value),
        "comparing": lambda: edits.set_comparing(scene, view, on=value),
        "add": lambda: edits.add_run(scene, view, value),
    }
    return acts[id]() if id in acts else edits.set_view_word(scene, view, id, value)


def _edit_plane(scene: Scene, view: View, part: str, value: str) -> edits.Asked:
    """The plane that is drawn: its kind, or one of the coordinates along its axes."""
    if part == "kind":
        return edits.set_plane(scene, view, value)
    return edits.set_axis(scene, view, AXES.index(part), value)


def _edit_setting(scene: Scene, view: View, id: ControlId, value: Any) -> edits.Asked:
    """One setting of the view, the scene, the landscape or a run; of a run or an item that is gone by now, nothing."""
    of, name = id["of"], id["name"]
    if of == "view":
        return edits.set_view_word(scene, view, name, value)
    which = int(of.removeprefix("run-")) if of.startswith("run-") else None
    if which is not None and which >= len(scene.optimizers):
        return scene, view
    owners: dict[str, Item | Scene] = {"scene": scene, "landscape": bare(scene.landscape)}
    owner = owners[of] if which is None else scene.optimizers[which]
    if of != "landscape" and not edits.stands(owner, name):
        return scene, view
    if id["type"] == "slider":
        more = scene.landscape if of == "landscape" else owner
        value = _slid(owner, more, name, value)
        if value is None:
            return scene, view
    if which is not None:
        return edits.set_run_setting(scene, view, which, name, value)
    return (edits.set_scene_word if of == "scene" else edits.set_landscape_setting)(scene, view, name, value)


def _slid(owner: Item | Scene, more: Any, path: str, position: float) -> str | None:
    """What a slider says that has been moved; None for one that stands where its setting is."""
    inner, name = holder(owner, path)
    setting = setting_named(type(inner), path, name, TRANSFORMS)
    now = getattr(inner, name, getattr(more, name, setting.default))
    return None if position == slider_position(setting, now) else slider_value(setting, position)
