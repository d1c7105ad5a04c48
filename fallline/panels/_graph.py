"""The Plotly figure of the curve of f over one variable, which the map's panel shows in one dimension."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from fallline.analysis.plot_plane import PlotPlane
from fallline.panels._panel import base_layout, hover_template, terrain_colorscale, to_compact_floats
from fallline.panels._points import minima_traces
from fallline.picture import Look
from fallline.picture.graph import Graph, minima_on_graph

NO_VALUE_TEXT = "f has no value here"
HOVER_DISTANCE_PX = 60
CURVE_WIDTH_PX, LARGE_CURVE_WIDTH_PX = 2.0, 3.2


def graph_figure(graph: Graph, plane: PlotPlane, look: Look, margin: dict[str, int]) -> go.Figure:
    """Return the curve as a Plotly figure: its area in the terrain's colours, gaps hatched, and the global minima.

    Hovering over the curve shows f itself, not the height at which it is drawn.
    """
    traces = [_area_trace(graph, look), *_gap_traces(graph, look), _curve_trace(graph, plane, look)]
    traces += minima_traces(minima_on_graph(graph, plane), graph.landscape, plane, look)
    axis = {"fixedrange": True, "zeroline": False, "ticks": "outside", "tickcolor": look.page_colours.grid_line}
    axis |= {"autorange": False, "gridcolor": look.page_colours.grid_line, "automargin": False}
    (x_range, y_range), ticks = graph.box, graph.ticks()
    x_axis = {"range": x_range, "title": {"text": graph.names[0], "standoff": 4}, "showgrid": False, **axis}
    y_axis = {"range": y_range, "title": {"text": graph.title, "standoff": 4}, **axis}
    y_axis |= {"tickvals": [height for height, _ in ticks], "ticktext": [text for _, text in ticks]}
    layout = base_layout(look, margin=margin, xaxis=x_axis, yaxis=y_axis, hoverdistance=HOVER_DISTANCE_PX)
    return go.Figure(traces, layout)


def _curve_trace(graph: Graph, plane: PlotPlane, look: Look) -> go.Scatter:
    return go.Scatter(
        x=to_compact_floats(graph.x),
        y=to_compact_floats(graph.heights),
        customdata=to_compact_floats(graph.f),
        mode="lines",
        line={
            "width": LARGE_CURVE_WIDTH_PX if look.large else CURVE_WIDTH_PX,
            "color": look.page_colours.foreground,
            "simplify": False,
        },
        connectgaps=False,
        hovertemplate=f"{hover_template(plane, '.4g')}<br>f = %{{customdata:.6g}}<extra></extra>",
    )


def _area_trace(graph: Graph, look: Look) -> go.Scatter:
    """Return the area under the parts of the curve, filled with the terrain's colours by height."""
    floor, gap = graph.box[1][0], [np.nan]
    x = [np.concatenate((graph.x[each], graph.x[each][[-1, 0]], gap)) for each in graph.parts]
    y = [np.concatenate((graph.heights[each], [floor, floor], gap)) for each in graph.parts]
    fill = {"type": "vertical", "start": graph.range.low, "stop": graph.range.high}
    return go.Scatter(
        x=to_compact_floats(np.concatenate(x)),
        y=to_compact_floats(np.concatenate(y)),
        mode="lines",
        line={"width": 0, "simplify": False},
        fill="toself",
        fillgradient={**fill, "colorscale": terrain_colorscale(look)},
        hoverinfo="skip",
    )


def _gap_traces(graph: Graph, look: Look) -> list[go.Scatter]:
    """Return one hatched band for each interval in which f has no value; hovering says so."""
    low, high = graph.box[1]
    return [
        go.Scatter(
            x=[left, right, right, left, left],
            y=[low, low, high, high, low],
            mode="lines",
            line={"width": 0},
            fill="toself",
            fillpattern=hatch(look),
            hoveron="fills",
            text=NO_VALUE_TEXT,
            name=NO_VALUE_TEXT,
            hoverinfo="text",
        )
        for left, right in graph.gaps
    ]


def hatch(look: Look) -> dict[str, Any]:
    """Return the Plotly fill pattern of places where f has no value."""
    return {
        "shape": "/",
        "size": 9 if not look.large else 14,
        "solidity": 0.14,
        "fgcolor": look.page_colours.foreground,
        "bgcolor": "rgba(0,0,0,0)",
        "fgopacity": 0.35,
    }
