"""Reading the race of a request's link, within the operator's limits."""

from __future__ import annotations

from flask import request

from fallline.scene import Scene
from fallline.scene.link_words import VIEW_WORDS
from fallline.view import View, parse_link
from fallline.web.operations.limits import Limits


def read_request_link(limits: Limits, link: str | None = None) -> tuple[Scene, View]:
    """Return the scene and the view of ``link``, by default of the request's argument "link".

    Raises BadInput if the link is wrong or the race exceeds ``limits``.
    """
    text = request.args.get("link", "") if link is None else link
    limits.check_link(text)
    reading = parse_link(text, required=VIEW_WORDS)
    limits.check_scene(reading.scene, reading.view)
    return reading.scene, reading.view
