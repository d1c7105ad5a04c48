"""What each control does to a scene and a view: pure functions, no Dash."""

from __future__ import annotations

import dataclasses
from typing import Any

from fallline.analysis.plot_plane import plane_of
from fallline.analysis.sweeps import GROUND
from fallline.core import (
    ITEM,
    TEXT,
    TRANSFORMS,
    BadInput,
    Item,
    Landscape,
    Point,
    Setting,
    bare,
    changed,
    holder,
    read_item,
    setting_at,
    setting_named,
    with_value,
)
from fallline.landscapes import shelf as landscapes
from fallline.lessons import lesson_at
from fallline.optimizers import shelf as optimizers
from fallline.run import race
from fallline.scene import Scene
from fallline.scene.before import UNCHANGED, differing
from fallline.view import View, read_link

Asked = tuple[Scene, View]

COORDINATES = "coordinates"  # the kind of plane beside POINTS and PRINCIPAL


def pick_landscape(scene: Scene, view: View, id: str) -> Asked:
    """Another landscape, from its own start and in its own box, with learning rates to be tuned there.

    The one that stands already stays as it is: its picker was only set to show it.
    """
    if id == scene.landscape.id:
        return scene, view
    return _afresh(scene, view, landscapes[id]())


def pick_example(view: View, link: str) -> Asked:
    """An example's race and view; how the page itself is set up stays."""
    shown, its = read_link(link)
    return shown, dataclasses.replace(its, theme=view.theme, mode=view.mode, hide=view.hide, lesson=view.lesson)


def set_lesson(scene: Scene, view: View, place: str) -> Asked:
    """A lesson's page beside its race, as 'id,page'; '' puts the lesson away, and the race stays."""
    if not place:
        return scene, dataclasses.replace(view, lesson="")
    return pick_example(dataclasses.replace(view, lesson=place), lesson_at(place)[2].link)


def set_comparing(scene: Scene, view: View, *, on: bool) -> Asked:
    """Whether the race before the next change stays in sight; the learning rates then stay as they are."""
    if on == bool(view.before):
        return scene, view
    return scene, dataclasses.replace(view, before=UNCHANGED if on else "", rates="own" if on else view.rates)


def one_thing(before: Asked, after: Asked) -> Asked:
    """``after``, but where one thing is to be changed at a time no other follows: learning rates are not tuned anew."""
    (scene, view), (changed, its) = before, after
    if its.before and changed != scene and its.rates == view.rates:
        its = dataclasses.replace(its, rates="own")
    return changed, its


def beside(earlier: Scene, scene: Scene, view: View) -> View:
    """The view that sets the earlier race beside this one, if that was asked for and both fit on one map."""
    if not view.before or earlier == scene:
        return view
    fits = (earlier.landscape.id, earlier.landscape.dim) == (scene.landscape.id, scene.landscape.dim)
    return dataclasses.replace(view, before=differing(earlier, scene) if fits else UNCHANGED)


def set_rates(scene: Scene, view: View, regime: str) -> Asked:
    """Another regime of learning rates; ``in_force`` says which rates that gives."""
    return scene, dataclasses.replace(view, rates=regime)


def set_start(scene: Scene, view: View, start: Point) -> Asked:
    """Another start, in place of all."""
    return dataclasses.replace(scene, starts=(start,)), view


def pick_start(scene: Scene, view: View, place: Point) -> Asked:
    """A start at a place (u, v) of the picture; how far it stands beside the drawn plane stays."""
    plane = plane_of(scene, race(scene), view.plane, view.box)
    return set_start(scene, view, plane.moved(scene.starts[0], place))


def set_plane(scene: Scene, view: View, kind: str) -> Asked:
    """Another kind of plane through more than two dimensions: COORDINATES, POINTS or PRINCIPAL."""
    if kind == COORDINATES:
        kind = view.plane if view.axes_of(scene.landscape) else View.plane
    return _drawn(scene, view, kind)


def set_axis(scene: Scene, view: View, which: int, text: str) -> Asked:
    """The coordinate, from 1, that is drawn to the right (0) or upwards (1); they change places if it was the other."""
    axes = view.plane.split(",")
    if text.strip() == axes[1 - which]:
        axes.reverse()
    axes[which] = text.strip()
    return _drawn(scene, view, ",".join(axes))


def set_coordinate(scene: Scene, view: View, axis: int, text: str) -> Asked:
    """One coordinate of the start, as typed."""
    start = list(scene.starts[0])
    try:
        start[axis] = float(text)
    except ValueError:
        raise BadInput(f"start = '{text}' is not a number; -1.2 would be one.") from None
    return set_start(scene, view, tuple(start))


