"""The contour map of the landscape."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypedDict

import numpy as np
import plotly.graph_objects as go

from fallline.analysis.critical_points import DEGENERATE, MAXIMUM, MINIMUM, SADDLE
from fallline.analysis.plot_plane import PlotPlane, find_plane, minima_in_plane
from fallline.core import Landscape
from fallline.panels._panel import (
    VIEWS_PLACE,
    Panel,
    base_layout,
    hover_template,
    terrain_colorscale,
    to_compact_floats,
)
from fallline.picture import LARGE_FONT_PX, Look, Runs
from fallline.picture.contour_map import BAND_COUNT, GRID_SIZE, axis_title, has_equal_scales
from fallline.picture.critical_points import MANY_POINTS, find_critical_points_by_kind
from fallline.picture.descent_field import descent_field
from fallline.picture.heights import evaluate_grid, height_transform
from fallline.picture.levels import Levels, level_lines, place_labels
from fallline.scene import Scene
from fallline.view import View
from fallline.view.view import PRESENT

# Plotly marker and size in pixels of each kind of critical point.
CRITICAL_POINT_MARKERS = {
    MINIMUM: ("circle-open", 9),
    SADDLE: ("x-thin", 8),
    MAXIMUM: ("triangle-up-open", 9),
    DEGENERATE: ("circle", 2),
}
MARGIN_PX = {"l": 44, "r": 12, "t": 12, "b": 42}
WIDE_MARGIN_PX = {"l": 70, "r": 14, "t": 14, "b": 64}  # for the large type of a projector


class PlanePainterData(TypedDict):
    """The data of the painter of the map, as JSON.

    ``box`` is the plot range, (low, high) of each plane coordinate; ``margin`` is the margins in pixels by side ('l',
    'r', 't', 'b'). With ``sameScale`` a unit of both coordinates has equally many pixels.
    """

    box: tuple[tuple[float, float], ...]
    margin: dict[str, int]
    sameScale: bool


@dataclass(frozen=True)
class Plane(Panel):
    """The contour map, with minima, start, trails and balls; click to start there, drag the start."""

    title = "From above"
    place = VIEWS_PLACE
    order = 1
    painter = "plane"

    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> go.Figure:
        """Return the map as a Plotly figure: bands of height, level lines at round values, and the global minima.

        It also has critical points and the descent field if the view shows them. Hovering over the map shows f itself,
        not the height at which it is drawn.
        """
        plane, landscape = find_plane(scene, runs, view.plane, view.box), scene.landscape
        figure = _map_figure(landscape, plane, view.height_scale(landscape), look, with_field=view.field)
        points = _critical_point_traces(scene, view, plane, look) if view.critical_points else []
        return go.Figure([*figure.data, *points], figure.layout) if points else figure

    def painter_data(self, scene: Scene, runs: Runs, view: View) -> PlanePainterData:
        """Return the plot range and the margins, by which the painter maps points to pixels."""
        plot_range = find_plane(scene, runs, view.plane, view.box).plot_range
        return {
            "box": plot_range,
            "margin": _margin_px(large=view.mode == PRESENT),
            "sameScale": has_equal_scales(plot_range),
        }


@lru_cache(maxsize=64)
def _map_figure(landscape: Landscape, plane: PlotPlane, scale: str, look: Look, *, with_field: bool) -> go.Figure:
    """Return the map without critical points, as a Plotly figure that no run influences.

    It is cached: callers must not change it. ``scale`` is the height scale that ``view.height_scale`` returns.
    """
    transform = height_transform(landscape, plane, scale)
    grid = x, y, f = evaluate_grid(landscape, plane, GRID_SIZE)
    heights = transform.to_height(f)
    bands = go.Contour(
        x=to_compact_floats(x),
        y=to_compact_floats(y),
        z=to_compact_floats(heights),
        customdata=to_compact_floats(f),
        colorscale=terrain_colorscale(look),
        showscale=False,
        contours={"coloring": "fill", "start": heights.min(), "end": heights.max(), "size": _band_height(heights)},
        line={"width": 0, "smoothing": 1},
        hovertemplate=f"{hover_template(plane, '.4g')}<br>f = %{{customdata:.6g}}<extra></extra>",
    )
    levels = level_lines(grid, transform)
    overlays = [_level_line_trace(levels, look), _level_label_trace(levels, plane, look)]
    overlays += [_descent_field_trace(landscape, plane, look)] if with_field else []
    axis = {"fixedrange": True, "showgrid": False, "zeroline": False, "ticks": "outside", "constrain": "domain"}
    axis |= {"tickcolor": look.page_colours.grid_line, "autorange": False}
    equal_scales = {"scaleanchor": "x"} if has_equal_scales(plane.plot_range) else {}
    x_axis = {"range": plane.plot_range[0], "title": {"text": axis_title(plane, 0), "standoff": 4}, **axis}
    y_axis = {
        "range": plane.plot_range[1],
        "title": {"text": axis_title(plane, 1), "standoff": 4},
        **equal_scales,
        **axis,
    }
    layout = base_layout(look, margin=_margin_px(large=look.large), xaxis=x_axis, yaxis=y_axis)
    return go.Figure([bands, *overlays, minima_trace(landscape, plane, look)], layout)


def _margin_px(*, large: bool) -> dict[str, int]:
    return WIDE_MARGIN_PX if large else MARGIN_PX


def minima_trace(landscape: Landscape, plane: PlotPlane, look: Look) -> go.Scatter:
    """Return a Plotly trace of crosses at the global minima in the plane; hovering shows coordinates and value."""
    points = minima_in_plane(plane, landscape)
    return go.Scatter(
        x=[point[0] for point in points],
        y=[point[1] for point in points],
        mode="markers",
        marker={
            "symbol": "cross-thin",
            "size": 15,
            "line": {"width": 2.5, "color": look.page_colours.minimum},
        },
        hovertemplate=f"global minimum<br>{hover_template(plane, '.8g')}<br>f* = {landscape.fmin:.8g}<extra></extra>",
    )


def _level_line_trace(levels: Levels, look: Look) -> go.Scatter:
    gap = np.full((1, 2), np.nan)
    parts = [part for _, lines in levels for line in lines for part in (line, gap)]
    return _line_trace(np.concatenate([*parts, gap]), 1.4 if look.large else 0.9, look.page_colours.level_line)


def _level_label_trace(levels: Levels, plane: PlotPlane, look: Look) -> go.Scatter:
    placed = place_labels(levels, plane.plot_range)
    places = np.reshape([place for _, place in placed], (-1, 2))
    halo = ", ".join(
        f"{x}px {y}px 2px {look.page_colours.background}" for x in (-1, 1) for y in (-1, 1)
    )  # keeps the text readable on any colour
    return go.Scatter(
        x=places[:, 0],
        y=places[:, 1],
        mode="text",
        text=[text for text, _ in placed],
        textfont={
            "size": 0.75 * LARGE_FONT_PX if look.large else 10,
            "color": look.page_colours.foreground,
            "shadow": halo,
        },
        hoverinfo="skip",
    )


def _descent_field_trace(landscape: Landscape, plane: PlotPlane, look: Look) -> go.Scatter:
    return _line_trace(
        descent_field(landscape, plane), 1.6 if look.large else 1.0, look.page_colours.foreground, opacity=0.6
    )


def _line_trace(points: np.ndarray, width: float, colour: str, **more: Any) -> go.Scatter:
    """Return a Plotly trace of one line through points (n, 2), with gaps at NaN, and without a hover text.

    ``width`` is in pixels; ``more`` are further arguments of Scatter.
    """
    x, y = to_compact_floats(points).T
    line = {"width": width, "color": colour}
    return go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", **more)


def _critical_point_traces(scene: Scene, view: View, plane: PlotPlane, look: Look) -> list[go.Scatter]:
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


def _band_height(heights: np.ndarray) -> float:
    span = float(heights.max() - heights.min())
    return span / BAND_COUNT if span > 0 else 1.0
