"""What the panels of curves share: the Plotly figure of whole runs, and the data for markers at the current step."""

from __future__ import annotations

import math
from typing import Any, TypedDict

import numpy as np
import plotly.graph_objects as go

from fallline.panels._panel import FONT_PX, base_layout, to_compact_floats
from fallline.picture import LARGE_FONT_PX, Look, Runs
from fallline.picture.curves import SHORT_AXIS_DECADES, Curve, log10_axis_range, round_log_ticks
from fallline.view import View
from fallline.view.view import PRESENT

MARGIN_PX = {"l": 58, "r": 16, "t": 6, "b": 24}
LARGE_MARGIN_PX = {"l": 76, "r": 16, "t": 10, "b": 34}  # for the large type of a projector
POWER_FACTOR = 1.25
MAX_THIN_WIDTH_PX = 1.5  # curves that are thicker have markers; thinner ones are drawn lighter


def curve_figure(curves: list[Curve], look: Look) -> go.Figure:
    """Return a Plotly figure of one or more curves over the steps, with a log axis for their values.

    Values that are not above zero leave a gap.
    """
    traces = [
        go.Scatter(
            y=to_compact_floats(np.where(curve.values > 0, curve.values, np.nan)),
            mode="lines",
            line={"color": look.colour(curve.mark), "width": curve.width, "dash": curve.dash},
            opacity=1 if curve.width > MAX_THIN_WIDTH_PX else 0.75,
            name=curve.name,
            hovertemplate=f"{curve.name}<br>step %{{x}}: %{{y:.5g}}<extra></extra>",
        )
        for curve in curves
    ]
    steps = max(len(curve.values) for curve in curves) - 1
    font_px, intervals = (LARGE_FONT_PX, 4) if look.large else (FONT_PX, 6)
    axis = {
        "fixedrange": True,
        "tickfont": {"size": font_px},
        "gridcolor": look.page_colours.grid_line,
        "zeroline": False,
        "automargin": False,
    }
    x_axis = {"range": (0, steps), "nticks": 5 if look.large else 8, "tickangle": 0, **axis}
    low, high = log10_axis_range(curves)
    # Plotly draws the ten of a power larger than the font by POWER_FACTOR.
    ticks: dict[str, Any] = {"dtick": math.ceil((high - low) / intervals), "tickfont": {"size": font_px / POWER_FACTOR}}
    if high - low < SHORT_AXIS_DECADES:
        marks = round_log_ticks(low, high)
        ticks = {"tickvals": [value for value, _ in marks], "ticktext": [text for _, text in marks]}
    y_axis = {"type": "log", "range": (low, high), "exponentformat": "power", **axis, **ticks}
    figure = go.Figure(traces, base_layout(look, margin=_margin_px(look.large), xaxis=x_axis, yaxis=y_axis))
    # The title stands to the left of the first number, where no curve is.
    place = {"xref": "paper", "yref": "paper", "x": 0, "y": 0, "xanchor": "right", "yanchor": "top", "xshift": -10}
    return figure.add_annotation(text="step", showarrow=False, **place)


def _margin_px(large: bool) -> dict[str, int]:
    return LARGE_MARGIN_PX if large else MARGIN_PX


def empty_figure(message: str, look: Look) -> go.Figure:
    """Return a Plotly figure without curves that shows ``message``, which may hold the HTML tags that Plotly knows."""
    figure = go.Figure().update_layout(**base_layout(look, margin=MARGIN_PX))
    figure.update_xaxes(visible=False, range=(0, 1)).update_yaxes(visible=False, range=(0, 1))
    return figure.add_annotation(text=message, x=0.5, y=0.5, showarrow=False)


class CurveLine(TypedDict):
    """A curve that has a marker at the current step, as JSON.

    Its values are column ``axis`` of the array named ``array`` of run number ``run``, in the data that painters share.
    """

    run: int
    array: str
    axis: int


class CurvePainterData(TypedDict):
    """The data of the painter of curves, as JSON.

    ``margin`` is the plot's margins in pixels by side ('l', 'r', 't', 'b'). The plot shows 0 to ``steps`` across and
    10**low to 10**high upwards, where ``decades`` is (low, high). ``lines`` are the curves with markers.
    """

    margin: dict[str, int]
    steps: int
    decades: tuple[float, float]
    lines: list[CurveLine]


def curve_painter_data(curves: list[Curve], runs: Runs, view: View) -> CurvePainterData:
    """Return the painter's data of one or more curves; its ``lines`` are only the thick curves, which have markers."""
    return {
        "margin": _margin_px(view.mode == PRESENT),
        "steps": runs[0].steps,
        "decades": log10_axis_range(curves),
        "lines": [
            {"run": curve.run, "array": curve.array, "axis": curve.axis}
            for curve in curves
            if curve.width > MAX_THIN_WIDTH_PX
        ],
    }
