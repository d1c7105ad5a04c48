"""Low points of a typed formula in a box: screened on grids and Sobol points, and refined by shrinking samples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy
import torch

from fallline.core import Box
from fallline.core.deadline import check_time
from fallline.landscapes.formulas import FormulaText

# Operations are elementwise operations of tensors: those of the formula, and one per coordinate to make the point,
# times the points at which it is evaluated.
GUESS_OPERATIONS = 3_000_000  # per box, while a box is guessed
SEARCH_OPERATIONS = 40_000_000  # in the box whose minima are searched
MAX_GRID_POINTS = {1: 65_537, 2: 401 * 401}  # by number of coordinates
MIN_GRID_POINTS = {1: 1_001, 2: 61 * 61}
MAX_SOBOL_POINTS, MIN_SOBOL_POINTS = 2**16, 2**10
MAX_SOBOL_BESIDE_GRID = 2**13
SCREENED_SHARE = 0.5  # of the operations; the rest is for the refinement
ZOOM_ROUNDS = 60
ZOOM_SHRINK = 0.7  # factor on the search radius per round
ZOOM_TRIES = 33  # points per round: 32 around the lowest, and itself
MAX_ZOOMED, MIN_ZOOMED = 48, 6  # points refined, of the Sobol points and of the grid each
# Half widths of further samples around the lowest points, one after the other, as shares of the box: they also move
# along the edge of where f is defined, where the first refinement gets stuck.
AROUND_SHARES = (0.1, 0.02, 4e-3, 8e-4, 1.6e-4, 3e-5)
AROUND_POINTS, MAX_AROUND, ZOOMED_PER_AROUND = 512, 4, 8
SPREAD_QUANTILE = 0.05  # the spread of values is this quantile of their differences to the lowest one
RING_RADIUS_SHARES = np.array([1e-2, 1e-4, 1e-6, 1e-8])[:, None, None]  # of the box: rings around the lowest point
UNBOUNDED_RATIO = 0.8  # f falls without bound if the last fall from ring to ring is more than this times the one before

Values = Callable[[np.ndarray], np.ndarray]  # x (..., dim) -> f (...), inf where f is NaN


@dataclass(frozen=True)
class LowPoints:
    """Points (count, dim) with finite values (count,), lowest first.

    ``spread`` is the scale of the differences of low values, 0 if there is none; ``unbounded_at`` a point (dim,) near
    which f falls without bound, None if there is none. ``evaluated`` is the number of points at which f was evaluated.
    """

    points: np.ndarray
    values: np.ndarray
    spread: float
    unbounded_at: np.ndarray | None
    evaluated: int


def make_values(f: FormulaText) -> Values:
    """Return the formula as a function on numpy arrays, x (..., dim) -> (...), inf where it is NaN."""

    def values(x: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            found = f(torch.from_numpy(np.ascontiguousarray(x))).numpy()
        return np.where(np.isnan(found), np.inf, found)

    return values


@lru_cache(maxsize=256)
@np.errstate(over="ignore")  # differences of values may exceed the largest float
def find_low_points(f: FormulaText, box: Box, operations: int) -> LowPoints:
    """Return the lowest points near the lowest Sobol points in a box and, in 1 and 2 dimensions, near grid minima.

    About ``operations`` operations are spent.
    """
    values, affordable = make_values(f), operations / (f.operation_count + f.dim)
    screened, height, spacings = _screen(values, box, int(SCREENED_SHARE * affordable))
    zoomed = int((1 - SCREENED_SHARE) * affordable / (2 * ZOOM_ROUNDS * ZOOM_TRIES))
    zoomed = min(max(zoomed, MIN_ZOOMED), MAX_ZOOMED)
    kept = [each[:zoomed] for each in screened]
    spacing = np.repeat(spacings, [len(each) for each in kept])[:, None, None]
    x = _zoom(values, np.concatenate(kept), spacing, box)
    refined = min(zoomed // ZOOMED_PER_AROUND, MAX_AROUND)
    for share in AROUND_SHARES if refined else ():
        lowest = x[np.argsort(values(x), kind="stable")[:refined]]
        spacing = np.full((len(lowest), 1, 1), share / AROUND_POINTS ** (1 / len(box)))
        x = np.concatenate((x, _zoom(values, _lowest_around(values, lowest, share, box), spacing, box)))
    evaluated = len(height) + ZOOM_ROUNDS * ZOOM_TRIES * len(x) + AROUND_POINTS * refined * len(AROUND_SHARES)
    height = np.concatenate((height, values(x)))
    unbounded_at = x[np.isneginf(height[-len(x) :])]
    finite = np.isfinite(height[-len(x) :])
    x, above = x[finite], height[np.isfinite(height)]
    above = above - above.min(initial=np.inf)
    spread = float(np.quantile(above, SPREAD_QUANTILE) or above.max()) if len(x) else 0.0
    x = x[sort_order(x, values(x), spread, box)]
    if not len(unbounded_at) and len(x) and _falls_at(x[0], values, box):
        unbounded_at = x
    return LowPoints(x, values(x), spread, unbounded_at[0] if len(unbounded_at) else None, evaluated)


def _screen(f: Values, box: Box, affordable: int) -> tuple[list[np.ndarray], np.ndarray, list[float]]:
    """Return (points, values, spacings): Sobol points (count, dim), lowest first, and the lowest grid points likewise.

    The values are those of all points that were evaluated, at most about ``affordable``; a spacing is that of the
    points of one kind, as a share of the box.
    """
    low, high = np.array(box).T
    limit = MAX_SOBOL_BESIDE_GRID if len(box) in MAX_GRID_POINTS else MAX_SOBOL_POINTS
    count = 2 ** int(np.log2(min(max(affordable, MIN_SOBOL_POINTS), limit)))
    sobol = low + (high - low) * scipy.stats.qmc.Sobol(len(box), seed=1).random(count)
    height = f(sobol)
    lowest = sobol[np.argsort(height, kind="stable")[:MAX_ZOOMED]]
    spacings = [float(min(count ** (-1 / len(box)), 0.1))]
    if len(box) not in MAX_GRID_POINTS:
        return [lowest], height, spacings
    points = min(max(affordable, MIN_GRID_POINTS[len(box)]), MAX_GRID_POINTS[len(box)])
    size = int(points ** (1 / len(box)) + 0.5) // 2 * 2 + 1  # odd, so that the centre of the box is a grid point
    minima, grid_height = _grid_minima(f, box, size)
    return [lowest, minima], np.concatenate((height, grid_height)), [*spacings, 1 / (size - 1)]


def _grid_minima(f: Values, box: Box, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the lowest points (count, dim) of a grid that are no higher than their neighbours, and all values.

    They are at most MAX_ZOOMED of a grid with ``size`` points per axis, in one or two dimensions.
    """
    axes = [np.linspace(low, high, size) for low, high in box]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), -1)
    height = f(grid)
    highest_below = torch.nn.functional.max_pool2d if len(box) == 2 else torch.nn.functional.max_pool1d
    neighbourhood_min = -highest_below(torch.from_numpy(-height)[None], 3, 1, 1)[0].numpy()
    is_low = (height <= neighbourhood_min) & (height < np.inf)
    order = np.argsort(height[is_low], kind="stable")[:MAX_ZOOMED]
    return grid[is_low][order], height.ravel()


