"""The one transform from a value to a drawn height, shared by surface, contour, trails and ticks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch

from core import BadInput, Landscape
from engine.slice import Slice

Grid = tuple[np.ndarray, np.ndarray, np.ndarray]

WIDEST = 1e30  # coordinates beyond this do not fit the browser's arithmetic
AT_ONCE = 2_000_000  # numbers that points are made of at once, which bounds the memory
KNEE = 1e-2  # the log scale turns linear below this share of the median gap in the view


@dataclass(frozen=True)
class Height:
    """Values to heights: as they are, or the inverse hyperbolic sine of the gap, which is a logarithm above ``knee``.

    The inverse hyperbolic sine is defined for every gap, 0 and below included, so nothing has to be clipped.
    """

    kind: str
    fmin: float
    knee: float

    def of(self, f: np.ndarray) -> np.ndarray:
        """The height at which a value is drawn, any shape."""
        if self.kind == "linear":
            return np.asarray(f, dtype=float)
        return np.arcsinh((np.asarray(f, dtype=float) - self.fmin) / self.knee) / np.log(10.0)

    def value(self, height: np.ndarray) -> np.ndarray:
        """The value that is drawn at a height: the inverse of ``of``."""
        if self.kind == "linear":
            return np.asarray(height, dtype=float)
        return self.fmin + self.knee * np.sinh(np.asarray(height, dtype=float) * np.log(10.0))

    def ticks(self, low: float, high: float) -> list[tuple[float, str]]:
        """A few heights between two heights, each with its true value as text (the gap on the log scale)."""
        if self.kind == "linear":
            return [(float(at), f"{at:.4g}") for at in _round_steps(low, high, 5)]
        top = max(self.value(high) - self.fmin, self.knee)
        decades = np.arange(np.ceil(np.log10(self.knee)), np.floor(np.log10(top)) + 1)
        decades = decades[:: max(1, round(len(decades) / 5))]
        marks = [(float(self.of(self.fmin + 10.0**each)), f"{10.0**each:g}") for each in decades]
        return [mark for mark in [(0.0, "0"), *marks] if low <= mark[0] <= high]


@lru_cache(maxsize=64)
def height(landscape: Landscape, plane: Slice, kind: str) -> Height:
    """The transform for one landscape as drawn in one plane; raises BadInput where there is nothing finite to draw."""
    _, _, f = grid(landscape, plane, 65)
    if not np.isfinite(np.ptp(f)) or np.abs(np.array(plane.box)).max() > WIDEST:
        raise BadInput(
            f"{landscape.id} cannot be drawn in this box with these settings; choose a smaller box or values."
        )
    median = float(np.median(f - landscape.fmin))
    return Height(kind, landscape.fmin, KNEE * median if median > 0 else 1.0)


@lru_cache(maxsize=64)
def grid(landscape: Landscape, plane: Slice, across: int) -> Grid:
    """x (across,), y (across,) and f (across, across; rows are y) on an even grid over the plane's box."""
    x, y = (np.linspace(low, high, across) for low, high in plane.box)
    rows = max(1, AT_ONCE // (across * landscape.dim))
    parts = [np.stack(np.meshgrid(x, y[first : first + rows]), -1) for first in range(0, across, rows)]
    f = [landscape.f(torch.from_numpy(plane.points(part))) for part in parts]
    return x, y, torch.cat(f).numpy()


def _round_steps(low: float, high: float, about: int) -> np.ndarray:
    """Round numbers between low and high, about ``about`` of them."""
    if not high > low:
        return np.array([low])
    rough = (high - low) / about
    unit = 10.0 ** np.floor(np.log10(rough))
    step = unit * min((1, 2, 5, 10), key=lambda many: abs(many * unit - rough))
    return np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
