"""Plotly figures of sweeps: heat maps of two settings, and steps to the target against the learning rate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from fallline.analysis.basins import DIVERGED, ELSEWHERE, GOING, OUTCOME_LABELS, classify_ends
from fallline.analysis.quadratic_theory import find_curvature_range, optimal_settings, theory_curves
from fallline.analysis.sweeps import LANDSCAPE_PREFIX, Axis, current_value
from fallline.core import LEARNING_RATE
from fallline.core.number_text import format_short
from fallline.core.round_numbers import round_numbers
from fallline.panels import base_layout
from fallline.picture import Look
from fallline.picture.palette import MAP_COLOURS, assign_marks
from fallline.programs.ends import Ends
from fallline.scene import Scene
from fallline.studies.rates import LearningRateSweep

STEPS_QUANTITY, GAP_QUANTITY = "steps", "gap"  # what a heat map can show: steps to the target, or the final gap
FAILURE_CODES = (GOING, ELSEWHERE, DIVERGED)
MIN_GAP = 1e-16  # a smaller gap is rounding error and drawn as this
MARGIN_PX = {"l": 78, "r": 20, "t": 40, "b": 60}
LEGEND = {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0}
FONT_SIZE_PX = 14
PLOTLY_SYMBOLS = {"triangle": "triangle-up", "wedge": "triangle-down"}  # of shapes that have another name there
CURRENT_SETTINGS, CURRENT_RATE = "current settings", "current learning rate"  # the names of marks in the legend


def draw_sweep(
    scene: Scene, run: int, x_axis: Axis, y_axis: Axis, rows: Sequence[Ends], quantity: str, look: Look
) -> go.Figure:
    """Return a heat map of a sweep over two settings of one run, with theory's limits and optimum on top.

    ``run`` is the index of the run in the scene. The colour shows ``quantity``, STEPS_QUANTITY or GAP_QUANTITY.
    ``rows`` are the rows of cells computed so far, from the bottom; the others are drawn as not computed yet.
    """
    values = np.full((len(y_axis.values), len(x_axis.values)), np.nan)
    failures, texts = values.copy(), np.full(values.shape, "not computed yet", dtype=object)
    for index, ends in enumerate(rows):
        codes = classify_ends(ends)
        steps = np.where(codes >= 0, np.log10(np.maximum(ends.reached, 1)), np.nan)
        gap = np.where(codes == DIVERGED, np.nan, np.log10(np.maximum(np.abs(ends.gap), MIN_GAP)))
        values[index] = steps if quantity == STEPS_QUANTITY else gap
        failures[index] = np.where((codes >= 0) | ((quantity == GAP_QUANTITY) & (codes != DIVERGED)), np.nan, codes)
        texts[index] = [
            _hover_text(code, steps, final_gap)
            for code, steps, final_gap in zip(codes, ends.reached, ends.gap, strict=True)
        ]
    title = "steps to the target" if quantity == STEPS_QUANTITY else "last gap f − f*"
    styles = (_colour_scale(values, title), _failure_colours(look))
    figure = go.Figure(
        [_heatmap(x_axis, y_axis, each, texts, style) for each, style in zip((values, failures), styles, strict=True)]
    )
    figure.add_traces([*_failure_legend(failures, look), *_theory_traces(scene, run, x_axis, y_axis)])
    figure.add_trace(_current_settings_trace(scene, run, x_axis, y_axis, look))
    _apply_layout(figure, look)
    figure.update_xaxes(**_axis_layout(x_axis, look))
    figure.update_yaxes(**_axis_layout(y_axis, look))
    return figure


def draw_learning_rates(scene: Scene, sweeps: Sequence[LearningRateSweep], look: Look) -> go.Figure:
    """Return a figure of the steps to the target against the learning rate, a line per sweep.

    Learning rates at which a run diverges are crosses above the lines; a dotted line stands at each run's own rate.
    """
    figure = go.Figure()
    run_marks = assign_marks(scene.optimizers)
    top = max([int(each.ends.reached.max()) for each in sweeps] + [10])
    for index, sweep in enumerate(sweeps):
        mark, codes = run_marks[sweep.run_index], classify_ends(sweep.ends)
        colour = look.colour(mark)
        steps = np.where(codes >= 0, np.maximum(sweep.ends.reached, 1), np.nan)
        shared = {
            "x": sweep.axis.values,
            "legendgroup": mark.name,
            "name": mark.name,
            "text": [_hover_text(*each) for each in zip(codes, sweep.ends.reached, sweep.ends.gap, strict=True)],
            "hovertemplate": f"{mark.name}<br>lr = %{{x:.4g}}<br>%{{text}}<extra></extra>",
        }
        line_style = {"color": colour, "width": 2.5, "dash": mark.dash}
        figure.add_scatter(**shared, y=steps, mode="lines+markers", line=line_style, marker={"size": 5})
        diverged = np.where(codes == DIVERGED, top * 1.35 ** (index + 1), np.nan)
        crosses = {"symbol": "x-thin", "size": 7, "line": {"width": 1.6, "color": colour}}
        figure.add_scatter(**shared, y=diverged, mode="markers", marker=crosses, showlegend=False)
    figure.add_traces(_current_rate_traces(scene, sweeps, look, top * 1.35 ** (len(sweeps) + 1)))
    _apply_layout(figure, look)
    axis = {
        "type": "log",
        "gridcolor": look.page_colours.grid_line,
        "exponentformat": "power",
        "dtick": 1,
        "zeroline": False,
    }
    figure.update_xaxes(title="learning rate", tickangle=0, **axis)
    figure.update_yaxes(title="steps to the target (× diverged)", **axis)
    return figure


def _apply_layout(figure: go.Figure, look: Look) -> None:
    layout = base_layout(look, margin=MARGIN_PX, showlegend=True, legend=LEGEND)
    layout["font"] = {**layout["font"], "size": max(layout["font"]["size"], FONT_SIZE_PX)}
    figure.update_layout(**layout)


def _hover_text(code: int, steps: int, gap: float) -> str:
    outcome = OUTCOME_LABELS.get(int(code), f"reached the target after {steps} steps")
    return f"{outcome}; last gap {format_short(gap)}"


def _heatmap(x_axis: Axis, y_axis: Axis, values: np.ndarray, texts: np.ndarray, style: dict[str, Any]) -> go.Heatmap:
    hover = f"{_axis_name(x_axis)} = %{{x:.4g}}<br>{_axis_name(y_axis)} = %{{y:.4g}}<br>%{{customdata}}<extra></extra>"
    return go.Heatmap(
        x=x_axis.edges,
        y=y_axis.edges,
        z=values,
        customdata=texts,
        hovertemplate=hover,
        hoverongaps=False,
        showlegend=False,
        **style,
    )


def _colour_scale(values: np.ndarray, title: str) -> dict[str, Any]:
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    ticks = _log_ticks(low, high)
    bar = {
        "title": {"text": title, "side": "right"},
        "tickvals": ticks,
        "ticktext": [format_short(10**tick) for tick in ticks],
        "thickness": 14,
    }
    scale = MAP_COLOURS["steps"]
    colours = [[index / (len(scale) - 1), colour] for index, colour in enumerate(scale)]
    return {"colorscale": colours, "zmin": low, "zmax": max(high, low + 1e-6), "colorbar": bar}


def _log_ticks(low: float, high: float) -> list[float]:
    """Return the log10 of the round numbers between two log10 values: 1, 2, 5 per decade, or powers of ten."""
    if high - low > 2:
        stride = max(int(np.ceil((high - low) / 6)), 1)
        return list(range(int(np.ceil(low)), int(np.floor(high)) + 1, stride))
    ticks = np.log10(round_numbers(int(np.floor(low)), int(np.ceil(high)))).tolist()
    return [tick for tick in ticks if low <= tick <= high]


def _failure_legend(failures: np.ndarray, look: Look) -> list[go.Scatter]:
    """Return empty traces that put the colours of the failures that occur into the legend."""
    colours = dict(zip(FAILURE_CODES, MAP_COLOURS["failed"][look.theme], strict=False))
    marker_of = lambda code: {"symbol": "square", "size": 12, "color": colours[code]}
    return [
        go.Scatter(x=[None], y=[None], mode="markers", marker=marker_of(code), name=OUTCOME_LABELS[code])
        for code in FAILURE_CODES
        if (failures == code).any()
    ]


def _failure_colours(look: Look) -> dict[str, Any]:
    colours = MAP_COLOURS["failed"][look.theme]
    colour_stops = [
        [share, colours[FAILURE_CODES.index(code)]] for code, share in ((DIVERGED, 0), (ELSEWHERE, 0.5), (GOING, 1))
    ]
    return {"colorscale": colour_stops, "zmin": DIVERGED, "zmax": GOING, "showscale": False}


def _theory_traces(scene: Scene, run: int, x_axis: Axis, y_axis: Axis) -> list[go.Scatter]:
    """Return theory's limit of divergence and best settings as traces, if one of the two axes is the learning rate."""
    optimizer = scene.optimizers[run]
    if LEARNING_RATE not in (x_axis.path, y_axis.path) or y_axis.path == x_axis.path:
        return []
    rate_on_x = x_axis.path == LEARNING_RATE
    other = y_axis if rate_on_x else x_axis
    limits, best = theory_curves(scene, optimizer, other)
    traces = []
    for values, name, dash in ((limits, "diverges from here, in theory", "solid"), (best, "best in theory", "dash")):
        if any(value is not None for value in values):
            points = {"x": values, "y": other.values} if rate_on_x else {"x": other.values, "y": values}
            traces.append(
                _theory_trace(points, name, mode="lines", line={"width": 3, "dash": dash, "color": "#ff2d55"})
            )
    quadratic = find_curvature_range(scene.landscape) if not y_axis.path.startswith(LANDSCAPE_PREFIX) else None
    optimum = optimal_settings(optimizer, quadratic) if quadratic else {}
    if set(optimum) == {x_axis.path, y_axis.path}:
        marker = {"symbol": "star", "size": 16, "color": "#ff2d55", "line": {"width": 1.5, "color": "#ffffff"}}
        point = {"x": [optimum[x_axis.path]], "y": [optimum[y_axis.path]]}
        traces.append(_theory_trace(point, "best in theory", mode="markers", marker=marker))
    return traces


