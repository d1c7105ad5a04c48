"""Parsing and writing of whole links: a scene and a view. Settings at their defaults are left out."""

from __future__ import annotations

from fallline.core import BadInput, settings_of, write_number
from fallline.scene import Scene
from fallline.scene.link_words import read_numbers, read_words, write_changed_settings, write_words
from fallline.scene.previous_race import read_previous_scene
from fallline.scene.scene import read_scene, with_opening_race
from fallline.view.view import View

VIEW_SETTINGS = {each.name: each for each in settings_of(View)}


def read_link(link: str) -> tuple[Scene, View]:
    """Return the pair (scene, view) of a link, which is a whole URL or only its query; raises BadInput.

    A link without words of a scene, such as an empty one, has the scene of the opening example.
    """
    words = with_opening_race(read_words(link))
    view_words = {key: VIEW_SETTINGS[key].read("view", words[key]) for key in VIEW_SETTINGS if key in words}
    camera = read_numbers("camera", words["camera"]) if "camera" in words else ()
    view = View(**view_words, box=_read_box(words["box"]) if "box" in words else (), camera=camera)
    scene = read_scene(words)
    view.plot_axes(scene.landscape)  # raises BadInput for coordinates that do not exist
    read_previous_scene(scene, view.before)
    if view.t > scene.steps:
        raise BadInput(f"t = {view.t} is beyond the race's {scene.steps} steps; choose a step from 0 to {scene.steps}.")
    return scene, view


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
    if len(edges) != 4:
        raise BadInput(f"box={text} has {len(edges)} numbers; it needs x-low,x-high,y-low,y-high.")
    return (edges[0], edges[1]), (edges[2], edges[3])
