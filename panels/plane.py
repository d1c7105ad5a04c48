"""The landscape from above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core import Box
from engine import Scene, View
from engine.height import grid, height
from engine.slice import Slice, minima_in, plane_of
from panels._panel import VIEWS, Look, Panel, Runs, base_layout, hover, single, terrain

ACROSS = 141
BANDS = 22
LONGEST = 2.5  # the ratio of sides beyond which a box is a strip
MARGIN = {"l": 44, "r": 12, "t": 12, "b": 42}


@dataclass(frozen=True)
class Plane(Panel):
    """The contour map, with minima, start, trails and balls; click to start there, drag the start."""

    title = "From above"
    place = VIEWS
    order = 1
    overlay = "plane"

    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> go.Figure:
        """Filled level bands of the height; hover tells true values."""
        plane = plane_of(scene, runs, view)
        transform = height(scene.landscape, plane, view.height_of(scene.landscape))
        x, y, f = grid(scene.landscape, plane, ACROSS)
        drawn = transform.of(f)
        bands = go.Contour(
            x=single(x),
            y=single(y),
            z=single(drawn),
            customdata=single(f),
            colorscale=terrain(look),
            showscale=False,
            contours={"coloring": "fill", "start": drawn.min(), "end": drawn.max(), "size": _band(drawn)},
            line={"width": 0.6, "color": look.ground.faint, "smoothing": 1},
            hovertemplate=f"{hover(plane, '.4g')}<br>f = %{{customdata:.6g}}<extra></extra>",
        )
        figure = go.Figure([bands, minima(scene, plane, look)])
        axis = {"fixedrange": True, "showgrid": False, "zeroline": False, "ticks": "outside", "constrain": "domain"}
        axis |= {"tickcolor": look.ground.faint, "autorange": False}
        across = {"scaleanchor": "x"} if _same_scale(plane.box) else {}
        figure.update_layout(**base_layout(look, margin=MARGIN))
        figure.update_xaxes(range=plane.box[0], title={"text": _title(plane, 0), "standoff": 4}, **axis)
        figure.update_yaxes(range=plane.box[1], title={"text": _title(plane, 1), "standoff": 4}, **across, **axis)
        return figure

    def actors(self, scene: Scene, runs: Runs, view: View) -> dict[str, Any]:
        """The box and the margins: with them the painter maps points to pixels by itself."""
        box = plane_of(scene, runs, view).box
        return {"box": box, "margin": MARGIN, "sameScale": _same_scale(box)}


def _title(plane: Slice, axis: int) -> str:
    return plane.names[axis] + (f": {plane.titles[axis]}" if plane.titles[axis] else "")


def _same_scale(box: Box) -> bool:
    """Whether both axes can have one scale, so that angles are true; a long strip is stretched to fill its panel."""
    wide, tall = (high - low for low, high in box)
    return max(wide, tall) <= LONGEST * min(wide, tall)


def minima(scene: Scene, plane: Slice, look: Look) -> go.Scatter:
    """The global minima that lie in the plane as crosses, with their coordinates and value on hover."""
    points = minima_in(plane, scene.landscape)
    return go.Scatter(
        x=[point[0] for point in points],
        y=[point[1] for point in points],
        mode="markers",
        marker={
            "symbol": "cross-thin",
            "size": 15,
            "line": {"width": 2.5, "color": look.ground.minimum},
        },
        hovertemplate=f"global minimum<br>{hover(plane, '.8g')}<br>f* = {scene.landscape.fmin:.8g}<extra></extra>",
    )


def _band(drawn: np.ndarray) -> float:
    span = float(drawn.max() - drawn.min())
    return span / BANDS if span > 0 else 1.0
