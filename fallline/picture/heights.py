"""The one transform from a value to a drawn height, shared by surface, contour, trails and ticks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch

from fallline.analysis.plot_plane import Slice
from fallline.core import BadInput, Landscape
from fallline.core.round_numbers import DIGITS, nearest_round

Grid = tuple[np.ndarray, np.ndarray, np.ndarray]

WIDEST = 1e30  # coordinates beyond this do not fit the browser's arithmetic
AT_ONCE = 2_000_000  # numbers that points are made of at once, which bounds the memory
RUNGS = 257  # values of the picture that its ranks are read between
ALIKE = 1e-6  # of the span of a picture's values
OUTSIDE = 0.02  # how fast heights by rank go on rising beyond the picture's values
KNEE = 1e-2  # the log scale turns linear below this share of the median gap in the view


@dataclass(frozen=True, eq=False)
class Height:
    """Values to heights: as they are, by the logarithm of the gap, or by rank in the picture.

    'log' is the inverse hyperbolic sine of the gap, a logarithm above ``knee``. 'rank' is the share of the picture that
    is lower: ``shares`` at the values in ``ladder``, both rising, even in between; beyond, it goes on like 'log' up and
    down. All are defined for every value and rise throughout, so nothing has to be clipped.
    """

    kind: str
    fmin: float
    knee: float
    ladder: np.ndarray
    shares: np.ndarray

    def of(self, f: np.ndarray | float) -> np.ndarray:
        """The height at which a value is drawn, any shape."""
        f = np.asarray(f, dtype=float)
        if self.kind == "linear":
            return f
        if self.kind == "log":
            return np.arcsinh((f - self.fmin) / self.knee) / np.log(10.0)
        low, high = self.ladder[0], self.ladder[-1]
        above, below = np.maximum(f - high, 0), np.minimum(f - low, 0)  # 0 within the ladder
        share = np.interp(f, self.ladder, self.shares)
        return share + OUTSIDE * np.arcsinh(above / self.knee) + OUTSIDE * np.arcsinh(below / self.knee)

    def value(self, height: np.ndarray | float) -> np.ndarray:
        """The value that is drawn at a height: the inverse of ``of``."""
        height = np.asarray(height, dtype=float)
        if self.kind == "linear":
            return height
        if self.kind == "log":
            return self.fmin + self.knee * np.sinh(height * np.log(10.0))
        above, below = np.maximum(height - 1, 0), np.minimum(height, 0)
        inside = np.interp(height, self.shares, self.ladder)
        return inside + self.knee * np.sinh(above / OUTSIDE) + self.knee * np.sinh(below / OUTSIDE)

    def ticks(self, low: float, high: float, about: int = 5) -> list[tuple[float, str]]:
        """Some heights between two heights, each with its round true value as text (the gap on the log scale)."""
        bottom, top = float(self.value(low)), float(self.value(high))
        if self.kind == "linear":
            marks = [(float(at), f"{at + 0.0:.4g}") for at in round_steps(bottom, top, about)]
        elif self.kind == "log":
            gaps = _decades(self.knee, max(top - self.fmin, self.knee), about)
            marks = [(float(self.of(self.fmin + gap)), f"{gap:g}") for gap in (0.0, *gaps)]
        else:
            even = self.value((np.arange(about) + 0.5) / about)
            marks = [(float(self.of(value)), f"{value:.6g}") for value in _rounded(even)]
        return [mark for mark in marks if low <= mark[0] <= high]


@lru_cache(maxsize=64)
def height(landscape: Landscape, plane: Slice, kind: str) -> Height:
    """The transform for one landscape as drawn in one plane; raises BadInput where there is nothing finite to draw."""
    _, _, f = grid(landscape, plane, 65)
    if not np.isfinite(np.ptp(f)) or np.abs(np.array(plane.box)).max() > WIDEST:
        raise BadInput(
            f"{landscape.id} cannot be drawn in this box with these settings; choose a smaller box or values."
        )
    median = float(np.median(f - landscape.fmin))
    return Height(kind, landscape.fmin, KNEE * median if median > 0 else 1.0, *_ranks(np.append(f, landscape.fmin)))


def _ranks(f: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Some values of a picture and the share of it that is lower than each, from 0 to 1; what differs by ALIKE is one.

    Were all told apart that differ at all, a plateau's rounding would be drawn as mountains.
    """
    low, unit = float(f.min()), ALIKE * float(np.ptp(f)) or 1.0
    values, counts = np.unique(np.round((f - low) / unit), return_counts=True)
    if len(values) < 2:
        return np.array([low, low + 1.0]), np.array([0.0, 1.0])
    middles = np.cumsum(counts) - counts / 2
    shares = (middles - middles[0]) / (middles[-1] - middles[0])
    rungs = np.unique(np.searchsorted(shares, np.linspace(0, 1, RUNGS)))
    return low + unit * values[rungs], shares[rungs]


@lru_cache(maxsize=64)
def grid(landscape: Landscape, plane: Slice, across: int) -> Grid:
    """x (across,), y (across,) and f (across, across; rows are y) on an even grid over the plane's box."""
    x, y = (np.linspace(low, high, across) for low, high in plane.box)
    rows = max(1, AT_ONCE // (across * landscape.dim))
    parts = [np.stack(np.meshgrid(x, y[first : first + rows]), -1) for first in range(0, across, rows)]
    f = [landscape.f(torch.from_numpy(plane.points(part))) for part in parts]
    return x, y, torch.cat(f).numpy()


def _decades(knee: float, top: float, about: int) -> np.ndarray:
    """1, 2 and 5 times powers of ten from ``knee`` to ``top``; only powers, or every second, where they are many."""
    powers = np.arange(np.floor(np.log10(knee)), np.ceil(np.log10(top)) + 1)
    for digits, every in ((DIGITS, 1), ((1, 3), 1), ((1,), 1), ((1,), 2), ((1,), 3)):
        found = np.array([digit * 10.0**power for power in powers[::every] for digit in digits])
        found = found[(found >= knee) & (found <= top)]
        if len(found) <= 1.5 * about:
            break
    return found


def _rounded(values: np.ndarray) -> list[float]:
    """Rising values, each with as few digits as tell it from its neighbours."""
    gaps = np.diff(values)
    gaps = np.minimum(np.append(gaps, np.inf), np.append(np.inf, gaps))
    digits = [0 if not 0 < gap < np.inf else 1 - int(np.floor(np.log10(gap))) for gap in gaps]
    return list(dict.fromkeys(round(float(value), many) + 0.0 for value, many in zip(values, digits, strict=True)))


def round_steps(low: float, high: float, about: int) -> np.ndarray:
    """Round numbers between low and high, about ``about`` of them."""
    if not high > low:
        return np.array([low])
    step = nearest_round((high - low) / about)
    return np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
