"""The edits of a scene and a view that controls make, as pure functions that return the new scene and view."""

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
    Landscape,
    Point,
    Setting,
    find_setting,
    read_item,
    replace_at_path,
    replace_settings,
    resolve_path,
    setting_at_path,
    strip_transforms,
)
from fallline.landscapes import shelf as landscapes
from fallline.lessons import find_lesson_page
from fallline.optimizers import shelf as optimizers
from fallline.run import race
from fallline.scene import Scene
from fallline.scene.previous_race import UNCHANGED, previous_scene_words
from fallline.view import View, read_link

SceneAndView = tuple[Scene, View]

COORDINATES = "coordinates"  # the kind of plot plane along two axes, beside POINTS and PRINCIPAL


def pick_landscape(scene: Scene, view: View, id: str) -> SceneAndView:
    """Replace the landscape, with its own start and plot range, and the learning rates tuned on it.

    The current landscape stays as it is: then its control was only updated to show it.
    """
    if id == scene.landscape.id:
        return scene, view
    return _replace_landscape(scene, view, landscapes[id]())


def pick_example(view: View, link: str) -> SceneAndView:
    """Return the race and view of an example's link, with the theme, mode, hidden parts and lesson of ``view``."""
    scene, example_view = read_link(link)
    kept: dict[str, Any] = {"theme": view.theme, "mode": view.mode, "hide": view.hide, "lesson": view.lesson}
    return scene, dataclasses.replace(example_view, **kept)


def set_lesson(scene: Scene, view: View, place: str) -> SceneAndView:
    """Open a lesson's page ('id,page') and its race; '' closes the lesson and keeps the race."""
    if not place:
        return scene, dataclasses.replace(view, lesson="")
    return pick_example(dataclasses.replace(view, lesson=place), find_lesson_page(place)[2].link)


def set_comparing(scene: Scene, view: View, *, on: bool) -> SceneAndView:
    """Switch on or off that the previous race is drawn too; the learning rates then keep their values."""
    if on == bool(view.before):
        return scene, view
    return scene, dataclasses.replace(view, before=UNCHANGED if on else "", rates="own" if on else view.rates)


def keep_learning_rates(before: SceneAndView, after: SceneAndView) -> SceneAndView:
    """Return ``after``, without tuning learning rates anew if the previous race is drawn too.

    A comparison with the previous race should change one thing at a time.
    """
    (scene, view), (changed, example_view) = before, after
    if example_view.before and changed != scene and example_view.rates == view.rates:
        example_view = dataclasses.replace(example_view, rates="own")
    return changed, example_view


def with_previous_race(previous: Scene, scene: Scene, view: View) -> View:
    """Return the view that draws the previous race too, if the view asks for it and both have the same landscape."""
    if not view.before or previous == scene:
        return view
    is_comparable = (previous.landscape.id, previous.landscape.dim) == (scene.landscape.id, scene.landscape.dim)
    return dataclasses.replace(view, before=previous_scene_words(previous, scene) if is_comparable else UNCHANGED)


def set_regime(scene: Scene, view: View, regime: str) -> SceneAndView:
    """Set the regime of learning rates; ``apply_regime`` computes them."""
    return scene, dataclasses.replace(view, rates=regime)


def set_start(scene: Scene, view: View, start: Point) -> SceneAndView:
    """Replace all starts by one."""
    return dataclasses.replace(scene, starts=(start,)), view


def pick_start(scene: Scene, view: View, place: Point) -> SceneAndView:
    """Move the start to a place (u, v) in the plot plane; its distance from the plane stays."""
    plane = find_plane(scene, race(scene), view.plane, view.box)
    return set_start(scene, view, plane.move_point(scene.starts[0], place))


def set_plane(scene: Scene, view: View, kind: str) -> SceneAndView:
    """Set the kind of plot plane in more than two dimensions: COORDINATES, POINTS or PRINCIPAL."""
    if kind == COORDINATES:
        kind = view.plane if view.plot_axes(scene.landscape) else View.plane
    return _replace_plane(scene, view, kind)


def set_axis(scene: Scene, view: View, axis_index: int, text: str) -> SceneAndView:
    """Set the coordinate (counted from 1, as text) along the horizontal (0) or vertical (1) axis ``axis_index``.

    If the other axis has this coordinate, the axes are swapped. Raises BadInput if there is no such coordinate.
    """
    axes = view.plane.split(",")
    if text.strip() == axes[1 - axis_index]:
        axes.reverse()
    axes[axis_index] = text.strip()
    return _replace_plane(scene, view, ",".join(axes))


def set_coordinate(scene: Scene, view: View, axis: int, text: str) -> SceneAndView:
    """Set one coordinate of the start from text. Raises BadInput if it is not a number."""
    start = list(scene.starts[0])
    try:
        start[axis] = float(text)
    except ValueError:
        raise BadInput(f"start = '{text}' is not a number; -1.2 would be one.") from None
    return set_start(scene, view, tuple(start))


