"""The drawing of a race for the browser: Plotly's figures, and the data of the painters that draw on them."""

from __future__ import annotations

from fallline.panels import BELOW_PLACE, shelf
from fallline.picture import Look, Runs
from fallline.run import race
from fallline.scene import Scene
from fallline.scene.previous_race import read_previous_scene
from fallline.view import View
from fallline.web.pages.shared_data import build_shared_data
from fallline.web.race_messages import RaceDrawing


def build_race_drawing(scene: Scene, runs: Runs, view: View, look: Look) -> RaceDrawing:
    """Return the figures and the painters' data of all shown panels, and the data that all painters share."""
    panels = {
        id: shelf[id]()
        for id, cls in shelf.classes.items()
        if view.shows_panel(id, below=cls.place == BELOW_PLACE) and cls.applies_to(scene.landscape)
    }
    figures = {id: panel.figure(scene, runs, view, look) for id, panel in panels.items()}
    previous = read_previous_scene(scene, view.before)
    return {
        "figures": {id: figure.to_plotly_json() for id, figure in figures.items() if figure},
        "painterData": {id: panel.painter_data(scene, runs, view) for id, panel in panels.items()},
        "shared": build_shared_data(scene, runs, view, look, race(previous) if previous else ()),
    }
