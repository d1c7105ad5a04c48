"""The edits of a scene and a view that controls make: pure functions, most of which return (scene, view)."""

from __future__ import annotations

import dataclasses
from typing import Any

from fallline.analysis.plot_plane import find_plane
from fallline.analysis.sweeps import LANDSCAPE_PREFIX
from fallline.core import (
    ITEM,
    TEXT,
    TRANSFORMS,
    BadInput,
    Item,
    Point,
    Setting,
    find_setting,
    read_item,
    replace_at_path,
    replace_settings,
    resolve_path,
    setting_at_path,
    settings_of,
    strip_transforms,
    unknown_name_error,
    write_number,
)
from fallline.landscapes import shelf as landscapes
from fallline.lessons import find_lesson_page
from fallline.optimizers import shelf as optimizers
from fallline.run import race
from fallline.scene import Scene
from fallline.scene.previous_race import UNCHANGED, previous_scene_words
from fallline.scene.remarks import fault_remark
from fallline.view import LinkReading, View, parse_link, read_link
from fallline.web.i18n import languages
from fallline.web.state.landscape_change import SceneAndView, replace_landscape

FORMULA = "formula"  # the id of the landscape whose formula is typed
COORDINATES = "coordinates"  # the kind of plot plane along two axes, beside POINTS and PRINCIPAL


def pick_landscape(scene: Scene, view: View, id: str) -> SceneAndView:
    """Return the scene on the landscape ``id``, with that landscape's start, and the view with its default plot range.

    Learning rates stay if they were set by hand, else the view's become 'tuned'. Scene and view stay as they are if the
    scene is on this landscape already. Raises BadInput if there is no such landscape.
    """
    if id == scene.landscape.id:
        return scene, view
    return replace_landscape(scene, view, landscapes[id]())


def pick_formula(scene: Scene, view: View, formula: str) -> SceneAndView:
    """Return the scene and view on the landscape of a typed formula, as ``set_landscape_setting`` does.

    Raises BadInput if the formula is wrong.
    """
    if strip_transforms(scene.landscape).id == FORMULA:
        return set_landscape_setting(scene, view, "f", formula)
    return replace_landscape(scene, view, replace_settings(landscapes[FORMULA](), f=formula.strip()))


def read_page_link(link: str) -> LinkReading:
    """Return the scene and view of a link as the page opens it, with remarks; raises BadInput if the race is wrong.

    A link with a lesson, but without words of a race, opens the lesson page with that page's own race. A lesson or a
    language that does not exist is ignored with a remark.
    """
    reading = _check_language(parse_link(link))
    lesson = reading.view.lesson
    try:
        if lesson and reading.names_race:
            find_lesson_page(lesson)  # raises BadInput if there is none
        elif lesson:
            scene, view = set_lesson(reading.scene, reading.view, lesson)
            return dataclasses.replace(reading, scene=scene, view=view)
    except BadInput as problem:
        view, remark = dataclasses.replace(reading.view, lesson=""), fault_remark("lesson", lesson, problem)
        return dataclasses.replace(reading, view=view, remarks=(*reading.remarks, remark))
    return reading


def _check_language(reading: LinkReading) -> LinkReading:
    """Return a reading, with a remark if its language is none of the server's."""
    code, known = reading.language, languages()
    if not code or code in known:
        return reading
    remark = fault_remark("lang", code, unknown_name_error("language", code, known))
    return dataclasses.replace(reading, remarks=(*reading.remarks, remark))


def pick_example(view: View, link: str) -> SceneAndView:
    """Return the scene and view of a link, with the theme, mode, hidden parts and lesson of ``view``.

    Raises BadInput if the link is wrong.
    """
    scene, example_view = read_link(link)
    kept: dict[str, Any] = {"theme": view.theme, "mode": view.mode, "hide": view.hide, "lesson": view.lesson}
    return scene, dataclasses.replace(example_view, **kept)


def set_lesson(scene: Scene, view: View, place: str) -> SceneAndView:
    """Return the race and view of the lesson page ``place`` ('id,page number'), with that page open.

    '' closes the lesson and keeps the race. Raises BadInput if there is no such page.
    """
    if not place:
        return scene, dataclasses.replace(view, lesson="")
    return pick_example(dataclasses.replace(view, lesson=place), find_lesson_page(place)[2].link)


def set_comparing(scene: Scene, view: View, *, on: bool) -> SceneAndView:
    """Return the scene, and the view that draws the previous race too (``on``) or not.

    Switching it on sets the view's learning rates to 'own', so that they keep their values.
    """
    if on == bool(view.before):
        return scene, view
    return scene, dataclasses.replace(view, before=UNCHANGED if on else "", rates="own" if on else view.rates)


