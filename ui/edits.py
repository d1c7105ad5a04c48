"""What each control does to a scene and a view: pure functions, no Dash."""

from __future__ import annotations

import dataclasses
from typing import Any

from core import LEARNING_RATE, BadInput, Setting, settings_of
from engine import Scene, View
from engine import rates as choose
from engine.link import read_item
from landscapes import shelf as landscapes
from optimizers import shelf as optimizers

Asked = tuple[Scene, View]

REGIMES = {"tuned": choose.tuned, "same": choose.same, "defaults": choose.defaults}
MOST_RUNS = 8


def pick_landscape(scene: Scene, view: View, id: str) -> Asked:
    """Another landscape, from its own start and in its own box, with learning rates tuned there."""
    landscape = landscapes[id]()
    moved = dataclasses.replace(scene, landscape=landscape, starts=(landscape.start,), tol=0.0)
    return set_rates(moved, dataclasses.replace(view, box=(), height="auto", t=-1), "tuned")


def set_rates(scene: Scene, view: View, regime: str) -> Asked:
    """Learning rates by one of the regimes; 'own' keeps those in force."""
    chosen = REGIMES[regime](scene) if regime in REGIMES else scene
    return chosen, dataclasses.replace(view, rates=regime)


def set_start(scene: Scene, view: View, start: tuple[float, ...]) -> Asked:
    """Another start, in place of all; rates that were tuned are tuned again from there."""
    return _again(dataclasses.replace(scene, starts=(start,)), view)


def set_coordinate(scene: Scene, view: View, axis: int, text: str) -> Asked:
    """One coordinate of the start, as typed."""
    start = list(scene.starts[0])
    try:
        start[axis] = float(text)
    except ValueError:
        raise BadInput(f"start = '{text}' is not a number; -1.2 would be one.") from None
    return set_start(scene, view, tuple(start))


def set_landscape_setting(scene: Scene, view: View, name: str, value: Any) -> Asked:
    """One setting of the landscape."""
    changed = dataclasses.replace(scene.landscape, **{name: _read(scene.landscape, name, value)})
    return _again(dataclasses.replace(scene, landscape=changed), view)


def set_run_setting(scene: Scene, view: View, which: int, name: str, value: Any) -> Asked:
    """One hyperparameter of one run; a rate set by hand moves all in 'same', and ends 'tuned' and 'defaults'."""
    read = _read(scene.optimizers[which], name, value)
    together = view.rates == "same" and name == LEARNING_RATE
    changed = [
        dataclasses.replace(each, **{name: read}) if i == which or (together and choose.has_rate(each)) else each
        for i, each in enumerate(scene.optimizers)
    ]
    if name == LEARNING_RATE and not together:
        view = dataclasses.replace(view, rates="own")
    return dataclasses.replace(scene, optimizers=tuple(changed)), view


def set_scene_word(scene: Scene, view: View, name: str, value: Any) -> Asked:
    """Steps, tolerance, noise, seed or device."""
    return dataclasses.replace(scene, **{name: _read_from(Scene, "scene", name, value)}), view


def set_view_word(scene: Scene, view: View, name: str, value: Any) -> Asked:
    """Height, theme or another word of the view."""
    return scene, dataclasses.replace(view, **{name: _read_from(View, "view", name, value)})


def add_run(scene: Scene, view: View, id: str) -> Asked:
    """One more optimizer, with a learning rate by the regime in force."""
    if len(scene.optimizers) >= MOST_RUNS:
        raise BadInput(f"{MOST_RUNS} runs are shown at most; remove one first.")
    more = dataclasses.replace(scene, optimizers=(*scene.optimizers, read_item(optimizers, id)))
    return _again(more, view)


def remove_run(scene: Scene, view: View, which: int) -> Asked:
    """One run less."""
    rest = scene.optimizers[:which] + scene.optimizers[which + 1 :]
    if not rest:
        raise BadInput("The last run stays; add another one before removing it.")
    return dataclasses.replace(scene, optimizers=rest), view


def regime_in_force(scene: Scene, view: View) -> str:
    """The regime that the view names, if the rates really are what it gives; otherwise 'own'."""
    if view.rates in REGIMES and REGIMES[view.rates](scene) == scene:
        return view.rates
    return "own"


def _again(scene: Scene, view: View) -> Asked:
    """After a change of the ground: rates by the regime in force, if there is one that depends on it."""
    return set_rates(scene, view, view.rates)


def _read(item: Any, name: str, value: Any) -> Any:
    return _read_from(type(item), item.id, name, value)


def _read_from(cls: type, owner: str, name: str, value: Any) -> Any:
    setting: Setting = next(each for each in settings_of(cls) if each.name == name)
    return setting.read(owner, value.strip()) if isinstance(value, str) else value