def set_landscape_setting(scene: Scene, view: View, name: str, value: Any) -> Asked:
    """One setting of the landscape; a formula, or another number of coordinates, makes it another landscape."""
    inner = bare(scene.landscape)
    setting = setting_named(type(inner), inner.id, name, TRANSFORMS)
    landscape = changed(scene.landscape, **{name: _value(setting, inner.id, value)})
    if (setting.kind == TEXT and landscape != scene.landscape) or landscape.dim != scene.landscape.dim:
        return _afresh(scene, view, landscape)
    return dataclasses.replace(scene, landscape=landscape), view


def set_run_setting(scene: Scene, view: View, which: int, name: str, value: Any) -> Asked:
    """One hyperparameter of one run, by name or, in an item in it, by path.

    A rate set by hand moves all in 'same', and ends 'tuned' and 'defaults'.
    """
    run = scene.optimizers[which]
    owner, last = holder(run, name)
    setting = setting_at(run, name)
    if _is_chosen(setting, getattr(owner, last), value):
        return scene, view
    read = _value(setting, owner.id, value)
    if read == getattr(owner, last):
        return scene, view
    is_rate = name == run.rate_path
    together = view.rates == "same" and is_rate
    paths = [name if i == which else each.rate_path if together else None for i, each in enumerate(scene.optimizers)]
    changed = [
        each if path is None else with_value(each, path, read)
        for each, path in zip(scene.optimizers, paths, strict=True)
    ]
    if is_rate and not together:
        view = dataclasses.replace(view, rates="own")
    return dataclasses.replace(scene, optimizers=tuple(changed)), view


def set_cell(scene: Scene, view: View, which: int, values: dict[str, str]) -> Asked:
    """The settings of a sweep's cell by path, as text: those of a run, and those of the landscape."""
    for path, text in values.items():
        name = path.removeprefix(GROUND)
        if name != path:
            scene, view = set_landscape_setting(scene, view, name, text)
        else:
            scene, view = set_run_setting(scene, view, which, path, text)
    return scene, dataclasses.replace(view, rates="own")


def stands(owner: Item | Scene, path: str) -> bool:
    """Whether a path leads to a setting of this owner; one into an item that was exchanged does not any more."""
    try:
        inner, name = holder(owner, path)
    except AttributeError:
        return False
    return hasattr(inner, name)


def set_scene_word(scene: Scene, view: View, name: str, value: Any) -> Asked:
    """Steps, tolerance, noise, seed, device or the pattern of starts, by name or, in the pattern, by path."""
    owner, last = holder(scene, name)
    called = "scene" if isinstance(owner, Scene) else owner.id
    setting = setting_named(type(owner), called, last)
    if _is_chosen(setting, getattr(owner, last), value):
        return scene, view
    return with_value(scene, name, _value(setting, called, value)), view


def set_view_word(scene: Scene, view: View, name: str, value: Any) -> Asked:
    """Height, theme or another word of the view."""
    return scene, dataclasses.replace(view, **{name: _read_from(View, "view", name, value)})


def add_run(scene: Scene, view: View, id: str) -> Asked:
    """One more optimizer."""
    return dataclasses.replace(scene, optimizers=(*scene.optimizers, read_item(optimizers, id))), view


def double_run(scene: Scene, view: View, which: int) -> Asked:
    """A run once more, to be given other settings."""
    runs = scene.optimizers
    return dataclasses.replace(scene, optimizers=(*runs[: which + 1], *runs[which:])), view


def remove_run(scene: Scene, view: View, which: int) -> Asked:
    """One run less."""
    rest = scene.optimizers[:which] + scene.optimizers[which + 1 :]
    if not rest:
        raise BadInput("The last run stays; add another one before removing it.")
    return dataclasses.replace(scene, optimizers=rest), view


def new_seed(scene: Scene, view: View, _: int) -> Asked:
    """The next tape of noise."""
    return dataclasses.replace(scene, seed=scene.seed + 1), view


PRESSED = {"double": double_run, "remove": remove_run, "seed": new_seed}


def _is_chosen(setting: Setting, now: Any, value: Any) -> bool:
    """Whether a choice of an item names the item that stands already, whatever its settings are."""
    return setting.kind == ITEM and value == setting.write(now).partition("~")[0]


def _drawn(scene: Scene, view: View, plane: str) -> Asked:
    if plane == view.plane:
        return scene, view
    view = dataclasses.replace(view, plane=plane, box=())
    view.axes_of(scene.landscape)  # raises for coordinates that there are not
    return scene, view


def _afresh(scene: Scene, view: View, landscape: Landscape) -> Asked:
    moved = dataclasses.replace(scene, landscape=landscape, starts=(landscape.start,), tol=0.0)
    return moved, dataclasses.replace(view, box=(), plane=View.plane, height="auto", t=-1, rates="tuned")


def _read_from(cls: type, owner: str, name: str, value: Any) -> Any:
    return _value(setting_named(cls, owner, name), owner, value)


def _value(setting: Setting, owner: str, value: Any) -> Any:
    return setting.read(owner, value.strip()) if isinstance(value, str) else value
