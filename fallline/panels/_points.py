"""Plotly traces of points on the map or on the curve: the global minima, and the critical points."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from fallline.analysis.critical_points import DEGENERATE, MAXIMUM, MINIMUM, SADDLE
from fallline.analysis.plot_plane import PlotPlane
from fallline.core import Landscape
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


def minima_trace(points: np.ndarray, landscape: Landscape, plane: PlotPlane, look: Look) -> go.Scatter:
    """Return a Plotly trace of crosses at the global minima, drawn at points (n, 2); hovering shows place and value."""
    return go.Scatter(
        x=points[:, 0],
        y=points[:, 1],
        mode="markers",
        marker={
            "symbol": "cross-thin",
            "size": 15,
            "line": {"width": 2.5, "color": look.page_colours.minimum},
        },
        hovertemplate=f"global minimum<br>{hover_template(plane, '.8g')}<br>f* = {landscape.fmin:.8g}<extra></extra>",
    )


def critical_point_traces(scene: Scene, view: View, plane: PlotPlane, look: Look) -> list[go.Scatter]:
    """Return one Plotly trace per kind of critical point; hovering shows f and the eigenvalues of the Hessian."""
    traces = []
    for found in find_critical_points_by_kind(scene, view, plane):
        symbol, size = CRITICAL_POINT_MARKERS[found.kind]
        eigenvalues = [", ".join(f"{value:.4g}" for value in values) for values in found.eigenvalues]
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
                customdata=[[f"{f:.8g}", text] for f, text in zip(found.f, eigenvalues, strict=True)],
                hovertemplate=f"{found.kind}<br>{hover_template(plane, '.6g')}<br>f = %{{customdata[0]}}<br>"
                "eigenvalues of the Hessian: %{customdata[1]}<extra></extra>",
            )
        )
    return traces


def _marker_outline(look: Look) -> dict[str, Any]:
    return {"color": look.page_colours.minimum, "line": {"width": 1.6, "color": look.page_colours.minimum}}
