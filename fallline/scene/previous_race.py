"""The race before the last change, stored in a link as the words that differ from those of the current race.

The page draws the previous race faintly beside the current one.
"""

from __future__ import annotations

from fallline.core import BadInput
from fallline.scene.link_words import RACE_WORDS, read_words, write_words
from fallline.scene.scene import SCENE_SETTINGS, Scene, read_scene, scene_words

UNCHANGED = "same"  # value of ``before`` while comparison is on and nothing has been changed yet


def read_previous_scene(scene: Scene, before: str) -> Scene | None:
    """Return the previous scene: ``scene`` with the link words ``before`` in place of its own; None if there is none.

    Raises BadInput if the words are invalid, belong to no race, or change the number of dimensions.
    """
    if before in ("", UNCHANGED):
        return None
    replaced = read_words(before).values
    if foreign := [key for key in replaced if key not in RACE_WORDS]:
        raise BadInput(
            "before={before}: '{key}' changes no race; it must be one of {keys}.",
            before=before,
            key=foreign[0],
            keys=", ".join(RACE_WORDS),
        )
    kept = write_words([pair for pair in scene_words(scene) if pair[0] not in replaced])
    previous = read_scene(read_words(f"{kept}&{before}").values)
    if previous.landscape.dim != scene.landscape.dim:
        raise BadInput("before={before}: both races must have dim = {dim}.", before=before, dim=scene.landscape.dim)
    return previous


def previous_scene_words(previous: Scene, scene: Scene) -> str:
    """Return the link words of ``previous`` that differ from those of ``scene``; UNCHANGED if none do."""
    old, new = scene_words(previous), scene_words(scene)
    defaults = [(key, SCENE_SETTINGS[key].write(SCENE_SETTINGS[key].default)) for key in SCENE_SETTINGS]
    keys = [key for key in RACE_WORDS if [p for p in old if p[0] == key] != [p for p in new if p[0] == key]]
    written = {key for key, _ in old}
    pairs = [*old, *(pair for pair in defaults if pair[0] not in written)]
    return write_words([pair for pair in pairs if pair[0] in keys]) or UNCHANGED