def _lowest_around(f: Values, x: np.ndarray, share: float, box: Box) -> np.ndarray:
    """Return the lowest of AROUND_POINTS samples around each of ``x`` (count, dim), ``share`` of the box each way."""
    low, high = np.array(box).T
    offsets = 2 * scipy.stats.qmc.Sobol(len(box), seed=3).random(AROUND_POINTS) - 1
    tries = np.clip(x[:, None] + share * (high - low) * offsets, low, high)
    return tries[np.arange(len(x)), np.argmin(f(tries), axis=-1)]


def _zoom(f: Values, x: np.ndarray, spacing: np.ndarray, box: Box) -> np.ndarray:
    """Return a point at most as high near each of ``x``, (count, dim), by trying shrinking sets of points around it.

    The first sets reach ``spacing`` (count, 1, 1) to each side, as a share of the box.
    """
    low, high = np.array(box).T
    offsets = np.concatenate((directions(len(box)), np.zeros((1, len(box)))))
    cell = spacing * (high - low)
    for _ in range(ZOOM_ROUNDS):
        check_time()
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
    rings = f(np.clip(x + RING_RADIUS_SHARES * (high - low) / 2 * directions(len(box)), low, high)).min(-1)
    with np.errstate(invalid="ignore"):  # infinite values have no difference
        falls = rings[:-1] - rings[1:]
    return bool((falls > 0).all() and falls[-1] > UNBOUNDED_RATIO * falls[-2])


def directions(dim: int) -> np.ndarray:
    """Return 32 quasi-random offsets, (32, dim), each coordinate within +-1."""
    return 2 * scipy.stats.qmc.Sobol(dim, seed=2).random(ZOOM_TRIES - 1) - 1


@np.errstate(over="ignore")
def sort_order(x: np.ndarray, values: np.ndarray, spread: float, box: Box) -> np.ndarray:
    """Return the indices that sort x by its values; of almost equal values, those on the edge of the box come last."""
    if not len(values):
        return np.zeros(0, dtype=int)
    low, high = np.array(box).T
    edge = ((x == low) | (x == high)).any(-1)
    return np.lexsort((edge, np.round((values - values.min()) / (1e-12 * spread or 1.0))))
