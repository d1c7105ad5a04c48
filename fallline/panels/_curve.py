"""Curves over the steps: the whole run as a stage, a cursor and dots as actors."""

from __future__ import annotations

import math
from typing import Any, TypedDict

import numpy as np
import plotly.graph_objects as go

from fallline.panels._panel import base_layout, single
from fallline.picture import Look, Runs
from fallline.picture.curves import FEW, Line, log_range, short_ticks

MARGIN = {"l": 42, "r": 12, "t": 8, "b": 32}


def curves(lines: list[Line], look: Look) -> go.Figure:
    """Curves over the steps with a log axis; what is not above zero leaves a gap, since it has no logarithm."""
    traces = [
        go.Scatter(
            y=single(np.where(line.values > 0, line.values, np.nan)),
            mode="lines",
            line={"color": look.colour(line.mark), "width": line.width, "dash": line.dash},
            opacity=1 if line.width > 1.5 else 0.75,
            name=line.name,
            hovertemplate=f"{line.name}<br>step %{{x}}: %{{y:.5g}}<extra></extra>",
        )
        for line in lines
    ]
    steps = max(len(line.values) for line in lines) - 1
    axis = {
        "fixedrange": True,
        "tickfont": {"size": 11},
        "gridcolor": look.ground.faint,
        "zeroline": False,
        "automargin": False,
    }
    along = {"range": (0, steps), "title": {"text": "step", "standoff": 2}, "nticks": 4, "tickangle": 0, **axis}
    low, high = log_range(lines)
    ticks: dict[str, Any] = {"dtick": math.ceil((high - low) / 6)}
    if high - low < FEW:
        marks = short_ticks(low, high)
        ticks = {"tickvals": [value for value, _ in marks], "ticktext": [text for _, text in marks]}
    up = {"type": "log", "range": (low, high), "exponentformat": "power", **ticks, **axis}
    return go.Figure(traces, base_layout(look, margin=MARGIN, xaxis=along, yaxis=up))


def nothing(why: str, look: Look) -> go.Figure:
    """An empty stage that says why it is empty."""
    figure = go.Figure().update_layout(**base_layout(look, margin=MARGIN))
    figure.update_xaxes(visible=False, range=(0, 1)).update_yaxes(visible=False, range=(0, 1))
    return figure.add_annotation(text=why, x=0.5, y=0.5, showarrow=False)


class CurveLine(TypedDict):
    """A curve that a ball runs along: column ``axis`` of an ``array`` of a run."""

    run: int
    array: str
    axis: int


class CurveActors(TypedDict):
    """The plot's margins in pixels, and its axes: ``steps`` across, from 10**low to 10**high (``decades``) upwards."""

    margin: dict[str, int]
    steps: int
    decades: tuple[float, float]
    lines: list[CurveLine]


def actors(lines: list[Line], runs: Runs) -> CurveActors:
    """Where the painter finds each curve's value, and the axes by which it maps values to pixels."""
    return {
        "margin": MARGIN,
        "steps": runs[0].steps,
        "decades": log_range(lines),
        "lines": [{"run": line.run, "array": line.array, "axis": line.axis} for line in lines if line.width > 1.5],
    }
