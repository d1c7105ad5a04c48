"""The argument LINK of commands: the race that it names, with remarks on stderr."""

from __future__ import annotations

import sys
from collections.abc import Collection

from fallline.scene import Scene
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