def keep_learning_rates(before: SceneAndView, after: SceneAndView) -> SceneAndView:
    """Return ``after``, with its regime of learning rates set to 'own' if the previous race is drawn too.

    Then they are not tuned anew for a changed scene. A comparison should change one thing at a time.
    """
    (scene, view), (changed, example_view) = before, after
    if example_view.before and changed != scene and example_view.rates == view.rates:
        example_view = dataclasses.replace(example_view, rates="own")
    return changed, example_view


def with_previous_race(previous: Scene, scene: Scene, view: View) -> View:
    """Return the view whose ``before`` describes the previous race, if the view asks for one.

    ``before`` is UNCHANGED if the two races differ in landscape or dimension. The view stays if the scenes are equal.
    """
    if not view.before or previous == scene:
        return view
    is_comparable = (previous.landscape.id, previous.landscape.dim) == (scene.landscape.id, scene.landscape.dim)
    return dataclasses.replace(view, before=previous_scene_words(previous, scene) if is_comparable else UNCHANGED)


def set_regime(scene: Scene, view: View, regime: str) -> SceneAndView:
    """Return the scene, and the view with this regime of learning rates; ``apply_regime`` later computes the rates."""
    return scene, dataclasses.replace(view, rates=regime)


def set_start(scene: Scene, view: View, start: Point) -> SceneAndView:
    """Return the scene with ``start`` (one number per dimension) alone in its ``starts``, and the view."""
    return dataclasses.replace(scene, starts=(start,)), view


def pick_start(scene: Scene, view: View, place: Point) -> SceneAndView:
    """Return the scene with the start moved to a place (u, v) in the plot plane, and the view.

    The start's distance from the plane stays; further points in ``scene.starts`` are dropped.
    """
    plane = find_plane(scene, race(scene), view.plane, view.box)
    return set_start(scene, view, plane.move_point(scene.starts[0], place))


def set_plane(scene: Scene, view: View, kind: str) -> SceneAndView:
    """Return the scene, and the view with this kind of plot plane: COORDINATES, POINTS or PRINCIPAL.

    A new plane has the default plot range.
    """
    if kind == COORDINATES:
        kind = view.plane if view.plot_axes(scene.landscape) else View.plane
    return _replace_plane(scene, view, kind)


def set_axis(scene: Scene, view: View, axis_index: int, text: str) -> SceneAndView:
    """Return the scene, and the view with another coordinate along one axis of the plot plane.

    ``axis_index`` is 0 for the horizontal axis, 1 for the vertical one; ``text`` is the coordinate's number, from 1. If
    the other axis has this coordinate, the axes are swapped. Raises BadInput if there is no such coordinate.
    """
    axes = view.plane.split(",")
    if text.strip() == axes[1 - axis_index]:
        axes.reverse()
    axes[axis_index] = text.strip()
    return _replace_plane(scene, view, ",".join(axes))


def set_coordinate(scene: Scene, view: View, axis: int, text: str) -> SceneAndView:
    """Return the scene with one coordinate of the start, ``axis`` (from 0), read from ``text``, and the view.

    Raises BadInput if the text is not a number.
    """
    start = list(scene.starts[0])
    try:
        start[axis] = float(text)
    except ValueError:
        raise BadInput("start = '{text}' is not a number; -1.2 would be one.", text=text) from None
    return set_start(scene, view, tuple(start))


def set_landscape_setting(scene: Scene, view: View, name: str, value: Any) -> SceneAndView:
    """Return the scene and view with the landscape's setting ``name`` at ``value`` (a text is read).

    A new formula or dimension counts as another landscape, as for ``pick_landscape``. Raises BadInput for a wrong
    value.
    """
    inner = strip_transforms(scene.landscape)
    setting = find_setting(type(inner), inner.id, name, TRANSFORMS)
    landscape = replace_settings(scene.landscape, **{name: _read_value(setting, inner.id, value)})
    if (setting.kind == TEXT and landscape != scene.landscape) or landscape.dim != scene.landscape.dim:
        return replace_landscape(scene, view, landscape)
    return dataclasses.replace(scene, landscape=landscape), view


def set_run_setting(scene: Scene, view: View, run_index: int, name: str, value: Any) -> SceneAndView:
    """Return the scene and view with one hyperparameter of one run changed to ``value`` (a text is read).

    ``name`` is the hyperparameter's name, or its path into a nested item. In the regime 'same' a learning
    rate is set for all runs; in other regimes, setting one makes the regime 'own'. Raises BadInput for a wrong value.
    """
    run = scene.optimizers[run_index]
    owner, setting_name = resolve_path(run, name)
    setting = setting_at_path(run, name)
    if _is_chosen(setting, getattr(owner, setting_name), value):
        return scene, view
    new_value = _read_value(setting, owner.id, value)
    if new_value == getattr(owner, setting_name):
        return scene, view
    is_rate = name == run.lr_path
    moves_all = view.rates == "same" and is_rate
    paths = [name if i == run_index else each.lr_path if moves_all else None for i, each in enumerate(scene.optimizers)]
    changed = [
        each if path is None else replace_at_path(each, path, new_value)
        for each, path in zip(scene.optimizers, paths, strict=True)
    ]
    if is_rate and not moves_all:
        view = dataclasses.replace(view, rates="own")
    return dataclasses.replace(scene, optimizers=tuple(changed)), view


