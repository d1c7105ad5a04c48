"""The arrows of a step (gradient, momentum, step, ideal step) in the units of the plot plane, and their scales.

assets/race/arrows.js computes the same arrows in JavaScript; tests/cases/arrows.json is the test of both.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from fallline.analysis.measures import compute_measures, select_first_start
from fallline.analysis.plot_plane import PlotPlane
from fallline.core import Box
from fallline.core.number_text import format_number, format_short
from fallline.core.round_numbers import round_down, round_up
from fallline.picture.look import Runs
from fallline.run.trajectory import Trajectory
from fallline.view import View

MOMENTUM_READOUTS = ("momentum_corrected", "momentum")
# Readouts that measure the size of gradients per axis, and the power of a gradient's unit that they have.
GRADIENT_SIZE_READOUTS = (
    ("denominator", 1),
    ("belief", 2),
    ("second_moment", 2),
    ("sum_of_squares", 2),
    ("largest_gradient", 1),
)
BAR_SHARE = 0.26  # length of the scale bar and of the longest gradient arrow, of the plane's shorter side
MAX_LENGTH_SHARE = 0.42  # longer arrows are cut to this share of the plane's shorter side, and marked
GRADIENT, MOMENTUM, STEP, IDEAL, SCALE_BOX = "gradient", "momentum", "step", "ideal", "scale"
DRAWING_ORDER = (SCALE_BOX, GRADIENT, MOMENTUM, IDEAL, STEP)
Vectors = dict[str, np.ndarray]  # the vectors of a run by name: (steps+1, 2); ``ideal`` is a length (steps+1,)


@dataclass(frozen=True)
class ArrowStyle:
    """How the arrows of a layer are drawn, so that they differ in colour, width, dashes and end.

    ``light`` and ``dark`` are the colours by theme, '' for that of the run; ``width`` and ``dashes`` (lengths of dash
    and gap, () for a solid line) are in pixels of the page; ``label`` stands at the tip.
    """

    label: str
    light: str
    dark: str
    width: float
    dashes: tuple[float, ...]
    head: Literal["open", "full", "ring", "none"]

    def colour(self, theme: str) -> str:
        """Return the colour in a theme, '' for that of the run."""
        return self.dark if theme == "dark" else self.light


ARROW_STYLES = {
    SCALE_BOX: ArrowStyle("", "", "", 1.2, (), "none"),
    GRADIENT: ArrowStyle("−gradient", "#1c2733", "#e6edf4", 1.8, (), "open"),
    MOMENTUM: ArrowStyle("momentum", "#8c1fa8", "#dba3ff", 2.8, (8, 4), "full"),
    IDEAL: ArrowStyle("ideal", "#2c7a00", "#8fe36b", 2.4, (2.5, 4), "ring"),
    STEP: ArrowStyle("step", "", "", 5, (), "full"),
}


@dataclass(frozen=True)
class Scales:
    """The scales of the arrows of one step.

    Lengths are in units of the plane. ``gradient`` is the gradient's size that an arrow as long as the scale bar stands
    for; ``step`` is the factor by which steps are lengthened; ``bar`` is the length of the scale bar; ``side`` is the
    plane's shorter side.
    """

    gradient: float
    step: float
    bar: float
    side: float


@dataclass(frozen=True)
class Arrow:
    """An arrow of a run: ``end`` (2,) is the offset of its tip from the run's position, in units of the plane.

    ``layer`` says what it shows, such as STEP; for SCALE_BOX it is a box, and ``end`` holds its half sides. ``cut``
    is true if the arrow was shortened.
    """

    layer: str
    end: np.ndarray
    cut: bool


class StepArrows:
    """The arrows that show a step of a race's runs on the map, of each run's first start."""

    def __init__(self, vectors: list[Vectors], layers: Sequence[str], plot_range: Box) -> None:
        """Store each run's vectors, projected onto the plane, the names of the layers shown, and the plot range."""
        self.vectors, self.layers, self.plot_range = vectors, layers, plot_range

    @classmethod
    def from_runs(cls, runs: Runs, plane: PlotPlane, view: View) -> StepArrows:
        """Return the arrows of a race's runs, first start each, in the layers that the view shows."""
        axes = np.stack((plane.across, plane.up), -1)
        vectors = [_vectors(select_first_start(run), axes, plane, view) for run in runs]
        return cls(vectors, view.inside, plane.plot_range)

    def scales(self, t: int) -> Scales:
        """Return the scales at step t, set by the longest arrow shown."""
        side = min(high - low for low, high in self.plot_range[:2])
        slopes = [self._length(vectors, "grad", t) for vectors in self.vectors if self._scales_by_gradient]
        if MOMENTUM in self.layers:
            slopes += [self._length(vectors, MOMENTUM, t) for vectors in self.vectors]
        steepest = max(filter(math.isfinite, slopes), default=0.0)
        longest = max(filter(math.isfinite, (self._length(vectors, STEP, t) for vectors in self.vectors)), default=0.0)
        bar = BAR_SHARE * side
        return Scales(
            gradient=round_up(steepest) if steepest > 0 else 1.0,
            step=max(1.0, round_down(bar / longest)) if 0 < longest < bar else 1.0,
            bar=bar,
            side=side,
        )

    def arrows(self, index: int, t: int, scales: Scales) -> list[Arrow]:
        """Return the arrows of run ``index`` at step t, in drawing order, without those of length 0 or not finite."""
        vectors, per_slope = self.vectors[index], scales.bar / scales.gradient
        step = vectors[STEP][t]
        size = np.linalg.norm(step)
        ends = {
            SCALE_BOX: per_slope * vectors[SCALE_BOX][t] if SCALE_BOX in vectors else None,
            GRADIENT: -per_slope * vectors["grad"][t],
            MOMENTUM: -per_slope * vectors[MOMENTUM][t] if MOMENTUM in vectors else None,
            IDEAL: scales.step * vectors[IDEAL][t] * step / size if size > 0 else None,
            STEP: scales.step * step,
        }
        shown = [(layer, ends[layer]) for layer in DRAWING_ORDER if layer in self.layers and ends[layer] is not None]
        longest = MAX_LENGTH_SHARE * scales.side
        return [_cut_to_length(layer, end, longest) for layer, end in shown if 0 < np.linalg.norm(end) < np.inf]

    def legend(self, t: int, scales: Scales) -> list[tuple[str, bool]]:
        """Return (text, whether the scale bar stands before it) for each line of text on the scales at step t."""
        lines = []
        if {GRADIENT, MOMENTUM, SCALE_BOX} & set(self.layers):
            lines.append((f"slope {format_number(scales.gradient, 2)}", True))
        if {STEP, IDEAL} & set(self.layers):
            drawn = f"{format_short(scales.step)} times as long" if scales.step > 1 else "true to scale"
            lines.append((f"steps drawn {drawn}", False))
        if any(arrow.cut for index in range(len(self.vectors)) for arrow in self.arrows(index, t, scales)):
            lines.append(("= longer than drawn", False))
        return lines

    @property
    def _scales_by_gradient(self) -> bool:
        return GRADIENT in self.layers or MOMENTUM not in self.layers

    def _length(self, vectors: Vectors, name: str, t: int) -> float:
        return float(np.linalg.norm(vectors[name][t])) if name in vectors else math.nan


