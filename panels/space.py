"""The landscape as a surface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core import Box, Point
from engine import Scene, View
from engine.height import Grid, Height, grid, height
from engine.slice import Slice, minima_in, plane_of
from panels._panel import VIEWS, Look, Panel, Runs, base_layout, hover, packed, single, terrain

ACROSS = 91
STANDARD_EYE = (1.35, -0.9, 1.25)
CENTRE = (0.0, 0.0, -0.14)  # a little below the middle, so that the surface fills its panel
THIN = 0.45  # the least share of the widest side that the other is drawn with
TALL = 0.62  # the height of the drawn box beside its widest side


@dataclass(frozen=True)
class Space(Panel):
    """The surface in space: drag to turn it, scroll to come nearer; what a ridge hides is drawn faint."""

    title = "In space"
    place = VIEWS
    order = 2
    overlay = "space"

    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> go.Figure:
        """The surface with fixed ranges, so that the camera never jumps."""
        plane = plane_of(scene, runs, view)
        (x, y, f), drawn, transform = _surface(scene, plane, view)
        surface = go.Surface(
            x=single(x),
            y=single(y),
            z=single(drawn),
            customdata=single(f),
            colorscale=terrain(look),
            showscale=False,
            lighting={"ambient": 0.72, "diffuse": 0.5, "specular": 0.06, "roughness": 0.9},
            contours={"z": _levels(drawn, look)},
            hovertemplate=f"{hover(plane, '.4g')}<br>f = %{{customdata:.6g}}<extra></extra>",
        )
        low, high = _range(drawn)
        ticks = transform.ticks(low, high)
        axis = {"showspikes": False, "showbackground": False, "gridcolor": look.ground.faint, "autorange": False}
        axis |= {"zeroline": False, "tickfont": {"size": 14 if look.large else 10}, "nticks": 5}
        sides = np.ptp(np.array(plane.box), axis=1)
        wide, deep = np.maximum(sides / sides.max(), THIN)
        up = {"tickvals": [at for at, _ in ticks], "ticktext": [text for _, text in ticks]}
        figure = go.Figure([surface])
        figure.update_layout(
            **base_layout(look, margin={"l": 0, "r": 0, "t": 0, "b": 0}),
            scene={
                "xaxis": {**axis, "range": plane.box[0], "title": plane.names[0]},
                "yaxis": {**axis, "range": plane.box[1], "title": plane.names[1]},
                "zaxis": {**axis, "range": (low, high), "title": "f − f*" if transform.kind == "log" else "f", **up},
                "aspectmode": "manual",
                "aspectratio": {"x": wide, "y": deep, "z": TALL},
                "camera": {
                    "eye": dict(zip("xyz", view.camera or STANDARD_EYE, strict=True)),
                    "center": dict(zip("xyz", CENTRE, strict=True)),
                },
                "dragmode": "turntable",
            },
        )
        return figure

    def actors(self, scene: Scene, runs: Runs, view: View) -> dict[str, Any]:
        """The heights that the painter looks past to find out what is hidden, and every minimum as a point in space."""
        plane = plane_of(scene, runs, view)
        _, drawn, transform = _surface(scene, plane, view)
        lowest = float(transform.of(scene.landscape.fmin))
        return {
            "box": [*plane.box, _range(drawn)],
            "heights": packed(drawn),
            "minima": [[*point, lowest] for point in minima_in(plane, scene.landscape) if _within(plane.box, point)],
        }


def _surface(scene: Scene, plane: Slice, view: View) -> tuple[Grid, np.ndarray, Height]:
    transform = height(scene.landscape, plane, view.height_of(scene.landscape))
    found = grid(scene.landscape, plane, ACROSS)
    return found, transform.of(found[2]), transform


def _within(box: Box, point: Point) -> bool:
    return all(low <= value <= high for (low, high), value in zip(box, point, strict=True))


def _range(drawn: np.ndarray) -> tuple[float, float]:
    low, high = float(np.nanmin(drawn)), float(np.nanmax(drawn))
    room = 0.03 * (high - low) or 1.0
    return low - room, high + room


def _levels(drawn: np.ndarray, look: Look) -> dict[str, Any]:
    low, high = float(np.nanmin(drawn)), float(np.nanmax(drawn))
    if not high > low:
        return {"show": False}
    return {"show": True, "start": low, "end": high, "size": (high - low) / 14, "color": look.ground.faint, "width": 1}
