"""Numerical search for the global minima of a typed formula in a box, by scipy and torch. They are not proved."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy
import torch

from fallline.core import BadInput, Box, Point, gradient, hessian
from fallline.landscapes.formulas import formula

HALF_WIDTHS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)  # of guessed boxes, smallest first
FALLBACK_HALF_WIDTHS = (10.0, 5.0, 2.0, 1.0, *HALF_WIDTHS[4:])  # the order if no box has its lowest point well inside
GRID_SIZE = 161  # points per axis
SOBOL_POINTS = 8192
ZOOM_ROUNDS = 60
ZOOM_SHRINK = 0.7  # factor on the search radius per round
MAX_ZOOMED = 48  # points refined by zooming, of the Sobol points and of the grid each
MAX_DESCENTS = 12
DESCENT_BUDGET = 1200  # descents x parts of the formula
MAX_LISTED = 50  # minima
VALUE_TOLERANCE = 1e-9  # values this close count as equal: a share of the values' spread, in ``guess_box`` of 1 + |f|
SPREAD_QUANTILE = 0.05  # the spread of values is this quantile of their differences to the lowest one
NEWTON_STEPS, FEW_NEWTON_STEPS = 20, 3  # per descent; few beyond MAX_NEWTON_DIM, where Hessians cost more
MAX_NEWTON_DIM = 6
INNER_SHARE = 0.8  # of a guessed box: the part in which its lowest point must be
RING_RADIUS_SHARES = np.array([1e-2, 1e-4, 1e-6, 1e-8])[
    :, None, None
]  # of rings around the lowest point, as shares of the box
UNBOUNDED_RATIO = 0.8  # f falls without bound if the last fall from ring to ring is more than this times the one before

Values = Callable[[np.ndarray], np.ndarray]  # x (..., dim) -> f (...), inf where f is NaN


@dataclass(frozen=True)
class FoundMinima:
    """The global minima that a search found in a box.

    ``points`` are the first MAX_LISTED of them, ``value`` is f there, ``effort`` a sentence on how many points were
    searched; ``lower_outside`` is true if f has lower values in a box twice as wide.
    """

    points: tuple[Point, ...]
    value: float
    effort: str
    lower_outside: bool


@dataclass(frozen=True)
class LowPoints:
    """Points (count, dim) with finite values (count,), lowest first.

    ``spread`` is the scale of the differences of low values; ``unbounded_at`` a point (dim,) near which f falls without
    bound, None if there is none.
    """

    points: np.ndarray
    values: np.ndarray
    spread: float
    unbounded_at: np.ndarray | None


@lru_cache(maxsize=256)
def guess_box(text: str) -> Box:
    """Return a plot range for a formula: the smallest box around 0 whose lowest point is well inside.

    The box four times as wide must have no lower value. Without such a box, the result is the first box in the order of
    FALLBACK_HALF_WIDTHS in which f does not fall without bound, or else the cube from -10 to 10.
    """
    half_widths = (*HALF_WIDTHS, *(4 * each for each in HALF_WIDTHS))
    boxes = {half_width: ((-half_width, half_width),) * formula(text).dim for half_width in half_widths}
    for half_width in HALF_WIDTHS:
        lows = _find_low_points(text, boxes[half_width])
        if (
            not len(lows.values)
            or lows.unbounded_at is not None
            or np.abs(lows.points[0]).max() >= INNER_SHARE * half_width
        ):
            continue
        wide = _find_low_points(text, boxes[4 * half_width])
        if (
            wide.unbounded_at is None
            and (wide.values >= lows.values[0] - VALUE_TOLERANCE * (1 + abs(lows.values[0]))).all()
        ):
            return boxes[half_width]
    bounded = (
        half_width
        for half_width in FALLBACK_HALF_WIDTHS
        if len((lows := _find_low_points(text, boxes[half_width])).values) and lows.unbounded_at is None
    )
    return boxes[next(bounded, FALLBACK_HALF_WIDTHS[0])]


@lru_cache(maxsize=64)
def search_minima(text: str, box: Box) -> FoundMinima:
    """Return the global minima of a formula in a box.

    Raises BadInput if there is no finite value, if f falls without bound, or if all values are equal.
    """
    lows = _find_low_points(text, box)
    _check_has_minimum(lows, box)
    evolved = _differential_evolution(text, box)
    descents = max(3, min(MAX_DESCENTS, DESCENT_BUDGET // formula(text).part_count))
    starts = np.concatenate((lows.points[: descents - len(evolved)], evolved))
    x = np.concatenate((_descend_all(text, starts, box), lows.points))
    values = _values(text)(x)
    order = _sort_order(x, values, lows.spread, box)
    x, values = x[order], values[order]
    points = _distinct_points(x[values <= values[0] + VALUE_TOLERANCE * lows.spread], box)
    wide = _find_low_points(text, tuple((1.5 * low - 0.5 * high, 1.5 * high - 0.5 * low) for low, high in box))
    lower = wide.unbounded_at is not None or bool((wide.values < values[0] - 1e-6 * lows.spread).any())
    effort = f"Found, not proved: {_count_evaluations(len(box)):,} points looked at, {len(starts)} descents polished"
    more = f"; the first {MAX_LISTED} are listed" if len(points) == MAX_LISTED else ""
    return FoundMinima(points, float(values[0]), effort + more, lower)


def _check_has_minimum(lows: LowPoints, box: Box) -> None:
    """Raise BadInput if there is no minimum to search for."""
    if lows.unbounded_at is not None:
        place = ", ".join(f"{each:.4g}" for each in lows.unbounded_at[:3] + 0.0) + (", ..." if len(box) > 3 else "")
        raise BadInput(
            f"The formula falls without bound near ({place}), so it has no minimum in the box {format_box(box)}; "
            "choose a box without that place."
        )
    if not len(lows.values):
        raise BadInput(f"The formula has no finite value in the box {format_box(box)}; choose another box.")
    if lows.spread == 0:
        raise BadInput(
            f"The formula has the same value wherever the search looked in the box {format_box(box)}; "
            "there is nothing to descend."
        )


@lru_cache(maxsize=256)
@np.errstate(over="ignore")  # differences of values may exceed the largest float
def _find_low_points(text: str, box: Box) -> LowPoints:
    """Return the lowest points near the lowest Sobol points in a box and, in 2-d, near the local minima of a grid."""
    f, (low, high) = _values(text), np.array(box).T
    sobol_points = low + (high - low) * scipy.stats.qmc.Sobol(len(box), seed=1).random(SOBOL_POINTS)
    height = f(sobol_points)
    x = sobol_points[np.argsort(height)[:MAX_ZOOMED]]
    if len(box) == 2:
        x = np.concatenate((x, _grid_minima(f, box)))
    x = _zoom(f, x, box)
    values = f(x)
    unbounded_at = x[np.isneginf(values)]
    finite = np.isfinite(values)
    x, values, height = x[finite], values[finite], height[np.isfinite(height)]
    above = np.concatenate((height, values)) - values.min(initial=np.inf)
    spread = float(np.quantile(above, SPREAD_QUANTILE) or above.max()) if len(values) else 0.0
    order = _sort_order(x, values, spread, box)
    x, values = x[order], values[order]
    if not len(unbounded_at) and len(x) and _falls_at(x[0], f, box):
        unbounded_at = x
    return LowPoints(x, values, spread, unbounded_at[0] if len(unbounded_at) else None)


def _grid_minima(f: Values, box: Box) -> np.ndarray:
    """Return the lowest grid points (count, 2), at most MAX_ZOOMED, that are no higher than their eight neighbours."""
    axes = [np.linspace(low, high, GRID_SIZE) for low, high in box]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), -1)
    height = f(grid)
    neighbourhood_min = -torch.nn.functional.max_pool2d(torch.from_numpy(-height)[None], 3, 1, 1)[0].numpy()
    minima = grid[height <= neighbourhood_min]
    return minima[np.argsort(f(minima), kind="stable")[:MAX_ZOOMED]]


def _zoom(f: Values, x: np.ndarray, box: Box) -> np.ndarray:
    """Return a point at most as high near each of ``x``, (count, dim), by trying shrinking sets of points around it."""
    low, high = np.array(box).T
    offsets = np.concatenate((_directions(box), np.zeros((1, len(box)))))
    cell = (high - low) / GRID_SIZE
    for _ in range(ZOOM_ROUNDS):
        tries = np.clip(x[:, None] + cell * offsets, low, high)
        x = tries[np.arange(len(x)), np.argmin(f(tries), axis=-1)]
        cell = cell * ZOOM_SHRINK
    return x


def _falls_at(x: np.ndarray, f: Values, box: Box) -> bool:
    """Return whether f falls without bound towards ``x`` (dim,).

    It does if its lowest value on each of four rings, each a hundred times smaller than the one before, is lower, and
    the last fall is more than UNBOUNDED_RATIO times the fall before.
    """
    low, high = np.array(box).T
    rings = f(np.clip(x + RING_RADIUS_SHARES * (high - low) / 2 * _directions(box), low, high)).min(-1)
    with np.errstate(invalid="ignore"):  # infinite values have no difference
        falls = rings[:-1] - rings[1:]
    return bool((falls > 0).all() and falls[-1] > UNBOUNDED_RATIO * falls[-2])


def _directions(box: Box) -> np.ndarray:
    """Return 32 quasi-random offsets, (32, dim), each coordinate within +-1."""
    return 2 * scipy.stats.qmc.Sobol(len(box), seed=2).random(32) - 1


@np.errstate(over="ignore")
def _sort_order(x: np.ndarray, values: np.ndarray, spread: float, box: Box) -> np.ndarray:
    """Return the indices that sort x by its values; of almost equal values, those on the edge of the box come last."""
    if not len(values):
        return np.zeros(0, dtype=int)
    low, high = np.array(box).T
    edge = ((x == low) | (x == high)).any(-1)
    return np.lexsort((edge, np.round((values - values.min()) / (1e-12 * spread or 1.0))))


def _differential_evolution(text: str, box: Box) -> np.ndarray:
    """Return the point found by scipy's differential evolution, (1, dim), or (0, dim) if its value is not finite."""
    f = _values(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scipy warns about infinite values, which are expected here
        end = scipy.optimize.differential_evolution(
            lambda x: np.minimum(f(x.T), 1e300),
            box,
            rng=np.random.default_rng(1),
            vectorized=True,
            updating="deferred",
            maxiter=40,
            popsize=10,
            polish=False,
        )
    return end.x[None] if np.isfinite(f(end.x)) else np.zeros((0, len(box)))


def _descend_all(text: str, starts: np.ndarray, box: Box) -> np.ndarray:
    """Return the last points (count, dim) of descents from ``starts`` (count, dim), refined by Newton steps.

    In more than MAX_NEWTON_DIM dimensions only the lowest of them is refined.
    """
    ends = np.stack([_descend(text, start, box) for start in starts])
    lowest = np.argmin(_values(text)(ends))
    is_cheap = len(box) <= MAX_NEWTON_DIM
    return np.stack(
        [
            _newton(text, end, box, NEWTON_STEPS if is_cheap else FEW_NEWTON_STEPS)
            if is_cheap or index == lowest
            else end
            for index, end in enumerate(ends)
        ]
    )


def _descend(text: str, start: np.ndarray, box: Box) -> np.ndarray:
    """Return the last point (dim,) of scipy's L-BFGS-B from ``start`` (dim,), or ``start`` if f is higher there."""
    f = formula(text)

    def value_and_slope(x: np.ndarray) -> tuple[float, np.ndarray]:
        at = torch.from_numpy(x)
        return f(at).item(), gradient(f, at).nan_to_num().numpy()

    end = scipy.optimize.minimize(
        value_and_slope, start, jac=True, method="L-BFGS-B", bounds=box, options={"maxiter": 100, "maxfun": 200}
    ).x
    return end if _values(text)(end) <= _values(text)(start) else start


def _newton(text: str, start: np.ndarray, box: Box, steps: int) -> np.ndarray:
    """Return the point (dim,) after at most ``steps`` Newton steps, or ``start`` (dim,) if f is higher there.

    A step is taken only if it stays in the box and reduces the gradient's norm.
    """
    f, x, (low, high) = formula(text), torch.from_numpy(start), torch.tensor(box, dtype=torch.float64).T
    for _ in range(steps):
        slope, curvature = gradient(f, x), hessian(f, x)
        if not (slope.isfinite().all() and curvature.isfinite().all()):
            break
        proposed = x - torch.linalg.lstsq(curvature, slope[:, None], driver="gelsd").solution[:, 0]
        if not ((proposed >= low) & (proposed <= high)).all() or not gradient(f, proposed).norm() < slope.norm():
            break
        x = proposed
    lower = f(x) <= f(torch.from_numpy(start)) + 1e-14 * (1 + f(x).abs())
    return x.numpy() if lower else start


def _values(text: str) -> Values:
    """Return the formula as a function on numpy arrays, x (..., dim) -> (...), inf where it is NaN."""
    f = formula(text)

    def values(x: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            found = f(torch.from_numpy(np.ascontiguousarray(x))).numpy()
        return np.where(np.isnan(found), np.inf, found)

    return values


def _distinct_points(x: np.ndarray, box: Box) -> tuple[Point, ...]:
    """Return at most MAX_LISTED of the points x (count, dim), as tuples, leaving out those close to an earlier one."""
    near = 1e-3 * max(high - low for low, high in box)
    kept: list[np.ndarray] = []
    for each in x:
        if len(kept) < MAX_LISTED and all(np.linalg.norm(each - other) > near for other in kept):
            kept.append(each)
    return tuple(tuple((each + 0.0).tolist()) for each in kept)


def _count_evaluations(dim: int) -> int:
    return (
        SOBOL_POINTS
        + (GRID_SIZE * GRID_SIZE if dim == 2 else 0)
        + 33 * ZOOM_ROUNDS * MAX_ZOOMED * (2 if dim == 2 else 1)
    )


def format_box(box: Box) -> str:
    """Return a box as text, such as '[-1, 1] x [0, 2]', at most three of its sides."""
    return " x ".join(f"[{low:g}, {high:g}]" for low, high in box[:3]) + (" x ..." if len(box) > 3 else "")
