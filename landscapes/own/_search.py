"""Where a typed formula is lowest in a box: searched by scipy and in torch batches. Found, not proved."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from scipy.optimize import differential_evolution, minimize
from scipy.stats import qmc

from core import BadInput, Box, Point, gradient, hessian
from landscapes.own._formula import formula

SIDES = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)  # half-widths that are tried when no box is given
ACROSS, CLOUD, ROUNDS = 161, 8192, 60
ZOOMED, POLISHED = 48, 12
MOST_LISTED = 50
SAME = 1e-9  # two values count as equal within this share of the values' spread
NEWTON = 20
INNER = 0.8  # of a guessed box: where its lowest point must be

Values = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Found:
    """The lowest points found in a box, the value there, what was spent on them, and whether it goes lower outside."""

    points: tuple[Point, ...]
    value: float
    effort: str
    lower_outside: bool


def guessed_box(text: str) -> Box:
    """The smallest of a few boxes around 0 with its lowest point well inside, and lowest in one four times as wide too.

    The middle one, where there is none.
    """
    dim = formula(text).dim
    for side in SIDES:
        (x, low), (_, lower) = (_lowest(text, ((-edge, edge),) * dim) for edge in (side, 4 * side))
        if len(low) and np.abs(x[0]).max() < INNER * side and lower[0] >= low[0] - SAME * (1 + abs(low[0])):
            return ((-side, side),) * dim
    return ((-SIDES[3], SIDES[3]),) * dim


@lru_cache(maxsize=64)
def found(text: str, box: Box) -> Found:
    """The minima of a formula in a box; raises BadInput where it has no finite value, or the same one everywhere."""
    x, values = _lowest(text, box)
    if not len(values):
        raise BadInput(f"The formula has no finite value in the box {_said(box)}; choose another box.")
    evolved = _evolved(text, box)
    starts = np.concatenate((x[: POLISHED - len(evolved)], evolved))
    ends = np.stack([_newton(text, _polished(text, start, box), box) for start in starts])
    x = np.concatenate((ends, x))
    values = _values(text)(x)
    spread = _spread(text, box)
    if spread == 0:
        raise BadInput(
            f"The formula has the same value everywhere in the box {_said(box)}; there is nothing to descend."
        )
    order = np.argsort(np.round((values - values.min()) / (1e-12 * spread)), kind="stable")  # the polished ones first
    x, values = x[order], values[order]
    equal = x[values <= values[0] + SAME * spread]
    wide = _lowest(text, tuple((1.5 * low - 0.5 * high, 1.5 * high - 0.5 * low) for low, high in box))[1]
    effort = f"found, not proved: {_looked(len(box)):,} points looked at, {len(ends)} descents polished"
    lower = bool(len(wide) and wide.min() < values[0] - 1e-6 * spread)
    return Found(_apart(equal, box), float(values[0]), effort, lower)


@lru_cache(maxsize=256)
def _lowest(text: str, box: Box) -> tuple[np.ndarray, np.ndarray]:
    """The lowest dips of a grid and a cloud, zoomed into, lowest first: points and finite values."""
    f, (low, high) = _values(text), np.array(box).T
    cloud = low + (high - low) * qmc.Sobol(len(box), seed=1).random(CLOUD)
    x = cloud[np.argsort(f(cloud))[:ZOOMED]]
    if len(box) == 2:
        axes = [np.linspace(a, b, ACROSS) for a, b in box]
        grid = np.stack(np.meshgrid(*axes, indexing="ij"), -1)
        height = f(grid)
        around = -torch.nn.functional.max_pool2d(torch.from_numpy(-height)[None], 3, 1, 1)[0].numpy()
        dips = grid[height <= around]
        x = np.concatenate((x, dips[np.argsort(f(dips), kind="stable")[:ZOOMED]]))
    shape = np.concatenate((2 * qmc.Sobol(len(box), seed=2).random(32) - 1, np.zeros((1, len(box)))))
    cell = (high - low) / ACROSS
    for _ in range(ROUNDS):
        tries = np.clip(x[:, None] + cell * shape, low, high)
        x = tries[np.arange(len(x)), np.argmin(f(tries), axis=-1)]
        cell = cell * 0.7
    values = f(x)
    order = np.argsort(values, kind="stable")
    return x[order][np.isfinite(values[order])], values[order][np.isfinite(values[order])]


def _evolved(text: str, box: Box) -> np.ndarray:
    """What scipy's global search finds."""
    f = _values(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # infinite values are none of its business
        end = differential_evolution(
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


def _polished(text: str, start: np.ndarray, box: Box) -> np.ndarray:
    """Where scipy's L-BFGS-B ends, if that is lower."""
    f = formula(text)

    def value_and_slope(x: np.ndarray) -> tuple[float, np.ndarray]:
        at = torch.from_numpy(x)
        return f(at).item(), gradient(f, at).nan_to_num().numpy()

    end = minimize(
        value_and_slope, start, jac=True, method="L-BFGS-B", bounds=box, options={"maxiter": 100, "maxfun": 200}
    ).x
    return end if _values(text)(end) <= _values(text)(start) else start


def _newton(text: str, start: np.ndarray, box: Box) -> np.ndarray:
    """A few Newton steps for the last digits, each taken only if it stays in the box and lowers the slope, not f."""
    f, x, (low, high) = formula(text), torch.from_numpy(start), torch.tensor(box, dtype=torch.float64).T
    if len(box) > 6:
        return start
    for _ in range(NEWTON):
        slope, bend = gradient(f, x), hessian(f, x)
        if not (slope.isfinite().all() and bend.isfinite().all()) or torch.linalg.matrix_rank(bend) < len(box):
            break
        after = x - torch.linalg.solve(bend, slope)
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


def _spread(text: str, box: Box) -> float:
    """How far apart the finite values in a box typically are."""
    low, high = np.array(box).T
    values = _values(text)(low + (high - low) * qmc.Sobol(len(box), seed=3).random(1024))
    values = values[np.isfinite(values)]
    return float(np.median(np.abs(values - values.min()))) if len(values) else 0.0


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


def _said(box: Box) -> str:
    return " x ".join(f"[{low:g}, {high:g}]" for low, high in box[:3]) + (" x ..." if len(box) > 3 else "")
