"""The landscape from above."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypedDict

import numpy as np
import plotly.graph_objects as go

from fallline.analysis.critical_points import FLAT, MAXIMUM, MINIMUM, SADDLE
from fallline.analysis.plot_plane import Slice, minima_in, plane_of
from fallline.core import Landscape
from fallline.panels._panel import VIEWS, Panel, base_layout, hover, single, terrain
from fallline.picture import LARGE, Look, Runs
from fallline.picture.critical_points import CROWD, critical_points
from fallline.picture.field import field
from fallline.picture.heights import grid, height
from fallline.picture.levels import Levels, labels, level_lines
from fallline.picture.plane import ACROSS, BANDS, axis_title, same_scale
from fallline.scene import Scene
from fallline.view import View
from fallline.view.view import PRESENT

SYMBOLS = {
    MINIMUM: ("circle-open", 9),
    SADDLE: ("x-thin", 8),
    MAXIMUM: ("triangle-up-open", 9),
    FLAT: ("circle", 2),
}
MARGIN = {"l": 44, "r": 12, "t": 12, "b": 42}
WIDE_MARGIN = {"l": 70, "r": 14, "t": 14, "b": 64}  # for type that the back row can read


class PlaneActors(TypedDict):
    """The drawn part of the plane (two intervals), the margins in pixels, and whether both axes have one scale."""

    box: tuple[tuple[float, float], ...]
    margin: dict[str, int]
    sameScale: bool


@dataclass(frozen=True)
class Plane(Panel):
    """The contour map, with minima, start, trails and balls; click to start there, drag the start."""

    title = "From above"
    place = VIEWS
    order = 1
    overlay = "plane"

    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> go.Figure:
        """Filled bands of the height, lines at round values; hover tells true values."""
        plane, landscape = plane_of(scene, runs, view.plane, view.box), scene.landscape
        figure = _stage(landscape, plane, view.height_of(landscape), look, field_too=view.field)
        more = _critical_points(scene, view, plane, look) if view.critical_points else []
        return go.Figure([*figure.data, *more], figure.layout) if more else figure

    def actors(self, scene: Scene, runs: Runs, view: View) -> PlaneActors:
        """The box and the margins: with them the painter maps points to pixels by itself."""
        box = plane_of(scene, runs, view.plane, view.box).box
        return {"box": box, "margin": _margin(large=view.mode == PRESENT), "sameScale": same_scale(box)}


@lru_cache(maxsize=64)
def _stage(landscape: Landscape, plane: Slice, scale: str, look: Look, *, field_too: bool) -> go.Figure:
    """The picture, which is the same for every race on it; it is not to be changed."""
    transform = height(landscape, plane, scale)
    found = x, y, f = grid(landscape, plane, ACROSS)
    drawn = transform.of(f)
    bands = go.Contour(
        x=single(x),
        y=single(y),
        z=single(drawn),
        customdata=single(f),
        colorscale=terrain(look),
        showscale=False,
        contours={"coloring": "fill", "start": drawn.min(), "end": drawn.max(), "size": _band(drawn)},
        line={"width": 0, "smoothing": 1},
        hovertemplate=f"{hover(plane, '.4g')}<br>f = %{{customdata:.6g}}<extra></extra>",
    )
    levels = level_lines(found, transform)
    marks = [_lines(levels, look), _labels(levels, plane, look)]
    marks += [_field(landscape, plane, look)] if field_too else []
    axis = {"fixedrange": True, "showgrid": False, "zeroline": False, "ticks": "outside", "constrain": "domain"}
    axis |= {"tickcolor": look.ground.faint, "autorange": False}
    across = {"scaleanchor": "x"} if same_scale(plane.box) else {}
    right = {"range": plane.box[0], "title": {"text": axis_title(plane, 0), "standoff": 4}, **axis}
    up = {"range": plane.box[1], "title": {"text": axis_title(plane, 1), "standoff": 4}, **across, **axis}
    layout = base_layout(look, margin=_margin(large=look.large), xaxis=right, yaxis=up)
    return go.Figure([bands, *marks, minima(landscape, plane, look)], layout)


def _margin(*, large: bool) -> dict[str, int]:
    return WIDE_MARGIN if large else MARGIN


def minima(landscape: Landscape, plane: Slice, look: Look) -> go.Scatter:
    """The global minima that lie in the plane as crosses, with their coordinates and value on hover."""
    points = minima_in(plane, landscape)
    return go.Scatter(
        x=[point[0] for point in points],
        y=[point[1] for point in points],
        mode="markers",
        marker={
            "symbol": "cross-thin",
            "size": 15,
            "line": {"width": 2.5, "color": look.ground.minimum},
        },
        hovertemplate=f"global minimum<br>{hover(plane, '.8g')}<br>f* = {landscape.fmin:.8g}<extra></extra>",
    )


def _lines(levels: Levels, look: Look) -> go.Scatter:
    gap = np.full((1, 2), np.nan)
    parts = [part for _, lines in levels for line in lines for part in (line, gap)]
    return _strokes(np.concatenate([*parts, gap]), 1.4 if look.large else 0.9, look.ground.level)


def _labels(levels: Levels, plane: Slice, look: Look) -> go.Scatter:
    found = labels(levels, plane.box)
    places = np.reshape([place for _, place in found], (-1, 2))
    halo = ", ".join(f"{x}px {y}px 2px {look.ground.paper}" for x in (-1, 1) for y in (-1, 1))  # read on any ground
    return go.Scatter(
        x=places[:, 0],
        y=places[:, 1],
        mode="text",
        text=[text for text, _ in found],
        textfont={"size": 0.75 * LARGE if look.large else 10, "color": look.ground.ink, "shadow": halo},
        hoverinfo="skip",
    )


def _field(landscape: Landscape, plane: Slice, look: Look) -> go.Scatter:
    return _strokes(field(landscape, plane), 1.6 if look.large else 1.0, look.ground.ink, opacity=0.6)


def _strokes(points: np.ndarray, width: float, colour: str, **more: Any) -> go.Scatter:
    """One line (points, 2) with gaps, which says nothing when it is pointed at."""
    x, y = single(points).T
    line = {"width": width, "color": colour}
    return go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", **more)


def _critical_points(scene: Scene, view: View, plane: Slice, look: Look) -> list[go.Scatter]:
    """Each kind with its symbol; hover tells value and curvatures."""
    traces = []
    for found in critical_points(scene, view, plane):
        symbol, size = SYMBOLS[found.kind]
        bends = [", ".join(f"{value:.4g}" for value in values) for values in found.eigenvalues]
        traces.append(
            go.Scatter(
                x=found.places[:, 0],
                y=found.places[:, 1],
                mode="markers",
                marker={"symbol": symbol, "size": size if len(bends) < CROWD else 0.6 * size, **_outline(look)},
                customdata=[[f"{f:.8g}", bend] for f, bend in zip(found.f, bends, strict=True)],
                hovertemplate=f"{found.kind}<br>{hover(plane, '.6g')}<br>f = %{{customdata[0]}}<br>"
                "eigenvalues of the Hessian: %{customdata[1]}<extra></extra>",
            )
        )
    return traces


def _outline(look: Look) -> dict[str, Any]:
    return {"color": look.ground.minimum, "line": {"width": 1.6, "color": look.ground.minimum}}


def _band(drawn: np.ndarray) -> float:
    span = float(drawn.max() - drawn.min())
    return span / BANDS if span > 0 else 1.0