def set_sweep_cell(scene: Scene, view: View, run_index: int, values: dict[str, str]) -> SceneAndView:
    """Return the scene and view with the settings of one cell of a sweep, and the learning rates 'own'.

    ``values`` are texts by path: settings of the run ``run_index``, and of the landscape (with LANDSCAPE_PREFIX).
    Raises BadInput for a wrong value.
    """
    for path, text in values.items():
        name = path.removeprefix(LANDSCAPE_PREFIX)
        if name != path:
            scene, view = set_landscape_setting(scene, view, name, text)
        else:
            scene, view = set_run_setting(scene, view, run_index, path, text)
    return scene, dataclasses.replace(view, rates="own")


def has_setting(owner: Item | Scene, path: str) -> bool:
    """Return whether the owner has a setting at this path; a path into a replaced item may not exist any more."""
    inner: Any
    try:
        inner, name = resolve_path(owner, path)
    except AttributeError:
        return False
    return dataclasses.is_dataclass(inner) and any(each.name == name for each in settings_of(type(inner)))


def set_scene_setting(scene: Scene, view: View, name: str, value: Any) -> SceneAndView:
    """Return the scene with the setting at the path ``name``, such as 'steps', changed to ``value``, and the view.

    Raises BadInput for a wrong value.
    """
    owner, setting_name = resolve_path(scene, name)
    owner_name = "scene" if isinstance(owner, Scene) else owner.id
    setting = find_setting(type(owner), owner_name, setting_name)
    if _is_chosen(setting, getattr(owner, setting_name), value):
        return scene, view
    return replace_at_path(scene, name, _read_value(setting, owner_name, value)), view


def set_view_setting(scene: Scene, view: View, name: str, value: Any) -> SceneAndView:
    """Return the scene, and the view with its setting ``name``, such as 'height', changed to ``value``.

    Raises BadInput for a wrong value.
    """
    return scene, dataclasses.replace(view, **{name: _read_setting(View, "view", name, value)})


def add_run(scene: Scene, view: View, id: str) -> SceneAndView:
    """Return the scene with a further run, of the optimizer ``id`` with its default settings, and the view.

    Raises BadInput if there is no such optimizer.
    """
    return dataclasses.replace(scene, optimizers=(*scene.optimizers, read_item(optimizers, id))), view


def duplicate_run(scene: Scene, view: View, run_index: int) -> SceneAndView:
    """Return the scene with a copy of a run after that run, so that the copy can get other settings, and the view."""
    runs = scene.optimizers
    return dataclasses.replace(scene, optimizers=(*runs[: run_index + 1], *runs[run_index:])), view


def remove_run(scene: Scene, view: View, run_index: int) -> SceneAndView:
    """Return the scene without a run, and the view. Raises BadInput if it is the only run."""
    remaining = scene.optimizers[:run_index] + scene.optimizers[run_index + 1 :]
    if not remaining:
        raise BadInput("The last run stays; add another one before removing it.")
    return dataclasses.replace(scene, optimizers=remaining), view


def next_seed(scene: Scene, view: View, _: int) -> SceneAndView:
    """Return the scene with the next seed of the noise, and the view; the last argument is ignored."""
    return dataclasses.replace(scene, seed=scene.seed + 1), view


def widen_box(scene: Scene, view: View, _: int) -> SceneAndView:
    """Return the scene on the typed formula in the wider domain that has lower values, and the view.

    Both stay as they are if there is none; the last argument is ignored.
    """
    box = strip_transforms(scene.landscape).wider_box
    if not box:
        return scene, view
    return set_landscape_setting(scene, view, "box", ",".join(write_number(edge) for side in box for edge in side))


BUTTON_EDITS = {"double": duplicate_run, "remove": remove_run, "seed": next_seed, "widen": widen_box}


def _is_chosen(setting: Setting, current: Any, value: Any) -> bool:
    """Return whether the value is the id of the setting's current item, whatever that item's settings are."""
    return setting.kind == ITEM and value == setting.write(current).partition("~")[0]


def _replace_plane(scene: Scene, view: View, plane: str) -> SceneAndView:
    if plane == view.plane:
        return scene, view
    view = dataclasses.replace(view, plane=plane, box=())
    view.plot_axes(scene.landscape)  # raises BadInput if there are no such coordinates
    return scene, view


def _read_setting(cls: type, owner: str, name: str, value: Any) -> Any:
    return _read_value(find_setting(cls, owner, name), owner, value)


def _read_value(setting: Setting, owner: str, value: Any) -> Any:
    return setting.read(owner, value.strip()) if isinstance(value, str) else value
