"""The landscape as a surface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypedDict

import plotly.graph_objects as go

from fallline.analysis.plot_plane import plane_of
from fallline.panels._panel import VIEWS, Packed, Panel, base_layout, hover, packed, single, terrain
from fallline.picture import Look, Runs
from fallline.picture.surface import CENTRE, STANDARD_EYE, Surface, minima_on, surface_of
from fallline.scene import Scene
from fallline.view import View


class SpaceActors(TypedDict):
    """The drawn box (three intervals), the heights on a grid over it (rows, columns), and the minima on the surface."""

    box: tuple[tuple[float, float], ...]
    heights: Packed
    minima: list[list[float]]


@dataclass(frozen=True)
class Space(Panel):
    """The surface in space: drag to turn it, scroll to come nearer; what a ridge hides is drawn faint."""

    title = "In space"
    place = VIEWS
    order = 2
    overlay = "space"

    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> go.Figure:
        """The surface with fixed ranges, so that the camera never jumps."""
        plane = plane_of(scene, runs, view.plane, view.box)
        drawn = surface_of(scene, plane, view)
        surface = go.Surface(
            x=single(drawn.x),
            y=single(drawn.y),
            z=single(drawn.drawn),
            customdata=single(drawn.f),
            colorscale=terrain(look),
            showscale=False,
            lighting={"ambient": 0.72, "diffuse": 0.5, "specular": 0.06, "roughness": 0.9},
            contours={"z": _levels(drawn, look)},
            hovertemplate=f"{hover(plane, '.4g')}<br>f = %{{customdata:.6g}}<extra></extra>",
        )
        low, high = drawn.box[2]
        ticks = drawn.transform.ticks(low, high)
        axis = {"showspikes": False, "showbackground": False, "gridcolor": look.ground.faint, "autorange": False}
        axis |= {"zeroline": False, "tickfont": {"size": 14 if look.large else 10}, "nticks": 5}
        up = {"tickvals": [at for at, _ in ticks], "ticktext": [text for _, text in ticks]}
        layout = base_layout(
            look,
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            scene={
                "xaxis": {**axis, "range": plane.box[0], "title": plane.names[0]},
                "yaxis": {**axis, "range": plane.box[1], "title": plane.names[1]},
                "zaxis": {**axis, "range": (low, high), "title": drawn.title, **up},
                "aspectmode": "manual",
                "aspectratio": dict(zip("xyz", drawn.sides, strict=True)),
                "camera": {
                    "eye": dict(zip("xyz", view.camera or STANDARD_EYE, strict=True)),
                    "center": dict(zip("xyz", CENTRE, strict=True)),
                },
                "dragmode": "turntable",
            },
        )
        return go.Figure([surface], layout)

    def actors(self, scene: Scene, runs: Runs, view: View) -> SpaceActors:
        """The heights that the painter looks past to find out what is hidden, and every minimum as a point in space."""
        plane = plane_of(scene, runs, view.plane, view.box)
        drawn = surface_of(scene, plane, view)
        return {"box": drawn.box, "heights": packed(drawn.drawn), "minima": minima_on(drawn, scene, plane)}


def _levels(drawn: Surface, look: Look) -> dict[str, Any]:
    if not drawn.levels:
        return {"show": False}
    start, end, size = drawn.levels
    return {"show": True, "start": start, "end": end, "size": size, "color": look.ground.faint, "width": 1}
