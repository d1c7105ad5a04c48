"""The race before the last change, spelled by the words of its link that differ from the present race's."""

from __future__ import annotations

from fallline.core import BadInput
from fallline.scene.scene import SCENE_WORDS, Scene, read_scene, scene_words
from fallline.scene.words import RACE_WORDS, read_words, write_words

UNCHANGED = "same"  # what is changed next is set beside what stood before, and nothing has been so far


def race_before(scene: Scene, before: str) -> Scene | None:
    """The scene whose link differs from this one's by the words ``before``, None if there is none; raises BadInput."""
    if before in ("", UNCHANGED):
        return None
    instead = read_words(before)
    if alien := [key for key in instead if key not in RACE_WORDS]:
        raise BadInput(f"before={before}: '{alien[0]}' changes no race; it must be one of {', '.join(RACE_WORDS)}.")
    now = write_words([pair for pair in scene_words(scene) if pair[0] not in instead])
    earlier = read_scene(read_words(f"{now}&{before}"))
    if earlier.landscape.dim != scene.landscape.dim:
        raise BadInput(f"before={before}: both races must have {scene.landscape.dim} dimensions.")
    return earlier


def differing(earlier: Scene, scene: Scene) -> str:
    """The words of the earlier scene's link that are not the same in the other's, UNCHANGED if all are."""
    one, other = scene_words(earlier), scene_words(scene)
    defaults = [(key, SCENE_WORDS[key].write(SCENE_WORDS[key].default)) for key in SCENE_WORDS]
    keys = [key for key in RACE_WORDS if [p for p in one if p[0] == key] != [p for p in other if p[0] == key]]
    there = {key for key, _ in one}
    pairs = [*one, *(pair for pair in defaults if pair[0] not in there)]
    return write_words([pair for pair in pairs if pair[0] in keys]) or UNCHANGED
