"""Where a typed formula is lowest in a box: searched by scipy and in torch batches. Found, not proved."""

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

SIDES = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)  # half-widths tried when no box is given
USUAL = (10.0, 5.0, 2.0, 1.0, *SIDES[4:])  # the order in which they are tried when none holds its minimum well inside
ACROSS, CLOUD, ROUNDS = 161, 8192, 60
ZOOMED, MOST_POLISHED, PARTS_POLISHED = 48, 12, 1200
MOST_LISTED = 50
SAME = 1e-9  # two values count as equal within this share of the values' spread
NEAR = 0.05  # the share of a cloud that the spread of values is taken from
NEWTON, FEW_NEWTON, MOST_BENT = 20, 3, 6  # steps, and in more than so many dimensions, where a Hessian costs more
INNER = 0.8  # of a guessed box: where its lowest point must be
RADII = np.array([1e-2, 1e-4, 1e-6, 1e-8])[:, None, None]  # of rings around the lowest point, as shares of the box
ENDLESS = 0.8  # of the fall from one ring to the next, fallen again to the next: it falls without bound

Values = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Found:
    """The lowest points found in a box, the value there, what was spent on them, and whether it goes lower outside."""

    points: tuple[Point, ...]
    value: float
    effort: str
    lower_outside: bool


@dataclass(frozen=True)
class Lows:
    """Points with finite values, lowest first; how far apart the lower values are; where it falls without bound."""

    points: np.ndarray
    values: np.ndarray
    spread: float
    endless: np.ndarray | None


@lru_cache(maxsize=256)
def guessed_box(text: str) -> Box:
    """The smallest of a few boxes around 0 with its lowest point well inside, and lowest in one four times as wide too.

    Where there is none, +-10, or another of them that has a lowest point at all.
    """
    boxes = {side: ((-side, side),) * formula(text).dim for side in (*SIDES, *(4 * side for side in SIDES))}
    for side in SIDES:
        lows = _lowest(text, boxes[side])
        if not len(lows.values) or lows.endless is not None or np.abs(lows.points[0]).max() >= INNER * side:
            continue
        wide = _lowest(text, boxes[4 * side])
        if wide.endless is None and (wide.values >= lows.values[0] - SAME * (1 + abs(lows.values[0]))).all():
            return boxes[side]
    tame = (side for side in USUAL if len((lows := _lowest(text, boxes[side])).values) and lows.endless is None)
    return boxes[next(tame, USUAL[0])]


@lru_cache(maxsize=64)
def found(text: str, box: Box) -> Found:
    """The minima of a formula in a box; raises BadInput where it has none: no finite value, no bound, or one value."""
    lows = _lowest(text, box)
    _check(lows, box)
    evolved = _evolved(text, box)
    descents = max(3, min(MOST_POLISHED, PARTS_POLISHED // formula(text).parts))
    starts = np.concatenate((lows.points[: descents - len(evolved)], evolved))
    x = np.concatenate((_polished(text, starts, box), lows.points))
    values = _values(text)(x)
    order = _order(x, values, lows.spread, box)
    x, values = x[order], values[order]
    points = _apart(x[values <= values[0] + SAME * lows.spread], box)
    wide = _lowest(text, tuple((1.5 * low - 0.5 * high, 1.5 * high - 0.5 * low) for low, high in box))
    lower = wide.endless is not None or bool((wide.values < values[0] - 1e-6 * lows.spread).any())
    effort = f"Found, not proved: {_looked(len(box)):,} points looked at, {len(starts)} descents polished"
    more = f"; the first {MOST_LISTED} are listed" if len(points) == MOST_LISTED else ""
    return Found(points, float(values[0]), effort + more, lower)


def _check(lows: Lows, box: Box) -> None:
    """Raises BadInput where there is nothing to find."""
    if lows.endless is not None:
        place = ", ".join(f"{each:.4g}" for each in lows.endless[:3] + 0.0) + (", ..." if len(box) > 3 else "")
        raise BadInput(
            f"The formula falls without bound near ({place}), so it has no minimum in the box {said(box)}; "
            "choose a box without that place."
        )
    if not len(lows.values):
        raise BadInput(f"The formula has no finite value in the box {said(box)}; choose another box.")
    if lows.spread == 0:
        raise BadInput(
            f"The formula has the same value wherever the search looked in the box {said(box)}; "
            "there is nothing to descend."
        )


@lru_cache(maxsize=256)
@np.errstate(over="ignore")  # values may be as far apart as floats can be
def _lowest(text: str, box: Box) -> Lows:
    """The lowest dips of a grid and a cloud, zoomed into."""
    f, (low, high) = _values(text), np.array(box).T
    cloud = low + (high - low) * scipy.stats.qmc.Sobol(len(box), seed=1).random(CLOUD)
    height = f(cloud)
    x = cloud[np.argsort(height)[:ZOOMED]]
    if len(box) == 2:
        x = np.concatenate((x, _dips(f, box)))
    x = _zoomed(f, x, box)
    values = f(x)
    endless = x[np.isneginf(values)]
    finite = np.isfinite(values)
    x, values, height = x[finite], values[finite], height[np.isfinite(height)]
    above = np.concatenate((height, values)) - values.min(initial=np.inf)
    spread = float(np.quantile(above, NEAR) or above.max()) if len(values) else 0.0
    order = _order(x, values, spread, box)
    x, values = x[order], values[order]
    if not len(endless) and len(x) and _falls_at(x[0], f, box):
        endless = x
    return Lows(x, values, spread, endless[0] if len(endless) else None)


def _dips(f: Values, box: Box) -> np.ndarray:
    """The lowest points of a grid that are no higher than their neighbours."""
    axes = [np.linspace(low, high, ACROSS) for low, high in box]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), -1)
    height = f(grid)
    around = -torch.nn.functional.max_pool2d(torch.from_numpy(-height)[None], 3, 1, 1)[0].numpy()
    dips = grid[height <= around]
    return dips[np.argsort(f(dips), kind="stable")[:ZOOMED]]


