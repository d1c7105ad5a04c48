"""The argument LINK of commands: the race that it names, with remarks on stderr."""

from __future__ import annotations

import sys
from collections.abc import Collection

from fallline.scene import Scene
from fallline.scene.link_words import read_words
from fallline.scene.task_scene import TaskScene, names_task, read_task_scene
from fallline.view import View, parse_link


def read_race(link: str, required: Collection[str] = ()) -> tuple[Scene, View]:
    """Return the scene and the view of a link, and print each remark on it to stderr.

    Words of the view with an invalid value are ignored unless their keys are ``required``. Raises BadInput if the link
    is wrong.
    """
    reading = parse_link(link, required)
    for remark in reading.remarks:
        print(remark.text, file=sys.stderr)
    return reading.scene, reading.view


def read_task_race(link: str) -> TaskScene | None:
    """Return the scene of a link whose landscape is a training task, None for any other link.

    Remarks on the link of a task are printed to stderr. Raises BadInput if the link is wrong.
    """
    words = read_words(link, ())
    if not names_task(words.values):
        return None
    for remark in words.remarks:
        print(remark.text, file=sys.stderr)
    return read_task_scene(words.values)
