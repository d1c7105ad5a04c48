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
from engine.scene import Scene, View, default_landscape, default_optimizers
from landscapes import shelf as landscapes
from optimizers import shelf as optimizers

VERSION = "1"
LONGEST = 500_000
SCENE_WORDS = {each.name: each for each in settings_of(Scene)}
VIEW_WORDS = {each.name: each for each in settings_of(View)}
MANY = ("run", "start")
LOOKS = (*VIEW_WORDS, "box", "camera")  # the words that change no number of the race
KEYS = ("v", "on", *MANY, *SCENE_WORDS, *LOOKS)


def read_link(link: str) -> tuple[Scene, View]:
    """The scene and view of a link, with or without what stands before its '?'; raises BadInput.

    An empty link is the opening example.
    """
    words = _pairs(link) or _pairs(opening.link)
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
    if view.t > scene.steps:
        raise BadInput(f"t = {view.t} is beyond the race's {scene.steps} steps; choose a step from 0 to {scene.steps}.")
    return scene, view


def write_link(scene: Scene, view: View | None = None) -> str:
    """The link of a scene and a view; ``read_link`` turns it back into equal values."""
    pairs = [("v", VERSION), ("on", write_landscape(scene.landscape))]
    pairs += [("run", write_item(each)) for each in scene.optimizers]
    if scene.landscape.dim == 2 or scene.starts != (scene.landscape.start,):
        pairs += [("start", ",".join(map(write_number, start))) for start in scene.starts]
    pairs += list(_changed(SCENE_WORDS, scene))
    if view:
        pairs += list(_changed(VIEW_WORDS, view))
        if view.box:
            pairs.append(("box", ",".join(write_number(edge) for side in view.box for edge in side)))
        if view.camera:
            pairs.append(("camera", ",".join(map(write_number, view.camera))))
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