def _zoomed(f: Values, x: np.ndarray, box: Box) -> np.ndarray:
    """Lower points near each of ``x``."""
    low, high = np.array(box).T
    shape = np.concatenate((_ways(box), np.zeros((1, len(box)))))
    cell = (high - low) / ACROSS
    for _ in range(ROUNDS):
        tries = np.clip(x[:, None] + cell * shape, low, high)
        x = tries[np.arange(len(x)), np.argmin(f(tries), axis=-1)]
        cell = cell * 0.7
    return x


def _falls_at(x: np.ndarray, f: Values, box: Box) -> bool:
    """Whether f falls by as much again each time one comes a hundred times nearer to ``x``."""
    low, high = np.array(box).T
    rings = f(np.clip(x + RADII * (high - low) / 2 * _ways(box), low, high)).min(-1)
    with np.errstate(invalid="ignore"):  # infinite values have no difference
        falls = rings[:-1] - rings[1:]
    return bool((falls > 0).all() and falls[-1] > ENDLESS * falls[-2])


def _ways(box: Box) -> np.ndarray:
    """Directions to look in from a point: (32, dim), within +-1."""
    return 2 * scipy.stats.qmc.Sobol(len(box), seed=2).random(32) - 1


@np.errstate(over="ignore")
def _order(x: np.ndarray, values: np.ndarray, spread: float, box: Box) -> np.ndarray:
    """Lowest first; of values that differ by rounding alone, those inside the box first, otherwise as they come."""
    if not len(values):
        return np.zeros(0, dtype=int)
    low, high = np.array(box).T
    edge = ((x == low) | (x == high)).any(-1)
    return np.lexsort((edge, np.round((values - values.min()) / (1e-12 * spread or 1.0))))


def _evolved(text: str, box: Box) -> np.ndarray:
    """What scipy's global search finds."""
    f = _values(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # infinite values are none of its business
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


def _polished(text: str, starts: np.ndarray, box: Box) -> np.ndarray:
    """Where descents end, their last digits by Newton: all of them, or the lowest where that costs too much."""
    ends = np.stack([_descended(text, start, box) for start in starts])
    lowest = np.argmin(_values(text)(ends))
    few = len(box) <= MOST_BENT
    return np.stack(
        [
            _newton(text, end, box, NEWTON if few else FEW_NEWTON) if few or which == lowest else end
            for which, end in enumerate(ends)
        ]
    )


def _descended(text: str, start: np.ndarray, box: Box) -> np.ndarray:
    """Where scipy's L-BFGS-B ends, if that is lower."""
    f = formula(text)

    def value_and_slope(x: np.ndarray) -> tuple[float, np.ndarray]:
        at = torch.from_numpy(x)
        return f(at).item(), gradient(f, at).nan_to_num().numpy()

    end = scipy.optimize.minimize(
        value_and_slope, start, jac=True, method="L-BFGS-B", bounds=box, options={"maxiter": 100, "maxfun": 200}
    ).x
    return end if _values(text)(end) <= _values(text)(start) else start


def _newton(text: str, start: np.ndarray, box: Box, steps: int) -> np.ndarray:
    """A few Newton steps for the last digits, each taken only if it stays in the box and lowers the slope, not f."""
    f, x, (low, high) = formula(text), torch.from_numpy(start), torch.tensor(box, dtype=torch.float64).T
    for _ in range(steps):
        slope, bend = gradient(f, x), hessian(f, x)
        if not (slope.isfinite().all() and bend.isfinite().all()):
            break
        after = x - torch.linalg.lstsq(bend, slope[:, None], driver="gelsd").solution[:, 0]
        if not ((after >= low) & (after <= high)).all() or not gradient(f, after).norm() < slope.norm():
            break
        x = after
    lower = f(x) <= f(torch.from_numpy(start)) + 1e-14 * (1 + f(x).abs())
    return x.numpy() if lower else start


def _values(text: str) -> Values:
    """The formula on numpy points (..., dim), infinite where it has no value."""
    f = formula(text)

    def values(x: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            found = f(torch.from_numpy(np.ascontiguousarray(x))).numpy()
        return np.where(np.isnan(found), np.inf, found)

    return values


def _apart(x: np.ndarray, box: Box) -> tuple[Point, ...]:
    """Those of equally low points that are not neighbours, a bounded number of them."""
    near = 1e-3 * max(high - low for low, high in box)
    kept: list[np.ndarray] = []
    for each in x:
        if len(kept) < MOST_LISTED and all(np.linalg.norm(each - other) > near for other in kept):
            kept.append(each)
    return tuple(tuple((each + 0.0).tolist()) for each in kept)


def _looked(dim: int) -> int:
    return CLOUD + (ACROSS * ACROSS if dim == 2 else 0) + 33 * ROUNDS * ZOOMED * (2 if dim == 2 else 1)


def said(box: Box) -> str:
    """A box in words, its first three sides."""
    return " x ".join(f"[{low:g}, {high:g}]" for low, high in box[:3]) + (" x ..." if len(box) > 3 else "")