def find_momentum(run: Trajectory) -> str | None:
    """Return the name of the readout that is a run's momentum, None if it has none."""
    return next((name for name in MOMENTUM_READOUTS if name in run.readouts), None)


def find_gradient_size(run: Trajectory) -> tuple[str, int] | None:
    """Return (name, power) of the readout that measures the size of a run's gradients; None if the run has none.

    The readout to the power 1 / ``power`` has the unit of a gradient: ``power`` is 2 for squared gradients.
    """
    return next(((name, power) for name, power in GRADIENT_SIZE_READOUTS if name in run.readouts), None)


def _vectors(run: Trajectory, axes: np.ndarray, plane: PlotPlane, view: View) -> Vectors:
    found = {"grad": run.grad[:, 0] @ axes, STEP: run.step[:, 0] @ axes}
    found[IDEAL] = compute_measures(run, view.drawn_box(run.landscape))["ideal_own"][:, 0]
    if name := find_momentum(run):
        found[MOMENTUM] = run.readouts[name][:, 0] @ axes
    if (size := find_gradient_size(run)) and plane.has_coordinate_axes:
        name, power = size
        values = run.readouts[name][:, 0]
        along = values @ axes if values.shape[-1] == len(axes) else np.repeat(values, 2, axis=-1)
        found[SCALE_BOX] = along ** (1 / power)
    return found


def _cut_to_length(layer: str, end: np.ndarray, max_length: float) -> Arrow:
    size = float(np.linalg.norm(end))
    cut = layer != SCALE_BOX and size > max_length
    return Arrow(layer, end * (max_length / size) if cut else end, cut)