def set_landscape_setting(scene: Scene, view: View, name: str, value: Any) -> SceneAndView:
    """Set one setting of the landscape; a new formula or dimension counts as another landscape.

    Raises BadInput for a wrong value.
    """
    inner = strip_transforms(scene.landscape)
    setting = find_setting(type(inner), inner.id, name, TRANSFORMS)
    landscape = replace_settings(scene.landscape, **{name: _read_value(setting, inner.id, value)})
    if (setting.kind == TEXT and landscape != scene.landscape) or landscape.dim != scene.landscape.dim:
        return _replace_landscape(scene, view, landscape)
    return dataclasses.replace(scene, landscape=landscape), view


def set_run_setting(scene: Scene, view: View, run_index: int, name: str, value: Any) -> SceneAndView:
    """Set one hyperparameter of one run; ``name`` is its name, or its path into a nested item.

    In the regime 'same' a learning rate is set for all runs; in the others, setting one makes the regime 'own'. Raises
    BadInput for a wrong value.
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
    """Apply the settings of a sweep's cell, texts by path: settings of one run, and of the landscape."""
    for path, text in values.items():
        name = path.removeprefix(LANDSCAPE_PREFIX)
        if name != path:
            scene, view = set_landscape_setting(scene, view, name, text)
        else:
            scene, view = set_run_setting(scene, view, run_index, path, text)
    return scene, dataclasses.replace(view, rates="own")


def has_setting(owner: Item | Scene, path: str) -> bool:
    """Return whether the owner has a setting at this path; a path into a replaced item may not exist any more."""
    try:
        inner, name = resolve_path(owner, path)
    except AttributeError:
        return False
    return hasattr(inner, name)


def set_scene_setting(scene: Scene, view: View, name: str, value: Any) -> SceneAndView:
    """Set one setting of the scene by its path, such as 'steps'. Raises BadInput for a wrong value."""
    owner, setting_name = resolve_path(scene, name)
    owner_name = "scene" if isinstance(owner, Scene) else owner.id
    setting = find_setting(type(owner), owner_name, setting_name)
    if _is_chosen(setting, getattr(owner, setting_name), value):
        return scene, view
    return replace_at_path(scene, name, _read_value(setting, owner_name, value)), view


def set_view_setting(scene: Scene, view: View, name: str, value: Any) -> SceneAndView:
    """Set one setting of the view, such as 'height'. Raises BadInput for a wrong value."""
    return scene, dataclasses.replace(view, **{name: _read_setting(View, "view", name, value)})


def add_run(scene: Scene, view: View, id: str) -> SceneAndView:
    """Add a run of the optimizer ``id`` with its default settings."""
    return dataclasses.replace(scene, optimizers=(*scene.optimizers, read_item(optimizers, id))), view


def duplicate_run(scene: Scene, view: View, run_index: int) -> SceneAndView:
    """Duplicate a run, so that the copy can get other settings."""
    runs = scene.optimizers
    return dataclasses.replace(scene, optimizers=(*runs[: run_index + 1], *runs[run_index:])), view


def remove_run(scene: Scene, view: View, run_index: int) -> SceneAndView:
    """Return the scene without a run, and the view. Raises BadInput if it is the only run."""
    remaining = scene.optimizers[:run_index] + scene.optimizers[run_index + 1 :]
    if not remaining:
        raise BadInput("The last run stays; add another one before removing it.")
    return dataclasses.replace(scene, optimizers=remaining), view


def next_seed(scene: Scene, view: View, _: int) -> SceneAndView:
    """Take the next seed of the noise."""
    return dataclasses.replace(scene, seed=scene.seed + 1), view


BUTTON_EDITS = {"double": duplicate_run, "remove": remove_run, "seed": next_seed}


def _is_chosen(setting: Setting, current: Any, value: Any) -> bool:
    """Return whether the value is the id of the setting's current item, whatever that item's settings are."""
    return setting.kind == ITEM and value == setting.write(current).partition("~")[0]


def _replace_plane(scene: Scene, view: View, plane: str) -> SceneAndView:
    if plane == view.plane:
        return scene, view
    view = dataclasses.replace(view, plane=plane, box=())
    view.plot_axes(scene.landscape)  # raises BadInput if there are no such coordinates
    return scene, view


def _replace_landscape(scene: Scene, view: View, landscape: Landscape) -> SceneAndView:
    replaced = dataclasses.replace(scene, landscape=landscape, starts=(landscape.start,), tol=0.0)
    return replaced, dataclasses.replace(view, box=(), plane=View.plane, height="auto", t=-1, rates="tuned")


def _read_setting(cls: type, owner: str, name: str, value: Any) -> Any:
    return _read_value(find_setting(cls, owner, name), owner, value)


def _read_value(setting: Setting, owner: str, value: Any) -> Any:
    return setting.read(owner, value.strip()) if isinstance(value, str) else value
