"""Control events: the edit of a scene and a view for each changed control."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fallline.core import INTEGER, REAL, TRANSFORMS, BadInput, Item, find_setting, resolve_path, strip_transforms
from fallline.scene import Scene
from fallline.scene.examples import find_example_link
from fallline.view import View
from fallline.web.i18n import say
from fallline.web.operations.limits import Limits
from fallline.web.pages.controls import slider_position, slider_value
from fallline.web.pages.landscape_controls import AXIS_DIRECTIONS
from fallline.web.race_messages import ControlChanges, ControlId
from fallline.web.state import edits
from fallline.web.state.change_form import check_change

HEADER_CONTROL_IDS = ("height", "theme")  # ids of the controls that are not replaced with each race


def apply_control_events(
    before: edits.SceneAndView, events: list[ControlChanges], theme: str, limits: Limits
) -> tuple[edits.SceneAndView, str | None]:
    """Return (the scene and view after all events, a sentence on the last wrong event or None).

    A wrong event changes nothing, nor does one beyond the ``limits``. ``theme`` is the theme of the page.
    """
    after, problem_text = before, None
    for event in events:
        try:
            after = _apply_event(after, event, theme, limits)
        except BadInput as problem:
            problem_text = say(problem.sentence)
    return after, problem_text


def _apply_event(state: edits.SceneAndView, event: ControlChanges, theme: str, limits: Limits) -> edits.SceneAndView:
    for change in event["changes"]:
        id, value = change["id"], change["value"]
        if isinstance(id, str) and id in HEADER_CONTROL_IDS and value == header_values(*state, theme)[id]:
            continue  # Dash reported the value that is in effect already, perhaps by default
        _check_text(id, value, limits)
        state = apply_change(*state, id, value)
        limits.check_scene(state[0])
    return state


def opens_link(events: list[ControlChanges]) -> bool:
    """Return whether a change opens a whole race: a link, an example, or a page of a lesson."""
    return any(change["id"] in ("link", "example", "lesson") for event in events for change in event["changes"])


def _check_text(id: ControlId | str, value: Any, limits: Limits) -> None:
    """Raise BadInput if a change sets a link or a formula beyond the limits, before anything is made of it."""
    if isinstance(value, str) and id == "link":
        limits.check_link(value)
    sets_formula = isinstance(id, dict) and (id.get("of"), id.get("name")) == ("landscape", "f")
    if isinstance(value, str) and (id == "formula" or sets_formula):
        limits.check_formula(value)


def header_values(scene: Scene, view: View, theme: str) -> dict[str, str]:
    """Return the values of the header's controls by id ('height', 'theme').

    ``theme`` is the page's theme, for a view whose theme is 'auto'.
    """
    return {"height": view.height_scale(scene.landscape), "theme": theme if view.theme == "auto" else view.theme}


def apply_change(scene: Scene, view: View, id: ControlId | str, value: Any) -> edits.SceneAndView:
    """Return the scene and view after the control ``id`` was set to ``value``. Raises BadInput for a wrong value."""
    check_change(scene, id, value)
    if isinstance(id, str):
        return _edit_page(scene, view, id, value)
    if id["type"] == "start":
        return edits.set_coordinate(scene, view, id["axis"], value)
    if id["type"] == "plane":
        return _edit_plane(scene, view, id["part"], value)
    if id["type"] == "press":
        return edits.BUTTON_EDITS[id["does"]](scene, view, id["run"])
    return _edit_setting(scene, view, id, value)


def _edit_page(scene: Scene, view: View, id: str, value: Any) -> edits.SceneAndView:
    """Apply a control with a text id: of the header, the sidebar, a dialog, or a click on the map."""
    edits_by_id: dict[str, Callable[[], edits.SceneAndView]] = {
        "picked": lambda: edits.pick_start(scene, view, tuple(value["place"])),
        "cell": lambda: edits.set_sweep_cell(scene, view, value["run"], value["values"]),
        "landscape": lambda: edits.pick_landscape(scene, view, value),
        "formula": lambda: edits.pick_formula(scene, view, value),
        "example": lambda: edits.pick_example(view, find_example_link(value)),
        "lesson": lambda: edits.set_lesson(scene, view, value),
        "link": lambda: edits.pick_example(view, value),
        "rates": lambda: edits.set_regime(scene, view, value),
        "comparing": lambda: edits.set_comparing(scene, view, on=value),
        "add": lambda: edits.add_run(scene, view, value),
    }
    return edits_by_id[id]() if id in edits_by_id else edits.set_view_setting(scene, view, id, value)


def _edit_plane(scene: Scene, view: View, part: str, value: str) -> edits.SceneAndView:
    """Change the plot plane: its kind, or the coordinate along one of its axes."""
    if part == "kind":
        return edits.set_plane(scene, view, value)
    return edits.set_axis(scene, view, AXIS_DIRECTIONS.index(part), value)


def _edit_setting(scene: Scene, view: View, id: ControlId, value: Any) -> edits.SceneAndView:
    """Change one setting of the view, the scene, the landscape or a run; nothing if the run or item no longer exists.

    ``id["of"]`` is the owner, such as 'scene' or 'run-0'.
    """
    of, name = id["of"], id["name"]
    if of == "view":
        return edits.set_view_setting(scene, view, name, value)
    run_index = int(of.removeprefix("run-")) if of.startswith("run-") else None
    if run_index is not None and run_index >= len(scene.optimizers):
        return scene, view
    owners: dict[str, Item | Scene] = {"scene": scene, "landscape": strip_transforms(scene.landscape)}
    owner = owners[of] if run_index is None else scene.optimizers[run_index]
    if of != "landscape" and not edits.has_setting(owner, name):
        return scene, view
    if id["type"] == "slider":
        fallback = scene.landscape if of == "landscape" else owner
        value = _slider_value(owner, fallback, name, value)
        if value is None:
            return scene, view
    if run_index is not None:
        return edits.set_run_setting(scene, view, run_index, name, value)
    return (edits.set_scene_setting if of == "scene" else edits.set_landscape_setting)(scene, view, name, value)


def _slider_value(owner: Item | Scene, fallback: Any, path: str, position: float) -> str | None:
    """Return the value of a moved slider as text; None for a slider at the position of the current value."""
    inner, name = resolve_path(owner, path)
    setting = find_setting(type(inner), path, name, TRANSFORMS)
    if setting.kind not in (REAL, INTEGER):
        raise BadInput("The setting {name} has no slider.", name=path)
    current = getattr(inner, name, getattr(fallback, name, setting.default))
    return None if position == slider_position(setting, current) else slider_value(setting, position)
