"""The curves over the steps: which there are, and how far their axis reaches."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from fallline.analysis.measures import first_start, measures
from fallline.analysis.plot_plane import few_axes, letter
from fallline.core.round_numbers import round_numbers
from fallline.picture.look import Runs, marked
from fallline.picture.palette import Mark
from fallline.scene import Scene
from fallline.view import View

DEEPEST = 1e-16  # below this a gap is rounding, and the axis ends
FEW = 1.5  # decades; on a shorter axis 2 and 5 are marked too
TITLES = {"loss": "Gap f − f*", "step_size": "Step size, ideal thin", "effective_rate": "Effective rate, 2nd dotted"}
DASHES = ("solid", "dot")  # of a rate along the first axis, and along the second


@dataclass(frozen=True)
class Line:
    """One curve: which run, which of its arrays and which axis of it, its mark, its dashes and its width."""

    run: int
    array: str
    axis: int
    values: np.ndarray
    mark: Mark
    dash: str
    width: float = 1.8
    name: str = ""
    steady: bool = True  # off for a run that diverged, which the axis does not follow while there are others


def gaps(runs: Runs) -> list[Line]:
    """The gap f - f* of every run's first start."""
    return [
        Line(which, "gap", 0, run.gap[:, 0], mark, mark.dash, name=mark.name, steady=run.stopped_at[0] < 0)
        for which, run, mark in marked(runs)
    ]


def step_sizes(scene: Scene, runs: Runs, view: View) -> list[Line]:
    """The step size of every run's first start (strong), and the ideal length along its own direction (thin)."""
    lines = []
    for which, run, mark in marked(runs):
        ideal = measures(first_start(run), view.reach_of(scene.landscape))["ideal_own"][:, 0]
        title, steady = mark.name, run.stopped_at[0] < 0
        lines.append(Line(which, "ideal_own", 0, ideal, mark, "solid", 1.0, name=f"{title}, ideal", steady=steady))
        lines.append(Line(which, "step_size", 0, run.step_size[:, 0], mark, mark.dash, name=title, steady=steady))
    return lines


def effective_rates(scene: Scene, runs: Runs, view: View) -> list[Line]:
    """The rate along two axes of every run's first start, where the optimizer has such a readout."""
    axes = few_axes(scene.landscape, view.plane)
    return [
        Line(
            which,
            "effective_rate",
            place,
            run.readouts["effective_rate"][:, 0, axis],
            mark,
            dash,
            name=f"{mark.name}, {letter(axis, scene.landscape.dim)}",
            steady=run.stopped_at[0] < 0,
        )
        for which, run, mark in marked(runs)
        if "effective_rate" in run.readouts
        for place, (axis, dash) in enumerate(zip(axes, DASHES, strict=False))
    ]


def log_range(lines: list[Line]) -> tuple[float, float]:
    """The decades that the curves cover, with a little room."""
    followed = [line for line in lines if line.steady] or lines
    values = np.concatenate([line.values.ravel() for line in followed])
    values = values[np.isfinite(values) & (values > DEEPEST)]
    if not values.size:
        return -1.0, 1.0
    low, high = np.log10(values.min()), np.log10(values.max())
    room = max(0.06 * (high - low), 0.1)
    return float(low - room), float(high + room)


def short_ticks(low: float, high: float) -> list[tuple[float, str]]:
    """1, 2 and 5 times each power of ten between two decades, and how it is written."""
    values = round_numbers(math.floor(low), math.ceil(high))
    return [(value, f"{value:.3g}") for value in values if low <= math.log10(value) <= high]
