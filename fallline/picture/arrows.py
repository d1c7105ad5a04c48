"""What is inside a step: the arrows of every run, in the plane's own units, and the one scale that they share.

The browser has the same in assets/race/arrows.js; tests/cases/arrows.json holds both to it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fallline.analysis.measures import first_start, measures
from fallline.analysis.plot_plane import Slice
from fallline.core import Box
from fallline.core.round_numbers import round_down, round_up
from fallline.picture.look import Runs
from fallline.picture.table import digits
from fallline.run.trajectory import Trajectory
from fallline.view import View

MOMENTA = ("momentum_corrected", "momentum")
# What stands for the size of gradients on each axis, and the power of a gradient that it is.
SIZES = (("denominator", 1), ("belief", 2), ("second_moment", 2), ("sum_of_squares", 2), ("largest_gradient", 1))
BAR = 0.18  # of the picture's shorter side: the length of the scale's bar, and the longest arrow at most
CUT = 0.42  # of it: an arrow is drawn no longer, with a mark
GRADIENT, MOMENTUM, STEP, IDEAL, SCALE = "gradient", "momentum", "step", "ideal", "scale"
ORDER = (SCALE, GRADIENT, MOMENTUM, IDEAL, STEP)  # in which they are drawn
Vectors = dict[str, np.ndarray]  # of a run: (steps+1, 2) arrays by name, ``ideal`` (steps+1,)


@dataclass(frozen=True)
class Scales:
    """What a bar of length ``bar`` stands for, how much steps are enlarged, and the plane's shorter ``side``."""

    gradient: float
    step: float
    bar: float
    side: float


@dataclass(frozen=True)
class Arrow:
    """From the ball to ``end`` (2,) in the plane's units; the half sides of a box for SCALE; ``cut`` if too long."""

    layer: str
    end: np.ndarray
    cut: bool


class Inside:
    """The arrows of a race's runs, of which a view shows some."""

    def __init__(self, parts: list[Vectors], shown: Sequence[str], box: Box) -> None:
        """``parts`` are each run's vectors as the plane sees them, ``shown`` the layers, ``box`` what is drawn."""
        self.parts, self.shown, self.box = parts, shown, box

    @classmethod
    def of(cls, runs: Runs, plane: Slice, view: View) -> Inside:
        """Those of a race."""
        axes = np.stack((plane.across, plane.up), -1)
        parts = [_vectors(first_start(run), axes, plane, view) for run in runs]
        return cls(parts, view.inside, plane.box)

    def scales(self, t: int) -> Scales:
        """Those of step t, by the longest arrow that is shown."""
        side = min(high - low for low, high in self.box[:2])
        slopes = [self._length(part, "grad", t) for part in self.parts if self._steep]
        if MOMENTUM in self.shown:
            slopes += [self._length(part, MOMENTUM, t) for part in self.parts]
        steepest = max(filter(math.isfinite, slopes), default=0.0)
        longest = max(filter(math.isfinite, (self._length(part, STEP, t) for part in self.parts)), default=0.0)
        bar = BAR * side
        return Scales(
            gradient=round_up(steepest) if steepest > 0 else 1.0,
            step=max(1.0, round_down(bar / longest)) if 0 < longest < bar else 1.0,
            bar=bar,
            side=side,
        )

    def arrows(self, which: int, t: int, scales: Scales) -> list[Arrow]:
        """What is shown of a run at step t."""
        part, per_slope = self.parts[which], scales.bar / scales.gradient
        step = part[STEP][t]
        size = np.linalg.norm(step)
        ends = {
            SCALE: per_slope * part[SCALE][t] if SCALE in part else None,
            GRADIENT: -per_slope * part["grad"][t],
            MOMENTUM: -per_slope * part[MOMENTUM][t] if MOMENTUM in part else None,
            IDEAL: scales.step * part[IDEAL][t] * step / size if size > 0 else None,
            STEP: scales.step * step,
        }
        shown = [(layer, ends[layer]) for layer in ORDER if layer in self.shown and ends[layer] is not None]
        return [_shortened(layer, end, CUT * scales.side) for layer, end in shown if 0 < np.linalg.norm(end) < np.inf]

    def words(self, t: int, scales: Scales) -> list[tuple[str, bool]]:
        """The scales in words, and whether a bar stands before them."""
        words = []
        if {GRADIENT, MOMENTUM, SCALE} & set(self.shown):
            words.append((f"slope {digits(scales.gradient, 2)}", True))
        if {STEP, IDEAL} & set(self.shown):
            drawn = f"{scales.step:g} times as long" if scales.step > 1 else "true to scale"
            words.append((f"steps drawn {drawn}", False))
        if any(arrow.cut for which in range(len(self.parts)) for arrow in self.arrows(which, t, scales)):
            words.append(("= longer than drawn", False))
        return words

    @property
    def _steep(self) -> bool:
        return GRADIENT in self.shown or MOMENTUM not in self.shown

    def _length(self, part: Vectors, name: str, t: int) -> float:
        return float(np.linalg.norm(part[name][t])) if name in part else math.nan


def momentum_of(run: Trajectory) -> str | None:
    """The readout that is a run's momentum."""
    return next((name for name in MOMENTA if name in run.readouts), None)


def size_of(run: Trajectory) -> tuple[str, int] | None:
    """The readout that is the size of a run's gradients, and the power of a gradient that it is."""
    return next(((name, power) for name, power in SIZES if name in run.readouts), None)


def _vectors(run: Trajectory, axes: np.ndarray, plane: Slice, view: View) -> Vectors:
    found = {"grad": run.grad[:, 0] @ axes, STEP: run.step[:, 0] @ axes}
    found[IDEAL] = measures(run, view.reach_of(run.landscape))["ideal_own"][:, 0]
    if name := momentum_of(run):
        found[MOMENTUM] = run.readouts[name][:, 0] @ axes
    if (size := size_of(run)) and plane.coordinates:
        name, power = size
        values = run.readouts[name][:, 0]
        along = values @ axes if values.shape[-1] > 1 else np.repeat(values, 2, axis=-1)
        found[SCALE] = along ** (1 / power)
    return found


def _shortened(layer: str, end: np.ndarray, most: float) -> Arrow:
    size = float(np.linalg.norm(end))
    cut = layer != SCALE and size > most
    return Arrow(layer, end * (most / size) if cut else end, cut)