def _current_settings_trace(scene: Scene, run: int, x_axis: Axis, y_axis: Axis, look: Look) -> go.Scatter:
    """Return a ring at the settings that the scene's run has now, as the map of a basin has one at the start."""
    colours = look.page_colours
    return go.Scatter(
        x=[current_value(scene, run, x_axis.path)],
        y=[current_value(scene, run, y_axis.path)],
        mode="markers",
        name=CURRENT_SETTINGS,
        marker={
            "symbol": "circle",
            "size": 15,
            "color": "rgba(0,0,0,0)",
            "line": {"width": 3, "color": colours.foreground},
        },
        hovertemplate="%{x:.4g}, %{y:.4g}<extra></extra>",
    )


def _current_rate_traces(scene: Scene, sweeps: Sequence[LearningRateSweep], look: Look, top: float) -> list[go.Scatter]:
    """Return a dotted line from 1 step to ``top`` at each run's own learning rate, with the run's marker on it.

    Markers of runs with equal rates stand above each other.
    """
    traces: list[go.Scatter] = []
    marks, rates = assign_marks(scene.optimizers), []
    for sweep in sweeps:
        rate, mark = current_value(scene, sweep.run_index, sweep.axis.path), marks[sweep.run_index]
        rates.append(rate)
        colour = look.colour(mark)
        traces.append(
            go.Scatter(
                x=[rate, rate],
                y=[1.25 * 1.3 ** (rates.count(rate) - 1), top],
                mode="lines+markers",
                name=mark.name,
                legendgroup=mark.name,
                showlegend=False,
                line={"color": colour, "width": 1.8, "dash": "dot"},
                marker={
                    "size": [13, 0],
                    "opacity": 1,
                    "color": colour,
                    "symbol": PLOTLY_SYMBOLS.get(mark.shape, mark.shape),
                },
                hovertemplate=f"{mark.name}<br>{CURRENT_RATE}: %{{x:.4g}}<extra></extra>",
            )
        )
    line = {"dash": "dot", "width": 1.8, "color": look.page_colours.foreground}
    return [*traces, go.Scatter(x=[None], y=[None], mode="lines", name=CURRENT_RATE, line=line)]


def _theory_trace(points: dict[str, Any], name: str, **style: Any) -> go.Scatter:
    return go.Scatter(**points, name=name, hoverinfo="skip", showlegend=True, **style)


def _axis_layout(axis: Axis, look: Look) -> dict[str, Any]:
    edges = np.log10(axis.edges) if axis.log else axis.edges
    scale = {"type": "log", "exponentformat": "power", "dtick": 1} if axis.log else {}
    return {
        "title": _axis_name(axis),
        "range": [edges[0], edges[-1]],
        "tickangle": 0,
        "showgrid": False,
        "zeroline": False,
        "ticks": "outside",
        "tickcolor": look.page_colours.grid_line,
        **scale,
    }


def _axis_name(axis: Axis) -> str:
    return axis.path.removeprefix(LANDSCAPE_PREFIX).replace("/", ", ").replace("_", " ")
