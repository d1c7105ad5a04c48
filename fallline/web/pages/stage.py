"""A race as the browser gets it: the stages that Plotly paints, and what the painters move on them."""

from __future__ import annotations

from fallline.panels import BELOW, shelf
from fallline.picture import Look, Runs
from fallline.run import race
from fallline.scene import Scene
from fallline.scene.before import race_before
from fallline.view import View
from fallline.web.messages import Stage
from fallline.web.pages.actors import shared_actors


def stage_of(scene: Scene, runs: Runs, view: View, look: Look) -> Stage:
    """``figures`` and ``actors`` by the id of the panel, and what all painters share."""
    items = {id: shelf[id]() for id in shelf if view.shows(id, below=shelf.class_of(id).place == BELOW)}
    painted = {id: item.figure(scene, runs, view, look) for id, item in items.items()}
    earlier = race_before(scene, view.before)
    return {
        "figures": {id: figure.to_plotly_json() for id, figure in painted.items() if figure},
        "actors": {id: item.actors(scene, runs, view) for id, item in items.items()},
        "shared": shared_actors(scene, runs, view, look, race(earlier) if earlier else ()),
    }
