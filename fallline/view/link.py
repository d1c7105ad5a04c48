"""Parsing and writing of whole links: a scene and a view. Settings at their defaults are left out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from fallline.core import BadInput, settings_of, write_number
from fallline.scene import Scene
from fallline.scene.link_words import (
    RACE_WORDS,
    VIEW_WORDS,
    LinkWords,
    read_numbers,
    read_words,
    write_changed_settings,
    write_words,
)
from fallline.scene.previous_race import read_previous_scene
from fallline.scene.remarks import Remark, warn_of
from fallline.scene.scene import read_scene, with_opening_race
from fallline.view.view import View

VIEW_SETTINGS = {each.name: each for each in settings_of(View)}
PICTURE_WORDS = ("t", "box", "plane")  # keys that decide which picture is shown, so a film or figure requires them


@dataclass(frozen=True)
class LinkReading:
    """The scene and the view of a link, and remarks on what in it was ignored or could have been meant otherwise.

    ``names_race`` is whether the link has words of a scene; without any, the scene is that of the opening example.
    ``language`` is the code of the language in which a page of the link opens, '' for the visitor's own.
    """

    scene: Scene
    view: View
    remarks: tuple[Remark, ...]
    names_race: bool
    language: str


def read_link(link: str, required: Collection[str] = ()) -> tuple[Scene, View]:
    """Return the pair (scene, view) of a link, which is a whole URL or only its query; raises BadInput.

    Issues a LinkWarning for each remark of ``parse_link``, which says what is ignored and what ``required`` is.
    """
    reading = parse_link(link, required)
    warn_of(reading.remarks)
    return reading.scene, reading.view


def parse_link(link: str, required: Collection[str] = ()) -> LinkReading:
    """Return the scene and the view of a link with remarks on it.

    The link is a whole URL or only its query, as somebody pasted it; a landscape's, an optimizer's or an example's id
    and a formula are read too. A link without words of a scene, such as an empty one, has the scene of the opening
    example. Words that are no words of the lab are ignored, and so are words of the view with an invalid value, unless
    their keys are ``required``. Raises BadInput for any other fault.
    """
    words = read_words(link, required)
    names_race = not words.values.keys().isdisjoint(RACE_WORDS)
    words.values = with_opening_race(words.values)
    scene = read_scene(words.values)
    view = _read_view(words, scene)  # adds remarks
    return LinkReading(scene, view, tuple(words.remarks), names_race, words.values.get("lang", ""))


def _read_view(words: LinkWords, scene: Scene) -> View:
    """Return the view of a link's words; a word that is invalid, or does not fit the scene, becomes a remark."""
    valid: dict[str, Any] = {}
    for key in VIEW_WORDS:
        if key in words.values:
            try:
                value = _read_view_word(key, words.values[key])
                _check_fit(View(**{key: value}), scene)
            except BadInput as problem:
                words.fault(key, words.values[key], problem)
            else:
                valid[key] = value
    return View(**valid)


def _read_view_word(key: str, text: str) -> Any:
    if key == "box":
        return _read_box(text)
    return read_numbers(key, text) if key == "camera" else VIEW_SETTINGS[key].read("view", text)


def _check_fit(view: View, scene: Scene) -> None:
    """Raise BadInput if the plot plane, the previous race, the run or the step of a view is not in the scene."""
    view.check_for(scene.landscape)
    read_previous_scene(scene, view.before)
    replace(VIEW_SETTINGS["selected"], at_most=len(scene.optimizers)).check("view", view.selected)
    if view.t > scene.steps:
        raise BadInput(
            "t = {t} is beyond the race's {steps} steps; choose a step from 0 to {steps}.", t=view.t, steps=scene.steps
        )


def write_link(scene: Scene, view: View | None = None) -> str:
    """Return the link of a scene and a view; ``read_link`` parses it back to equal values."""
    return "&".join(filter(None, (scene.to_link(), "" if view is None else write_words(view_words(view)))))


def view_words(view: View) -> list[tuple[str, str]]:
    """Return the link words of a view as (key, value) pairs."""
    pairs = list(write_changed_settings(VIEW_SETTINGS, view))
    if view.box:
        pairs.append(("box", ",".join(write_number(edge) for side in view.box for edge in side)))
    if view.camera:
        pairs.append(("camera", ",".join(map(write_number, view.camera))))
    return pairs


def _read_box(text: str) -> tuple[tuple[float, float], ...]:
    edges = read_numbers("box", text)
    if len(edges) not in (2, 4):
        raise BadInput(
            "box={box} has {n} numbers; it needs x-low,x-high,y-low,y-high, or low,high for a function of one "
            "variable.",
            box=text,
            n=len(edges),
        )
    return tuple(zip(edges[::2], edges[1::2], strict=True))
