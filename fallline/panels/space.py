"""The landscape as a surface in space."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np
import plotly.graph_objects as go

from fallline.analysis.plot_plane import PlotPlane, find_plane
from fallline.core.item_text import write_item
from fallline.panels._panel import (
    VIEWS_PLACE,
    PackedArray,
    Panel,
    base_layout,
    hover_template,
    pack_array,
    to_compact_floats,
)
from fallline.picture import Look, Runs
from fallline.picture.colour_scale import interpolate_colours
from fallline.picture.heights import picture_points
from fallline.picture.lighting import (
    AMBIENT,
    FLOOR_STRENGTH,
    KEY,
    SKIRT_AMBIENT,
    SKIRT_BRIGHTNESS,
    SKIRT_KEY,
    key_direction,
    level_line_colour,
    mix_colours,
    surface_terrain,
    to_hex,
)
from fallline.picture.sight import minima_on_surface
from fallline.picture.surface import LEVEL_COUNT, LIFT_SHARE, Surface, build_surface
from fallline.picture.viewpoint import CENTRE, Eye, choose_eye
from fallline.scene import Scene
from fallline.view import View

Terrain = tuple[str, ...]  # hex colours of even heights, from the lowest to the highest

LIGHT_DISTANCE = 1e4  # in scene units: so far that its rays are parallel
FLOOR_STRIDE = 2  # the floor has every second point of the surface's grid
LINE_SHARE = 0.006  # of the heights: half the width of a line between layers of the skirt
CLEARANCE = 5e-4  # of the box's sides, by which skirt and floor keep away from them, where Plotly cuts


class FloorEdge(TypedDict):
    """An edge of the floor: the ``name`` of its axis, and its ticks as (value, label)."""

    name: str
    ticks: list[tuple[float, str]]


class SpacePainterData(TypedDict):
    """The data of the painter of the surface, as JSON.

    ``box`` is the surface's bounding box, (low, high) of x, y and height; ``heights`` are those of the surface's grid
    over it, with y along the rows; ``minima`` are the global minima as [x, y, height]. ``lift`` is the height above the
    surface of trails and balls. ``floor`` are the edges along x and y. ``heightScale`` is 'linear', 'log' or 'rank';
    ``cutAt`` is the value of f above which the surface is not drawn, null if it is drawn whole.
    """

    box: tuple[tuple[float, float], ...]
    heights: PackedArray
    minima: list[list[float]]
    lift: float
    floor: list[FloorEdge]
    heightScale: str
    cutAt: float | None


@dataclass(frozen=True)
class Space(Panel):
    """The surface in space: drag to turn it, scroll to come nearer; what a ridge hides is drawn faint."""

    title = "3D surface"
    place = VIEWS_PLACE
    order = 2
    painter = "space"
    min_dim = 2  # the graph over one variable is a curve, not a surface

    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> go.Figure:
        """Return a Plotly figure of the surface with lines of equal height, its skirt, and its map on the floor.

        The ranges of its axes are fixed, so that the camera never jumps. ``meta`` of its layout has the position of the
        standard eye (``eye``), and a text that changes with what is seen: landscape and plot plane (``place``).
        """
        plane = find_plane(scene, runs, view.plane, view.box)
        surface = build_surface(scene, plane, view)
        eye = _standard_eye(surface, scene, runs, plane, view)
        colours = {
            "showscale": False,
            "cmin": surface.range.low,
            "cmax": surface.range.high,
            "lightposition": dict(zip("xyz", (LIGHT_DISTANCE * key_direction(np.array(eye))).tolist(), strict=True)),
        }
        terrain = surface_terrain(surface, look.terrain)
        traces = [
            _surface_trace(surface, plane, terrain, colours),
            _skirt_trace(surface, terrain, colours),
            _floor_trace(surface, terrain, look.page_colours.background, colours),
        ]
        place = f"{write_item(scene.landscape)} {' '.join(plane.names)} {surface.transform.kind}"
        layout = _layout(surface, plane, look, view.camera or eye)
        return go.Figure(traces, {**layout, "meta": {"eye": list(eye), "place": place}})

    def painter_data(self, scene: Scene, runs: Runs, view: View) -> SpacePainterData:
        """Return the data of the painter; by the heights it finds out what the surface hides."""
        plane = find_plane(scene, runs, view.plane, view.box)
        surface = build_surface(scene, plane, view)
        low, high = surface.box[2]
        return {
            "box": surface.box,
            "heights": pack_array(surface.heights),
            "minima": minima_on_surface(surface, scene, plane),
            "lift": LIFT_SHARE * (high - low),
            "floor": [
                {"name": name, "ticks": ticks} for name, ticks in zip(plane.names, surface.floor_ticks(), strict=True)
            ],
            "heightScale": surface.transform.kind,
            "cutAt": float(surface.transform.to_value(surface.range.high)) if surface.range.cut else None,
        }


def _standard_eye(surface: Surface, scene: Scene, runs: Runs, plane: PlotPlane, view: View) -> Eye:
    scale = view.height_scale(scene.landscape)
    paths = [np.swapaxes(picture_points(scene.landscape, plane, scale, run.x, run.f), 0, 1) for run in runs]
    return choose_eye(surface, paths, minima_on_surface(surface, scene, plane))


def _surface_trace(surface: Surface, plane: PlotPlane, terrain: Terrain, colours: dict[str, Any]) -> go.Surface:
    is_value = surface.transform.kind == "linear"  # of the height, so that the values need not be sent
    value = "%{z:.6g}" if is_value else "%{customdata:.6g}"
    return go.Surface(
        x=to_compact_floats(surface.x),
        y=to_compact_floats(surface.y),
        z=to_compact_floats(surface.heights),
        customdata=None if is_value else to_compact_floats(surface.f),
        colorscale=_colorscale(terrain),
        contours={"z": _level_line_options(surface, terrain)},
        hovertemplate=f"{hover_template(plane, '.4g')}<br>f = {value}<extra></extra>",
        lighting={"ambient": AMBIENT, "diffuse": KEY, "specular": 0.05, "roughness": 0.9, "fresnel": 0.05},
        **colours,
    )


def _skirt_trace(surface: Surface, terrain: Terrain, colours: dict[str, Any]) -> go.Surface:
    """Return the walls from the edge of the surface down to its base, in layers of the heights' colours.

    The lines between layers are part of the colour scale: Plotly's level lines flicker on vertical walls.
    """
    x, y, heights = surface.skirt()
    return go.Surface(
        x=to_compact_floats(_move_inwards(x)),
        y=to_compact_floats(_move_inwards(y)),
        z=to_compact_floats(heights),
        colorscale=_layered_colorscale(surface, terrain),
        contours={"z": {"highlight": False}},
        hoverinfo="skip",
        lighting={"ambient": SKIRT_AMBIENT, "diffuse": SKIRT_KEY, "specular": 0.0, "fresnel": 0.0},
        **colours,
    )


def _move_inwards(values: np.ndarray) -> np.ndarray:
    """Return coordinates moved off the ends of the plot range, where Plotly would cut parts by its rounding errors."""
    low, high = values.min(), values.max()
    return np.clip(values, low + CLEARANCE * (high - low), high - CLEARANCE * (high - low))


def _floor_trace(surface: Surface, terrain: Terrain, background: str, colours: dict[str, Any]) -> go.Surface:
    """Return the map on the floor, in colours of the heights that are mixed with the page's background."""
    low, high = surface.box[2]
    heights = surface.heights[::FLOOR_STRIDE, ::FLOOR_STRIDE]
    return go.Surface(
        x=to_compact_floats(surface.x[::FLOOR_STRIDE]),
        y=to_compact_floats(surface.y[::FLOOR_STRIDE]),
        z=to_compact_floats(np.where(np.isnan(heights), np.nan, low + CLEARANCE * (high - low))),
        surfacecolor=to_compact_floats(heights),
        colorscale=_colorscale(tuple(mix_colours(each, background, 1 - FLOOR_STRENGTH) for each in terrain)),
        contours={"z": {"highlight": False}},
        hoverinfo="skip",
        lighting={"ambient": 1.0, "diffuse": 0.0, "specular": 0.0, "fresnel": 0.0},
        **colours,
    )


