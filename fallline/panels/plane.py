"""The contour map of the landscape."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypedDict

import numpy as np
import plotly.graph_objects as go
from PIL import Image

from fallline.analysis.plot_plane import PlotPlane, find_plane, minima_in_plane
from fallline.core import Landscape
from fallline.panels._graph import NO_VALUE_TEXT, graph_figure, hatch
from fallline.panels._panel import (
    VIEWS_PLACE,
    PackedArray,
    Panel,
    base_layout,
    hover_template,
    pack_array,
    to_compact_floats,
)
from fallline.panels._points import critical_point_traces, minima_traces
from fallline.picture import LARGE_FONT_PX, Look, Runs
from fallline.picture.contour_map import GRID_SIZE, axis_title, has_equal_scales
from fallline.picture.descent_field import descent_field
from fallline.picture.graph import ARROW_LANES_PX, Graph, build_graph
from fallline.picture.heights import Grid, HeightRange, evaluate_grid, height_range, height_transform
from fallline.picture.holes import hole_outlines
from fallline.picture.levels import Levels, level_lines, place_labels
from fallline.picture.terrain_image import terrain_pixels
from fallline.scene import Scene
from fallline.view import View
from fallline.view.view import PRESENT

MARGIN_PX = {"l": 0, "r": 0, "t": 0, "b": 0}  # the axes' labels lie on the map
CURVE_MARGIN_PX = {"l": 60, "r": 12, "t": 12, "b": 42}
LARGE_CURVE_MARGIN_PX = {"l": 86, "r": 14, "t": 14, "b": 64}  # for the large type of a projector
IMAGE_SCALE = 2  # pixels per grid point of the picture of the terrain
LEVEL_LABEL_PX = 13
IMAGE_QUALITY = 95  # of its JPEG compression


class CurveData(TypedDict):
    """The curve of f over one variable, as JSON.

    ``x`` and ``heights`` (n,) are its points from left to right, NaN in a gap; ``lanes`` are the distances of a step's
    arrows above the ball in pixels, by layer.
    """

    x: PackedArray
    heights: PackedArray
    lanes: dict[str, int]


class PlanePainterData(TypedDict):
    """The data of the painter of the map, as JSON.

    ``box`` is the plot range, (low, high) of each plane coordinate; ``margin`` is the margins in pixels by side ('l',
    'r', 't', 'b'). With ``sameScale`` a unit of both coordinates has equally many pixels. ``curve`` is None unless the
    landscape has one variable; then the second coordinate is the height.
    """

    box: tuple[tuple[float, float], ...]
    margin: dict[str, int]
    sameScale: bool
    curve: CurveData | None


@dataclass(frozen=True)
class Plane(Panel):
    """The contour map, with minima, start, trails and balls; click to start there, drag the start. Of a function of one
    variable it is the curve of f over it."""

    title = "Map"
    place = VIEWS_PLACE
    order = 1
    painter = "plane"

    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> go.Figure:
        """Return the map as a Plotly figure: shaded heights, level lines at round values, and the global minima.

        It also has critical points and the descent field if the view shows them. Hovering over the map shows f. For a
        landscape of one variable it is the curve of f over it.
        """
        plane, landscape = find_plane(scene, runs, view.plane, view.box), scene.landscape
        if plane.is_line:
            figure = graph_figure(build_graph(scene, plane, view), plane, look, _margin_px(plane, large=look.large))
        else:
            figure = _map_figure(landscape, plane, view.height_scale(landscape), look, with_field=view.field)
        points = critical_point_traces(scene, view, plane, look) if view.critical_points else []
        return go.Figure([*figure.data, *points], figure.layout) if points else figure

    def painter_data(self, scene: Scene, runs: Runs, view: View) -> PlanePainterData:
        """Return the plot range and the margins, by which the painter maps points to pixels, and the curve if any."""
        plane = find_plane(scene, runs, view.plane, view.box)
        graph = build_graph(scene, plane, view) if plane.is_line else None
        return {
            "box": graph.box if graph else plane.plot_range,
            "margin": _margin_px(plane, large=view.mode == PRESENT),
            "sameScale": not graph and has_equal_scales(plane.plot_range),
            "curve": _curve_data(graph) if graph else None,
        }


def _curve_data(graph: Graph) -> CurveData:
    return {"x": pack_array(graph.x), "heights": pack_array(graph.heights), "lanes": ARROW_LANES_PX}


@lru_cache(maxsize=64)
def _map_figure(landscape: Landscape, plane: PlotPlane, scale: str, look: Look, *, with_field: bool) -> go.Figure:
    """Return the map without critical points, as a Plotly figure that no run influences.

    It is cached: callers must not change it. ``scale`` is the height scale that ``view.height_scale`` returns.
    """
    transform = height_transform(landscape, plane, scale)
    grid = x, y, f = evaluate_grid(landscape, plane, GRID_SIZE)
    heights = transform.to_height(f)
    shown = height_range(landscape, plane, transform, heights)
    below = float(np.nanmin(f)) - 1 - float(np.nanmax(np.abs(f)))  # a level that has no line
    values = go.Contour(  # draws nothing, but shows f where the pointer is
        x=to_compact_floats(x),
        y=to_compact_floats(y),
        z=to_compact_floats(f),
        autocontour=False,
        contours={"coloring": "none", "start": below, "end": below, "size": 1},
        showscale=False,
        hoverongaps=False,
        hoverlabel={"bgcolor": look.page_colours.background, "font": {"color": look.page_colours.foreground}},
        hovertemplate=f"{hover_template(plane, '.4g')}<br>f = %{{z:.6g}}<extra></extra>",
    )
    minima = np.reshape(minima_in_plane(plane, landscape), (-1, 2))
    levels = level_lines(grid, transform, shown)
    overlays = [_level_line_trace(levels, look), _level_label_trace(levels, minima, plane, look)]
    overlays += [_descent_field_trace(landscape, plane, look)] if with_field else []
    layout = base_layout(
        look,
        margin=MARGIN_PX,
        images=[_terrain_image(x, y, heights, shown, look)],
        annotations=_axis_titles(plane, look),
        xaxis={"range": plane.plot_range[0], **_inner_axis(look)},
        yaxis={
            "range": plane.plot_range[1],
            **({"scaleanchor": "x"} if has_equal_scales(plane.plot_range) else {}),
            **_inner_axis(look),
            "ticks": "",  # beside a number a tick looks like a minus sign
        },
    )
    traces = [values, *_hole_traces(grid, plane, look), *overlays, *minima_traces(minima, landscape, plane, look)]
    return go.Figure(traces, layout)


def _inner_axis(look: Look) -> dict[str, Any]:
    """Return the Plotly options of an axis whose labels lie on the map, so that the map fills its frame."""
    return {
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "constrain": "domain",
        "autorange": False,
        "ticks": "inside",
        "ticklen": 5,
        "tickcolor": look.page_colours.foreground,
        "ticklabelposition": "inside",
        "ticklabeloverflow": "hide past domain",
        "tickfont": {"color": look.page_colours.foreground, "shadow": _text_halo(look)},
    }


def _axis_titles(plane: PlotPlane, look: Look) -> list[dict[str, Any]]:
    """Return the titles of the axes as Plotly annotations beside the axes' tick labels, at their upper ends."""
    height = (2 if look.large else 1.6) * base_layout(look)["font"]["size"]
    common = {"xref": "x domain", "yref": "y domain", "showarrow": False, "font": {"shadow": _text_halo(look)}}
    across = {"x": 1, "y": 0, "xanchor": "right", "yanchor": "bottom", "yshift": height, "xshift": -4}
    up = {"x": 0, "y": 1, "xanchor": "left", "yanchor": "top", "xshift": 2 * height, "yshift": -2}
    return [{"text": axis_title(plane, axis), **common, **place} for axis, place in enumerate((across, up))]


