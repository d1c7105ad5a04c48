"""The transform from a value f to the height at which it is drawn; surface, contours, trails and ticks share it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch

from fallline.analysis.plot_plane import PlotPlane
from fallline.core import BadInput, Landscape
from fallline.core.number_text import format_short
from fallline.core.round_numbers import LEADING_DIGITS, nearest_round

# Grid coordinates x (n,), y (n,), and f (n, n) with y along the rows, NaN where f has no finite value.
Grid = tuple[np.ndarray, np.ndarray, np.ndarray]

MAX_COORDINATE = 1e30  # larger coordinates do not fit the browser's float32 arithmetic
LINE_SIZE = 1201  # points of a curve over one variable
MAX_VALUE_RANGE = 1e300  # values that are further apart overflow nearby, so that their picture would be misleading
MAX_COORDINATES_PER_CALL = 2_000_000  # evaluated at once, which limits the memory
RANK_KNOTS = 257  # interpolation points of the rank scale
EQUAL_VALUES_SHARE = 1e-6  # values that differ by less than this share of their range count as equal in ranks
OUTSIDE_SLOPE = 0.02  # factor of the arcsinh by which the rank scale continues beyond the picture's values
KNEE_SHARE = 1e-2  # the log scale is linear below this share of the median gap in the picture
MAX_STRETCH = 3.0  # times the usual range of heights, by which heights near a pole may stretch a picture
CUT_SHARE = 0.95  # of the heights, which a picture shows after the cut
POLE_GRID_SIZE = 64  # points along each side of the finer grid that is searched for a pole; even, to miss the middle


@dataclass(frozen=True, eq=False)
class HeightTransform:
    """A strictly increasing map from values to drawn heights, of kind 'linear', 'log' or 'rank'.

    'linear' is the value itself. 'log' is arcsinh(gap / knee) in decades: a logarithm above ``knee``, linear below.
    'rank' is the share of the picture that is lower: ``shares`` at the values in ``knots``, both ascending,
    interpolated linearly; beyond the knots it continues like 'log'. Every finite value has a height, so nothing has to
    be clipped.
    """

    kind: str
    fmin: float
    knee: float
    knots: np.ndarray
    shares: np.ndarray

    def to_height(self, f: np.ndarray | float) -> np.ndarray:
        """Return the height at which a value is drawn; any shape, float64."""
        f = np.asarray(f, dtype=float)
        if self.kind == "linear":
            return f
        if self.kind == "log":
            return np.arcsinh((f - self.fmin) / self.knee) / np.log(10.0)
        low, high = self.knots[0], self.knots[-1]
        above, below = np.maximum(f - high, 0), np.minimum(f - low, 0)  # 0 within the knots
        share = np.interp(f, self.knots, self.shares)
        return share + OUTSIDE_SLOPE * np.arcsinh(above / self.knee) + OUTSIDE_SLOPE * np.arcsinh(below / self.knee)

    def to_value(self, height: np.ndarray | float) -> np.ndarray:
        """Return the value that is drawn at a height: the inverse of ``to_height``; any shape, float64."""
        height = np.asarray(height, dtype=float)
        if self.kind == "linear":
            return height
        if self.kind == "log":
            return self.fmin + self.knee * np.sinh(height * np.log(10.0))
        above, below = np.maximum(height - 1, 0), np.minimum(height, 0)
        inside = np.interp(height, self.shares, self.knots)
        return inside + self.knee * np.sinh(above / OUTSIDE_SLOPE) + self.knee * np.sinh(below / OUTSIDE_SLOPE)

    def ticks(self, low: float, high: float, count: int = 5) -> list[tuple[float, str]]:
        """Return about ``count`` ticks (height, label) between two heights, at round values, for 'log' round gaps."""
        bottom, top = float(self.to_value(low)), float(self.to_value(high))
        if self.kind == "linear":
            ticks = [(float(value), format_short(value, 4)) for value in tick_values(bottom, top, count)]
        elif self.kind == "log":
            gaps = _round_gaps(self.knee, max(top - self.fmin, self.knee), count)
            ticks = [(float(self.to_height(self.fmin + gap)), format_short(gap)) for gap in (0.0, *gaps)]
        else:
            values = self.to_value((np.arange(count) + 0.5) / count)
            ticks = [(float(self.to_height(value)), format_short(value, 6)) for value in _round_apart(values)]
        return [tick for tick in ticks if low <= tick[0] <= high]


@dataclass(frozen=True)
class HeightRange:
    """The heights that a picture shows, ``low`` to ``high``; ``cut`` if it leaves out higher ones, near a pole."""

    low: float
    high: float
    cut: bool = False


def height_range(
    landscape: Landscape, plane: PlotPlane, transform: HeightTransform, heights: np.ndarray
) -> HeightRange:
    """Return the range of ``heights``, any shape, that a picture shows; NaN is ignored.

    It is the whole range of the finite heights. On the linear scale, where f rises without bound to a pole, it is cut
    at the share CUT_SHARE of the heights if the highest is over MAX_STRETCH times as far above that as the lowest is
    below.
    """
    known = heights[np.isfinite(heights)]
    low, high = float(known.min()), float(known.max())
    usual = float(np.quantile(known, CUT_SHARE))
    stretched = high - usual > MAX_STRETCH * (usual - low) > 0
    if transform.kind == "linear" and stretched and has_pole(landscape, plane):
        return HeightRange(low, usual, cut=True)
    return HeightRange(low, high)


def picture_points(landscape: Landscape, plane: PlotPlane, kind: str, x: np.ndarray, f: np.ndarray) -> np.ndarray:
    """Return where points x (..., dim) with the values f (...) are drawn, (..., 3): u, v and height.

    ``kind`` is the scale of heights. On a line v is the height too, so that the first two place a point on the curve.
    """
    height = np.asarray(height_transform(landscape, plane, kind).to_height(f))[..., None]
    across, up = np.split(plane.project(x), 2, axis=-1)
    return np.concatenate((across, height if plane.is_line else up, height), -1)


@lru_cache(maxsize=64)
def has_pole(landscape: Landscape, plane: PlotPlane) -> bool:
    """Return whether f seems to rise without bound in the plot range: it doubles on a finer grid around the highest."""
    sides = [np.linspace(low, high, LINE_SIZE if plane.is_line else 65) for low, high in plane.plot_range]
    uv = np.stack(np.meshgrid(*sides), -1).reshape(-1, len(sides))
    f = evaluate_at(landscape, plane.points(uv))
    if not np.isfinite(f).any():
        return False
    highest, cell = uv[np.nanargmax(f)], np.array([side[1] - side[0] for side in sides])
    finer = np.stack(np.meshgrid(*(np.linspace(-1, 1, POLE_GRID_SIZE),) * len(sides)), -1).reshape(-1, len(sides))
    near = evaluate_at(landscape, plane.points(highest + cell * finer))
    return bool(np.nanmax(near) - np.nanmin(f) > 2 * (np.nanmax(f) - np.nanmin(f)))


@lru_cache(maxsize=64)
def height_transform(landscape: Landscape, plane: PlotPlane, kind: str) -> HeightTransform:
    """Return the transform of one landscape in one plane or on a line, for ``kind`` 'linear', 'log' or 'rank'.

    Raises BadInput if f has no finite value in the plot range, its values are too far apart for float64, or the range
    is too far from 0 to be drawn.
    """
    f = evaluate_line(landscape, plane, LINE_SIZE)[1] if plane.is_line else evaluate_grid(landscape, plane, 65)[2]
    f = f[np.isfinite(f)]
    if not f.size:
        raise BadInput(
            "{landscape} has no finite value in this plot range; choose one where the formula is defined.",
            landscape=landscape.id,
        )
    if not np.ptp(f) < MAX_VALUE_RANGE or np.abs(np.array(plane.plot_range)).max() > MAX_COORDINATE:
        raise BadInput(
            "{landscape} cannot be drawn in this box with these settings; choose a smaller box or values.",
            landscape=landscape.id,
        )
    median = float(np.median(f - landscape.fmin))
    return HeightTransform(
        kind, landscape.fmin, KNEE_SHARE * median if median > 0 else 1.0, *_rank_knots(np.append(f, landscape.fmin))
    )


def _rank_knots(f: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (knots, shares): ascending values of a picture, and the share of it, 0 to 1, that is lower than each.

    Values closer than EQUAL_VALUES_SHARE are merged; otherwise rounding errors on a plateau would look like mountains.
    """
    low, unit = float(f.min()), EQUAL_VALUES_SHARE * float(np.ptp(f)) or 1.0
    values, counts = np.unique(np.round((f - low) / unit), return_counts=True)
    if len(values) < 2:
        return np.array([low, low + 1.0]), np.array([0.0, 1.0])
    middles = np.cumsum(counts) - counts / 2
    shares = (middles - middles[0]) / (middles[-1] - middles[0])
    knots = np.unique(np.searchsorted(shares, np.linspace(0, 1, RANK_KNOTS)))
    return low + unit * values[knots], shares[knots]


