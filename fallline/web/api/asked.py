"""The race that a plain question names, read once and held to what the operator allows."""

from __future__ import annotations

from flask import request

from fallline.scene import Scene
from fallline.view import View, read_link
from fallline.web.operations.limits import Limits


def asked_race(limits: Limits, link: str | None = None) -> tuple[Scene, View]:
    """The scene and the view of the question's link, or of a given one; raises BadInput."""
    scene, view = read_link(request.args.get("link", "") if link is None else link)
    limits.scene(scene)
    return scene, view
