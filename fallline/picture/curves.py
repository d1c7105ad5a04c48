"""The curves over the steps (gap, step size, effective learning rate), and the range of their log axis."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from fallline.analysis.measures import compute_measures, select_first_start
from fallline.analysis.plot_plane import coordinate_name, shown_axes
from fallline.core.number_text import NO_BREAK_SPACE, format_short
from fallline.core.round_numbers import round_numbers
from fallline.picture.look import Runs, runs_with_marks
from fallline.picture.palette import Mark
from fallline.scene import Scene
from fallline.view import View

MIN_VALUE = 1e-16  # smaller values are rounding errors; the axis ends here
SHORT_AXIS_DECADES = 1.5  # a shorter axis has ticks at 1, 2 and 5 times powers of ten
TITLES = {
    "loss": "Gap f − f*",
    "step_size": "Step length (thin: ideal)",
    "effective_rate": "Effective rate (x solid, y dotted)",
}
AXIS_DASHES = ("solid", "dot")  # dash patterns of the rates along the first and the second axis


@dataclass(frozen=True)
class Curve:
    """One curve over the steps.

    Its ``values`` (steps+1,) are column ``axis`` of the array named ``array`` of run number ``run``. ``dash`` is a dash
    pattern of Plotly, ``name`` is the label, and ``width`` is in pixels. ``sets_range`` is false for a run that
    diverged: the axis follows it only if no other curve is left.
    """

    run: int
    array: str
    axis: int
    values: np.ndarray
    mark: Mark
    dash: str
    width: float = 1.8
    name: str = ""
    sets_range: bool = True


def gap_curves(runs: Runs) -> list[Curve]:
    """Return one curve for each run, in their order: the gap f - f* of its first start."""
    return [
        Curve(index, "gap", 0, run.gap[:, 0], mark, mark.dash, name=mark.name, sets_range=run.stopped_at[0] < 0)
        for index, run, mark in runs_with_marks(runs)
    ]


def step_size_curves(scene: Scene, runs: Runs, view: View) -> list[Curve]:
    """Return two curves for each run, of its first start: the ideal length of a step (thin), and its step size."""
    curves = []
    for index, run, mark in runs_with_marks(runs):
        ideal = compute_measures(select_first_start(run), view.drawn_box(scene.landscape))["ideal_own"][:, 0]
        title, sets_range = mark.name, run.stopped_at[0] < 0
        curves.append(
            Curve(index, "ideal_own", 0, ideal, mark, "solid", 1.0, name=f"{title}, ideal", sets_range=sets_range)
        )
        curves.append(
            Curve(index, "step_size", 0, run.step_size[:, 0], mark, mark.dash, name=title, sets_range=sets_range)
        )
    return curves


def effective_rate_curves(scene: Scene, runs: Runs, view: View) -> list[Curve]:
    """Return two curves for each run with this readout: its first start's effective rate along two coordinates."""
    axes = shown_axes(scene.landscape, view.plane)
    return [
        Curve(
            index,
            "effective_rate",
            place,
            run.readouts["effective_rate"][:, 0, axis],
            mark,
            dash,
            name=f"{mark.name}, {coordinate_name(axis, scene.landscape)}",
            sets_range=run.stopped_at[0] < 0,
        )
        for index, run, mark in runs_with_marks(runs)
        if "effective_rate" in run.readouts
        for place, (axis, dash) in enumerate(zip(axes, AXIS_DASHES, strict=False))
    ]


def log10_axis_range(curves: list[Curve]) -> tuple[float, float]:
    """Return (log10 of the lower end, log10 of the upper end) of the vertical axis of the curves, with a margin.

    It is (-1, 1) if no value is finite and above MIN_VALUE.
    """
    followed = [curve for curve in curves if curve.sets_range] or curves
    values = np.concatenate([curve.values.ravel() for curve in followed])
    values = values[np.isfinite(values) & (values > MIN_VALUE)]
    if not values.size:
        return -1.0, 1.0
    low, high = np.log10(values.min()), np.log10(values.max())
    margin = max(0.06 * (high - low), 0.1)
    return float(low - margin), float(high + margin)


def round_log_ticks(low: float, high: float) -> list[tuple[float, str]]:
    """Return the ticks of a log axis as (value, label): the round numbers from 10**low to 10**high."""
    values = round_numbers(math.floor(low), math.ceil(high))
    return [(value, _log_tick_label(value)) for value in values if low <= math.log10(value) <= high]


def _log_tick_label(value: float) -> str:
    """Return a round number as text; a power of ten that is written as one without its factor 1."""
    return format_short(value).removeprefix(f"1{NO_BREAK_SPACE}×{NO_BREAK_SPACE}")