@lru_cache(maxsize=64)
def evaluate_grid(landscape: Landscape, plane: PlotPlane, size: int) -> Grid:
    """Return (x, y, f) on an even grid over the plot range: (size,), (size,), (size, size), rows along y; float64.

    f is NaN where it has no finite value.
    """
    x, y = (np.linspace(low, high, size) for low, high in plane.plot_range)
    rows = max(1, MAX_COORDINATES_PER_CALL // (size * landscape.dim))
    parts = [np.stack(np.meshgrid(x, y[first : first + rows]), -1) for first in range(0, size, rows)]
    f = [landscape.f(torch.from_numpy(plane.points(part))) for part in parts]
    return x, y, _nan_if_not_finite(torch.cat(f).numpy())


@lru_cache(maxsize=64)
def evaluate_line(landscape: Landscape, line: PlotPlane, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return (x, f) at ``size`` even points over a line's plot range, both (size,); f is NaN where it is not finite."""
    x = np.linspace(*line.plot_range[0], size)
    return x, evaluate_at(landscape, x[:, None])


def evaluate_at(landscape: Landscape, x: np.ndarray) -> np.ndarray:
    """Return f at points x (..., dim), float64, (...); NaN where it has no finite value."""
    return _nan_if_not_finite(landscape.f(torch.tensor(x)).numpy())


def _nan_if_not_finite(f: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(f), f, np.nan)


def _round_gaps(knee: float, top: float, count: int) -> np.ndarray:
    """Return about ``count`` numbers from ``knee`` to ``top``: 1, 2 and 5 times powers of ten, or fewer per decade."""
    powers = np.arange(np.floor(np.log10(knee)), np.ceil(np.log10(top)) + 1)
    for digits, every in ((LEADING_DIGITS, 1), ((1, 3), 1), ((1,), 1), ((1,), 2), ((1,), 3)):
        found = np.array([digit * 10.0**power for power in powers[::every] for digit in digits])
        found = found[(found >= knee) & (found <= top)]
        if len(found) <= 1.5 * count:
            break
    return found


def _round_apart(values: np.ndarray) -> list[float]:
    """Return ascending values, rounded to as few digits as distinguish each from its neighbours, without duplicates."""
    gaps = np.diff(values)
    gaps = np.minimum(np.append(gaps, np.inf), np.append(np.inf, gaps))
    digits = [0 if not 0 < gap < np.inf else 1 - int(np.floor(np.log10(gap))) for gap in gaps]
    return list(dict.fromkeys(round(float(value), places) + 0.0 for value, places in zip(values, digits, strict=True)))


def tick_values(low: float, high: float, count: int) -> np.ndarray:
    """Return about ``count`` multiples of a round number from low to high; [low] unless high > low."""
    if not high > low:
        return np.array([low])
    step = nearest_round((high - low) / count)
    return np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
