"""Sweeps as Plotly draws them: cells of colour, what theory says over them, and the steps over the learning rate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from fallline.analysis.basins import DIVERGED, ELSEWHERE, GOING, WORDS, became
from fallline.analysis.quadratic_theory import bowl_of, curve, optimum
from fallline.analysis.sweeps import GROUND, Axis
from fallline.core import LEARNING_RATE
from fallline.core.round_numbers import round_numbers
from fallline.panels import base_layout
from fallline.picture import Look
from fallline.picture.palette import MAP_COLOURS, marks
from fallline.programs.ends import Ends
from fallline.scene import Scene
from fallline.studies.rates import Line

STEPS, GAP = "steps", "gap"
CODES = (GOING, ELSEWHERE, DIVERGED)
LEAST_GAP = 1e-16  # below, rounding speaks
MARGIN = {"l": 78, "r": 20, "t": 40, "b": 56}
LEGEND = {"showlegend": True, "legend": {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0}}


def sweep_figure(
    scene: Scene, which: int, along: Axis, up: Axis, lines: Sequence[Ends], shows: str, look: Look
) -> go.Figure:
    """A cell for each pair of settings, as many lines as there are; what theory knows is drawn over it."""
    measured = np.full((len(up.values), len(along.values)), np.nan)
    failed, words = measured.copy(), np.full(measured.shape, "not computed yet", dtype=object)
    for line, ends in enumerate(lines):
        what = became(ends)
        arrived = np.where(what >= 0, np.log10(np.maximum(ends.reached, 1)), np.nan)
        gap = np.where(what == DIVERGED, np.nan, np.log10(np.maximum(np.abs(ends.gap), LEAST_GAP)))
        measured[line] = arrived if shows == STEPS else gap
        failed[line] = np.where((what >= 0) | ((shows == GAP) & (what != DIVERGED)), np.nan, what)
        words[line] = [_cell(code, steps, left) for code, steps, left in zip(what, ends.reached, ends.gap, strict=True)]
    title = "steps to arrival" if shows == STEPS else "last gap f − f*"
    hows = (_scale(measured, title), _failures(look))
    figure = go.Figure([_heat(along, up, each, words, how) for each, how in zip((measured, failed), hows, strict=True)])
    figure.add_traces([*_failed_key(failed, look), *_theory(scene, which, along, up)])
    figure.update_layout(**base_layout(look, margin=MARGIN))
    figure.update_layout(**LEGEND)
    figure.update_xaxes(**_axis(along, look))
    figure.update_yaxes(**_axis(up, look))
    return figure


def rates_figure(scene: Scene, lines: Sequence[Line], look: Look) -> go.Figure:
    """Steps to arrival over the learning rate, a line for each optimizer; failures on lines of their own above."""
    figure = go.Figure()
    names = marks(scene.optimizers)
    top = max([int(each.ends.reached.max()) for each in lines] + [10])
    for place, line in enumerate(lines):
        mark, what = names[line.which], became(line.ends)
        colour = look.colour(mark)
        steps = np.where(what >= 0, np.maximum(line.ends.reached, 1), np.nan)
        shared = {
            "x": line.axis.values,
            "legendgroup": mark.name,
            "name": mark.name,
            "text": [_cell(*each) for each in zip(what, line.ends.reached, line.ends.gap, strict=True)],
            "hovertemplate": f"{mark.name}<br>lr = %{{x:.4g}}<br>%{{text}}<extra></extra>",
        }
        dashes = {"color": colour, "width": 2.5, "dash": mark.dash}
        figure.add_scatter(**shared, y=steps, mode="lines+markers", line=dashes, marker={"size": 5})
        gone = np.where(what == DIVERGED, top * 1.35 ** (place + 1), np.nan)
        crosses = {"symbol": "x-thin", "size": 7, "line": {"width": 1.6, "color": colour}}
        figure.add_scatter(**shared, y=gone, mode="markers", marker=crosses, showlegend=False)
    figure.update_layout(**base_layout(look, margin=MARGIN))
    figure.update_layout(**LEGEND)
    plain = {"type": "log", "gridcolor": look.ground.faint, "exponentformat": "power", "dtick": 1, "zeroline": False}
    figure.update_xaxes(title="learning rate", **plain)
    figure.update_yaxes(title="steps to arrival (× diverged)", **plain)
    return figure


def _cell(what: int, steps: int, gap: float) -> str:
    ending = WORDS.get(int(what), f"arrived after {steps} steps")
    return f"{ending}; last gap {gap:.3g}"


def _heat(along: Axis, up: Axis, values: np.ndarray, words: np.ndarray, how: dict[str, Any]) -> go.Heatmap:
    tells = f"{_name(along)} = %{{x:.4g}}<br>{_name(up)} = %{{y:.4g}}<br>%{{customdata}}<extra></extra>"
    return go.Heatmap(
        x=along.edges,
        y=up.edges,
        z=values,
        customdata=words,
        hovertemplate=tells,
        hoverongaps=False,
        showlegend=False,
        **how,
    )


def _scale(values: np.ndarray, title: str) -> dict[str, Any]:
    found = values[np.isfinite(values)]
    low, high = (float(found.min()), float(found.max())) if len(found) else (0.0, 1.0)
    ticks = _ticks(low, high)
    bar = {
        "title": {"text": title, "side": "right"},
        "tickvals": ticks,
        "ticktext": [f"{10**tick:.3g}" for tick in ticks],
        "thickness": 14,
    }
    scale = MAP_COLOURS["steps"]
    colours = [[at / (len(scale) - 1), colour] for at, colour in enumerate(scale)]
    return {"colorscale": colours, "zmin": low, "zmax": max(high, low + 1e-6), "colorbar": bar}


def _ticks(low: float, high: float) -> list[float]:
    """Logarithms of round numbers between two logarithms: of 1, 2 and 5, or of powers of ten where there is room."""
    if high - low > 2:
        every = max(int(np.ceil((high - low) / 6)), 1)
        return list(range(int(np.ceil(low)), int(np.floor(high)) + 1, every))
    ticks = np.log10(round_numbers(int(np.floor(low)), int(np.ceil(high)))).tolist()
    return [tick for tick in ticks if low <= tick <= high]


def _failed_key(failed: np.ndarray, look: Look) -> list[go.Scatter]:
    """What the colours of failures mean, in the legend; only those that there are."""
    colours = dict(zip(CODES, MAP_COLOURS["failed"][look.theme], strict=True))
    marks_of = lambda code: {"symbol": "square", "size": 12, "color": colours[code]}
    return [
        go.Scatter(x=[None], y=[None], mode="markers", marker=marks_of(code), name=WORDS[code])
        for code in CODES
        if (failed == code).any()
    ]


def _failures(look: Look) -> dict[str, Any]:
    colours = MAP_COLOURS["failed"][look.theme]
    parts = [[share, colours[CODES.index(code)]] for code, share in ((DIVERGED, 0), (ELSEWHERE, 0.5), (GOING, 1))]
    return {"colorscale": parts, "zmin": DIVERGED, "zmax": GOING, "showscale": False}


def _theory(scene: Scene, which: int, along: Axis, up: Axis) -> list[go.Scatter]:
    """Where theory has a run diverge, and its best settings, if one of the axes is the learning rate."""
    optimizer = scene.optimizers[which]
    if LEARNING_RATE not in (along.path, up.path) or up.path == along.path:
        return []
    upright = along.path == LEARNING_RATE
    other = up if upright else along
    edges, best = curve(scene, optimizer, other)
    traces = []
    for values, name, dash in ((edges, "diverges from here, in theory", "solid"), (best, "best in theory", "dash")):
        if any(value is not None for value in values):
            rates = {"x": values, "y": other.values} if upright else {"x": other.values, "y": values}
            traces.append(_over(rates, name, mode="lines", line={"width": 3, "dash": dash, "color": "#ff2d55"}))
    bowl = bowl_of(scene.landscape) if not up.path.startswith(GROUND) else None
    found = optimum(optimizer, bowl) if bowl else {}
    if set(found) == {along.path, up.path}:
        marker = {"symbol": "star", "size": 16, "color": "#ff2d55", "line": {"width": 1.5, "color": "#ffffff"}}
        place = {"x": [found[along.path]], "y": [found[up.path]]}
        traces.append(_over(place, "best in theory", mode="markers", marker=marker))
    return traces


def _over(places: dict[str, Any], name: str, **how: Any) -> go.Scatter:
    return go.Scatter(**places, name=name, hoverinfo="skip", showlegend=True, **how)


def _axis(axis: Axis, look: Look) -> dict[str, Any]:
    edges = np.log10(axis.edges) if axis.log else axis.edges
    kind = {"type": "log", "exponentformat": "power", "dtick": 1} if axis.log else {}
    return {
        "title": _name(axis),
        "range": [edges[0], edges[-1]],
        "showgrid": False,
        "zeroline": False,
        "ticks": "outside",
        "tickcolor": look.ground.faint,
        **kind,
    }


def _name(axis: Axis) -> str:
    return axis.path.removeprefix(GROUND).replace("/", ", ").replace("_", " ")
