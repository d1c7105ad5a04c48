"""Links: text -> (Scene, View) and back. The link is the state; it writes only what differs from the default.

``key=value`` pairs joined by ``&``; items are spelled as in core/spelling.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

from core import (
    TRANSFORMS,
    BadInput,
    Landscape,
    Transformed,
    changed,
    read_item,
    read_settings,
    settings_of,
    unknown,
    write_item,
    write_number,
    written_settings,
)
from engine.examples import opening
from engine.scene import UNCHANGED, Scene, View, default_landscape, default_optimizers
from landscapes import shelf as landscapes
from optimizers import shelf as optimizers

VERSION = "1"
LONGEST = 500_000
SCENE_WORDS = {each.name: each for each in settings_of(Scene)}
VIEW_WORDS = {each.name: each for each in settings_of(View)}
MANY = ("run", "start")
LOOKS = (*VIEW_WORDS, "box", "camera")  # the words that change no number of the race
RACE_WORDS = ("on", *MANY, *SCENE_WORDS)
KEYS = ("v", *RACE_WORDS, *LOOKS)


def read_link(link: str) -> tuple[Scene, View]:
    """The scene and view of a link, with or without what stands before its '?'; raises BadInput.

    A link without a word of the race, an empty one say, is of the opening example's race.
    """
    words = _pairs(link)
    if not any(key in RACE_WORDS for key in words):
        words |= _pairs(opening.link)
    version = words.get("v", VERSION)
    if version != VERSION:
        raise BadInput(f"This link is of version {version}; this lab reads version {VERSION}.")
    landscape = read_landscape(words["on"]) if "on" in words else default_landscape()
    runs = tuple(read_item(optimizers, text) for text in words.get("run", ())) or default_optimizers()
    starts = tuple(_numbers("start", text) for text in words.get("start", ())) or (landscape.start,)
    scene_words = {key: SCENE_WORDS[key].read("scene", words[key]) for key in SCENE_WORDS if key in words}
    view_words = {key: VIEW_WORDS[key].read("view", words[key]) for key in VIEW_WORDS if key in words}
    camera = _numbers("camera", words["camera"]) if "camera" in words else ()
    view = View(**view_words, box=_box(words["box"]) if "box" in words else (), camera=camera)
    scene = Scene(landscape, runs, starts, **scene_words)
    view.axes_of(landscape)
    race_before(scene, view)
    if view.t > scene.steps:
        raise BadInput(f"t = {view.t} is beyond the race's {scene.steps} steps; choose a step from 0 to {scene.steps}.")
    return scene, view


def write_link(scene: Scene, view: View | None = None) -> str:
    """The link of a scene and a view; ``read_link`` turns it back into equal values."""
    pairs = [("v", VERSION), *_scene_pairs(scene)]
    if view:
        pairs += list(_changed(VIEW_WORDS, view))
        if view.box:
            pairs.append(("box", ",".join(write_number(edge) for side in view.box for edge in side)))
        if view.camera:
            pairs.append(("camera", ",".join(map(write_number, view.camera))))
    return _joined(pairs)


def race_before(scene: Scene, view: View) -> Scene | None:
    """The scene that ``view.before`` sets beside this one, None if there is none; raises BadInput."""
    if view.before in ("", UNCHANGED):
        return None
    instead = _pairs(view.before)
    now = _joined([pair for pair in _scene_pairs(scene) if pair[0] not in instead])
    if alien := [key for key in instead if key not in RACE_WORDS]:
        raise BadInput(
            f"before={view.before}: '{alien[0]}' changes no race; it must be one of {', '.join(RACE_WORDS)}."
        )
    before, _ = read_link(f"{now}&{view.before}")
    if before.landscape.dim != scene.landscape.dim:
        raise BadInput(f"before={view.before}: both races must have {scene.landscape.dim} dimensions.")
    return before


def differing(earlier: Scene, scene: Scene) -> str:
    """The words of the earlier scene's link that are not the same in the other's, UNCHANGED if all are."""
    one, other = _scene_pairs(earlier), _scene_pairs(scene)
    defaults = [(key, SCENE_WORDS[key].write(SCENE_WORDS[key].default)) for key in SCENE_WORDS]
    keys = [key for key in RACE_WORDS if [p for p in one if p[0] == key] != [p for p in other if p[0] == key]]
    there = {key for key, _ in one}
    pairs = [*one, *(pair for pair in defaults if pair[0] not in there)]
    return _joined([pair for pair in pairs if pair[0] in keys]) or UNCHANGED


def _scene_pairs(scene: Scene) -> list[tuple[str, str]]:
    """The words of a link that make the race."""
    pairs = [("on", write_landscape(scene.landscape))]
    pairs += [("run", write_item(each)) for each in scene.optimizers]
    if scene.landscape.dim == 2 or scene.starts != (scene.landscape.start,):
        pairs += [("start", ",".join(map(write_number, start))) for start in scene.starts]
    return [*pairs, *_changed(SCENE_WORDS, scene)]


def _joined(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{key}={quote(value, safe='~:,.()+-*^/')}" for key, value in pairs)


def read_landscape(text: str) -> Landscape:
    """The landscape that ``id~setting:value`` spells, transforms among its settings; raises BadInput."""
    id, values = read_settings(landscapes, text, TRANSFORMS)
    wraps = {each.name: values.pop(each.name) for each in TRANSFORMS if each.name in values}
    return changed(landscapes[id](**values), **wraps)


def write_landscape(landscape: Landscape) -> str:
    """``id~setting:value``, transforms among the settings."""
    if not isinstance(landscape, Transformed):
        return write_item(landscape)
    return "~".join((write_item(landscape.inner), *written_settings(landscape)))


def _pairs(link: str) -> dict[str, Any]:
    if len(link) > LONGEST:
        raise BadInput(f"The link has {len(link):,} characters; at most {LONGEST:,} are read.")
    words: dict[str, Any] = {}
    head, _, tail = link.partition("#")[0].partition("?")
    text = link.partition("#")[0] if "=" in head else tail
    for pair in filter(None, text.lstrip("/").split("&")):
        key, equals, value = pair.partition("=")
        key = unquote(key)
        if key not in KEYS:
            raise unknown("word in a link", key, KEYS)
        if not equals or not value:
            raise BadInput(f"'{key}' in the link has no value; write {key}=...")
        if key in MANY:
            words.setdefault(key, []).append(unquote(value))
        elif key in words:
            raise BadInput(f"'{key}' stands twice in the link; write it once.")
        else:
            words[key] = unquote(value)
    return words


def _numbers(key: str, text: str) -> tuple[float, ...]:
    try:
        return tuple(float(each) for each in text.split(","))
    except ValueError:
        raise BadInput(f"{key}={text} must be numbers with commas between them, such as {key}=-1.2,1.") from None


def _box(text: str) -> tuple[tuple[float, float], ...]:
    edges = _numbers("box", text)
    if len(edges) != 4:
        raise BadInput(f"box={text} has {len(edges)} numbers; it needs x-low,x-high,y-low,y-high.")
    return (edges[0], edges[1]), (edges[2], edges[3])


def _changed(words: dict[str, Any], value: Any) -> Iterator[tuple[str, str]]:
    for name, setting in words.items():
        if getattr(value, name) != setting.default:
            yield name, setting.write(getattr(value, name))