def _terrain_image(x: np.ndarray, y: np.ndarray, heights: np.ndarray, shown: HeightRange, look: Look) -> dict[str, Any]:
    """Return the shaded terrain as a Plotly layout image below the traces."""
    size = (IMAGE_SCALE * len(x), IMAGE_SCALE * len(y))
    terrain = Image.fromarray(terrain_pixels(x, y, heights, shown, look.terrain)).resize(size, Image.Resampling.BICUBIC)
    image = Image.new("RGB", size, look.page_colours.background)
    image.paste(terrain, mask=terrain)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=IMAGE_QUALITY, subsampling=0)
    cell_x, cell_y = x[1] - x[0], y[1] - y[0]
    return {
        "source": f"data:image/jpeg;base64,{base64.b64encode(file.getvalue()).decode()}",
        "xref": "x",
        "yref": "y",
        "layer": "below",
        "sizing": "stretch",
        "x": x[0] - cell_x / 2,  # before scaling, a pixel is centred on its grid point
        "y": y[-1] + cell_y / 2,
        "sizex": len(x) * cell_x,
        "sizey": len(y) * cell_y,
    }


def _hole_traces(grid: Grid, plane: PlotPlane, look: Look) -> list[go.Scatter | go.Heatmap]:
    """Return the traces of places where f has no value, with a hatch and a hover text; [] if there are none."""
    x, y, f = grid
    outlines = hole_outlines(grid)
    if not outlines:
        return []
    points = np.concatenate([part for line in outlines for part in (line, np.full((1, 2), np.nan))])
    hatched = go.Scatter(
        x=to_compact_floats(points[:, 0]),
        y=to_compact_floats(points[:, 1]),
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillpattern=hatch(look),
        hoverinfo="skip",
    )
    hovers = go.Heatmap(
        x=to_compact_floats(x),
        y=to_compact_floats(y),
        z=np.where(np.isfinite(f), np.nan, 0.0).astype("<f4"),
        colorscale=[[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]],
        showscale=False,
        hoverongaps=False,
        hovertemplate=f"{hover_template(plane, '.4g')}<br>{NO_VALUE_TEXT}<extra></extra>",
    )
    return [hatched, hovers]


def _margin_px(plane: PlotPlane, *, large: bool) -> dict[str, int]:
    if not plane.is_line:
        return MARGIN_PX
    return LARGE_CURVE_MARGIN_PX if large else CURVE_MARGIN_PX


def _level_line_trace(levels: Levels, look: Look) -> go.Scatter:
    gap = np.full((1, 2), np.nan)
    parts = [part for _, lines in levels for line in lines for part in (line, gap)]
    return _line_trace(np.concatenate([*parts, gap]), 1.4 if look.large else 0.9, look.page_colours.level_line)


def _level_label_trace(levels: Levels, minima: np.ndarray, plane: PlotPlane, look: Look) -> go.Scatter:
    placed = place_labels(levels, plane.plot_range, minima)
    places = np.reshape([place for _, place in placed], (-1, 2))
    return go.Scatter(
        x=places[:, 0],
        y=places[:, 1],
        mode="text",
        text=[text for text, _ in placed],
        textfont={
            "size": 0.75 * LARGE_FONT_PX if look.large else LEVEL_LABEL_PX,
            "color": look.page_colours.foreground,
            "shadow": _text_halo(look),
        },
        hoverinfo="skip",
    )


def _text_halo(look: Look) -> str:
    """Return the CSS text-shadow that keeps text readable on any colour."""
    return ", ".join(f"{x}px {y}px 2px {look.page_colours.background}" for x in (-1, 1) for y in (-1, 1))


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
