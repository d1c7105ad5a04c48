"""The landscape as a surface in space."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np
import plotly.graph_objects as go

from fallline.analysis.plot_plane import PlotPlane, find_plane
from fallline.panels._panel import (
    VIEWS_PLACE,
    PackedArray,
    Panel,
    base_layout,
    hover_template,
    pack_array,
    terrain_colorscale,
    to_compact_floats,
)
from fallline.picture import Look, Runs
from fallline.picture.surface import CENTRE, STANDARD_EYE, Surface, build_surface, minima_on_surface
from fallline.scene import Scene
from fallline.view import View


class SpacePainterData(TypedDict):
    """The data of the painter of the surface, as JSON.

    ``box`` is the surface's bounding box, (low, high) of x, y and height; ``heights`` are those of the surface's grid
    over it, with y along the rows; ``minima`` are the global minima as [x, y, height].
    """

    box: tuple[tuple[float, float], ...]
    heights: PackedArray
    minima: list[list[float]]


@dataclass(frozen=True)
class Space(Panel):
    """The surface in space: drag to turn it, scroll to come nearer; what a ridge hides is drawn faint."""

    title = "3D surface"
    place = VIEWS_PLACE
    order = 2
    painter = "space"
    min_dim = 2  # the graph over one variable is a curve, not a surface

    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> go.Figure:
        """Return a Plotly figure of the surface with lines of equal height.

        The ranges of its axes are fixed, so that the camera never jumps.
        """
        plane = find_plane(scene, runs, view.plane, view.box)
        surface = build_surface(scene, plane, view)
        trace = go.Surface(
            x=to_compact_floats(surface.x),
            y=to_compact_floats(surface.y),
            z=to_compact_floats(surface.heights),
            customdata=to_compact_floats(surface.f),
            colorscale=terrain_colorscale(look),
            showscale=False,
            lighting={"ambient": 0.72, "diffuse": 0.5, "specular": 0.06, "roughness": 0.9},
            cmin=surface.range.low,
            cmax=surface.range.high,
            contours={"z": _level_line_options(surface, look)},
            hovertemplate=f"{hover_template(plane, '.4g')}<br>f = %{{customdata:.6g}}<extra></extra>",
        )
        return go.Figure([trace], _layout(surface, plane, view, look))

    def painter_data(self, scene: Scene, runs: Runs, view: View) -> SpacePainterData:
        """Return the box, the heights, by which the painter finds out what the surface hides, and the minima."""
        plane = find_plane(scene, runs, view.plane, view.box)
        surface = build_surface(scene, plane, view)
        return {
            "box": surface.box,
            "heights": pack_array(surface.heights),
            "minima": minima_on_surface(surface, scene, plane),
        }


def _level_line_options(surface: Surface, look: Look) -> dict[str, Any]:
    if not surface.levels or np.isnan(surface.heights).any():  # Plotly takes a minute for level lines beside a gap
        return {"show": False}
    start, end, size = surface.levels
    return {"show": True, "start": start, "end": end, "size": size, "color": look.page_colours.grid_line, "width": 1}


def _layout(surface: Surface, plane: PlotPlane, view: View, look: Look) -> dict[str, Any]:
    low, high = surface.box[2]
    ticks = surface.transform.ticks(low, high)
    axis = {
        "showspikes": False,
        "showbackground": False,
        "gridcolor": look.page_colours.grid_line,
        "autorange": False,
    }
    axis |= {"zeroline": False, "tickfont": {"size": 14 if look.large else 10}, "nticks": 5}
    height_ticks = {"tickvals": [height for height, _ in ticks], "ticktext": [text for _, text in ticks]}
    return base_layout(
        look,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        scene={
            "xaxis": {**axis, "range": plane.plot_range[0], "title": plane.names[0]},
            "yaxis": {**axis, "range": plane.plot_range[1], "title": plane.names[1]},
            "zaxis": {**axis, "range": (low, high), "title": surface.title, **height_ticks},
            "aspectmode": "manual",
            "aspectratio": dict(zip("xyz", surface.sides, strict=True)),
            "camera": {
                "eye": dict(zip("xyz", view.camera or STANDARD_EYE, strict=True)),
                "center": dict(zip("xyz", CENTRE, strict=True)),
            },
            "dragmode": "turntable",
        },
    )
