"""Plotly traces of points on the map or on the curve: the global minima, and the critical points."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from fallline.analysis.critical_points import DEGENERATE, MAXIMUM, MINIMUM, SADDLE
from fallline.analysis.plot_plane import PlotPlane
from fallline.core import Landscape
from fallline.core.number_text import format_short
from fallline.panels._panel import hover_template
from fallline.picture import Look
from fallline.picture.critical_points import MANY_POINTS, find_critical_points_by_kind
from fallline.scene import Scene
from fallline.view import View

# Plotly marker and size in pixels of each kind of critical point.
CRITICAL_POINT_MARKERS = {
    MINIMUM: ("circle-open", 9),
    SADDLE: ("x-thin", 8),
    MAXIMUM: ("triangle-up-open", 9),
    DEGENERATE: ("circle", 2),
}
MINIMUM_SIZE_PX = 18  # diameter of the mark of a global minimum


def minima_traces(points: np.ndarray, landscape: Landscape, plane: PlotPlane, look: Look) -> list[go.Scatter]:
    """Return the Plotly traces of the global minima, drawn at points (n, 2); hovering shows place and value.

    Each is a bullseye, a ring around a dot, on a disc in the page's background.
    """
    size = MINIMUM_SIZE_PX if len(points) < MANY_POINTS else 0.6 * MINIMUM_SIZE_PX
    common = {"x": points[:, 0], "y": points[:, 1], "mode": "markers"}
    disc = {"symbol": "circle", "size": size, "color": look.page_colours.background, "line": {"width": 0}}
    ring = {"symbol": "circle-open-dot", "size": 0.65 * size, "color": look.page_colours.minimum}
    return [
        go.Scatter(**common, marker={**disc, "opacity": 0.85}, hoverinfo="skip"),
        go.Scatter(
            **common,
            marker={**ring, "line": {"width": 2, "color": look.page_colours.minimum}},
            hovertemplate=f"global minimum<br>{hover_template(plane, '.8g')}<br>f* = {landscape.fmin:.8g}"
            "<extra></extra>",
        ),
    ]


def critical_point_traces(scene: Scene, view: View, plane: PlotPlane, look: Look) -> list[go.Scatter]:
    """Return one Plotly trace per kind of critical point; hovering shows f and the eigenvalues of the Hessian."""
    traces = []
    for found in find_critical_points_by_kind(scene, view, plane):
        symbol, size = CRITICAL_POINT_MARKERS[found.kind]
        eigenvalues = [", ".join(format_short(value, 4) for value in values) for values in found.eigenvalues]
        traces.append(
            go.Scatter(
                x=found.points[:, 0],
                y=found.points[:, 1],
                mode="markers",
                marker={
                    "symbol": symbol,
                    "size": size if len(eigenvalues) < MANY_POINTS else 0.6 * size,
                    **_marker_outline(look),
                },
                customdata=[[format_short(f, 8), text] for f, text in zip(found.f, eigenvalues, strict=True)],
                hovertemplate=f"{found.kind}<br>{hover_template(plane, '.6g')}<br>f = %{{customdata[0]}}<br>"
                "eigenvalues of the Hessian: %{customdata[1]}<extra></extra>",
            )
        )
    return traces


def _marker_outline(look: Look) -> dict[str, Any]:
    return {"color": look.page_colours.minimum, "line": {"width": 1.6, "color": look.page_colours.minimum}}
