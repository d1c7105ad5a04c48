"""Links: text -> (Scene, View) and back. The link is the state; it writes only what differs from the default."""

from __future__ import annotations

from fallline.core import BadInput, settings_of, write_number
from fallline.scene import Scene
from fallline.scene.before import race_before
from fallline.scene.scene import read_scene, with_opening_race
from fallline.scene.words import changed_words, read_numbers, read_words, write_words
from fallline.view.view import View

VIEW_WORDS = {each.name: each for each in settings_of(View)}


def read_link(link: str) -> tuple[Scene, View]:
    """The scene and view of a link, with or without what stands before its '?'; raises BadInput.

    A link without a word of the race, an empty one say, is of the opening example's race.
    """
    words = with_opening_race(read_words(link))
    view_words = {key: VIEW_WORDS[key].read("view", words[key]) for key in VIEW_WORDS if key in words}
    camera = read_numbers("camera", words["camera"]) if "camera" in words else ()
    view = View(**view_words, box=_box(words["box"]) if "box" in words else (), camera=camera)
    scene = read_scene(words)
    view.axes_of(scene.landscape)
    race_before(scene, view.before)
    if view.t > scene.steps:
        raise BadInput(f"t = {view.t} is beyond the race's {scene.steps} steps; choose a step from 0 to {scene.steps}.")
    return scene, view


def write_link(scene: Scene, view: View | None = None) -> str:
    """The link of a scene and a view; ``read_link`` turns it back into equal values."""
    return "&".join(filter(None, (scene.to_link(), "" if view is None else write_words(view_words(view)))))


def view_words(view: View) -> list[tuple[str, str]]:
    """The words of a link that make the view."""
    pairs = list(changed_words(VIEW_WORDS, view))
    if view.box:
        pairs.append(("box", ",".join(write_number(edge) for side in view.box for edge in side)))
    if view.camera:
        pairs.append(("camera", ",".join(map(write_number, view.camera))))
    return pairs


def _box(text: str) -> tuple[tuple[float, float], ...]:
    edges = read_numbers("box", text)
    if len(edges) != 4:
        raise BadInput(f"box={text} has {len(edges)} numbers; it needs x-low,x-high,y-low,y-high.")
    return (edges[0], edges[1]), (edges[2], edges[3])