def _colorscale(terrain: Terrain) -> list[list[Any]]:
    """Return colours of even heights as a Plotly colorscale."""
    return [[i / (len(terrain) - 1), colour] for i, colour in enumerate(terrain)]


def _layered_colorscale(surface: Surface, terrain: Terrain) -> list[list[Any]]:
    """Return the skirt's colours as a Plotly colorscale, with a thin dark line at each level of the surface."""
    darker = tuple(mix_colours(colour, "#000000", 1 - SKIRT_BRIGHTNESS) for colour in terrain)
    count = LEVEL_COUNT if surface.levels else 0
    levels = np.arange(1, count) / count if count else np.empty(0)
    beside = np.concatenate((levels - LINE_SHARE, levels + LINE_SHARE, np.linspace(0, 1, len(darker))))
    sides = [share for share in np.unique(beside) if not np.isclose(share, levels, atol=0.9 * LINE_SHARE).any()]
    rgb = interpolate_colours(darker, np.array(sides))
    stops = [[float(share), to_hex(colour)] for share, colour in zip(sides, rgb, strict=True)]
    line = level_line_colour(terrain)
    return sorted([*stops, *([share, line] for share in levels.tolist())], key=lambda stop: stop[0])


def _level_line_options(surface: Surface, terrain: Terrain) -> dict[str, Any]:
    if not surface.levels or np.isnan(surface.heights).any():  # Plotly takes a minute for level lines beside a gap
        return {"show": False}
    start, end, size = surface.levels
    return {
        "show": True,
        "start": start,
        "end": end,
        "size": size,
        "color": level_line_colour(terrain),
        "width": 1,
        "highlight": False,
    }


def _layout(surface: Surface, plane: PlotPlane, look: Look, eye: tuple[float, ...]) -> dict[str, Any]:
    axis = {"visible": False, "showspikes": False, "autorange": False}
    return base_layout(
        look,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        scene={
            "xaxis": {**axis, "range": plane.plot_range[0]},
            "yaxis": {**axis, "range": plane.plot_range[1]},
            "zaxis": {**axis, "range": surface.box[2]},
            "aspectmode": "manual",
            "aspectratio": dict(zip("xyz", surface.sides, strict=True)),
            "camera": {"eye": dict(zip("xyz", eye, strict=True)), "center": dict(zip("xyz", CENTRE, strict=True))},
            "dragmode": False,
        },
    )
