"""Connected sets of minimizers: whether a found minimizer lies on a curve or in a region where f is minimal."""

from __future__ import annotations

from enum import Enum

import numpy as np
import torch

from fallline.core import Box, gradient
from fallline.core.deadline import check_time
from fallline.landscapes.descents import FEW_NEWTON_STEPS, MAX_NEWTON_DIM, hessian_in_one_batch, newton
from fallline.landscapes.formulas import FormulaText
from fallline.landscapes.low_points import Values, directions, make_values

RADII = (0.0117, 0.0292)  # shares of the box; no simple ratio to it or to each other, as between minima of a lattice
MAX_EXAMINED = 3  # minimizers
DIRECTIONS = 64  # random ones around a minimizer
REFINED_DIRECTIONS = 6  # the lowest, refined in SPHERE_ROUNDS
SPHERE_ROUNDS, SPHERE_SHRINK = 80, 0.7
ROUNDED_SHARE = 1e-15  # of the box: the rounding error of coordinates
REGULAR_CONDITION = 1e-7  # smallest curvature over largest, beyond which a smooth minimizer is isolated
REGION_SHARE = 0.25  # of the random directions: if f is minimal in more, the minimizers fill a region


class MinimizerSet(Enum):
    """What the minimizers are."""

    ISOLATED = "isolated"
    CURVE = "curve"
    REGION = "region"


def classify_minimizers(f: FormulaText, minimizers: np.ndarray, tolerance: float, box: Box) -> MinimizerSet:
    """Return whether the ``minimizers`` (count, dim) are isolated points, or lie on a curve or in a region of minima.

    A value counts as minimal if it is at most ``tolerance`` above that at the minimizer. A curve stands for every
    connected set that does not fill a region.
    """
    kinds = [
        _classify(f, each, tolerance, box)
        for each in minimizers[: MAX_EXAMINED if len(box) <= MAX_NEWTON_DIM else 1]
        if not _is_regular(f, torch.from_numpy(each), box)
    ]
    return next((kind for kind in (MinimizerSet.REGION, MinimizerSet.CURVE) if kind in kinds), MinimizerSet.ISOLATED)


def _is_regular(f: FormulaText, x: torch.Tensor, box: Box) -> bool:
    """Return whether f is smooth and curved upwards in all directions at ``x`` (dim,), so that x is isolated."""
    side = torch.tensor([high - low for low, high in box], dtype=x.dtype)
    slope, curvatures = gradient(f, x) * side, _curvatures(f, x, side)
    if not (slope.isfinite().all() and curvatures is not None and curvatures[-1] > 0):
        return False
    return bool(curvatures[0] > REGULAR_CONDITION * curvatures[-1] and slope.norm() < 1e-5 * curvatures[-1])


def _curvatures(f: FormulaText, x: torch.Tensor, side: torch.Tensor) -> torch.Tensor | None:
    """Return the eigenvalues of the Hessian in shares of the box, ascending; None if it is not finite."""
    matrix = hessian_in_one_batch(f, x) * side * side[:, None]
    return torch.linalg.eigvalsh(matrix) if matrix.isfinite().all() else None


def _classify(f: FormulaText, x: np.ndarray, tolerance: float, box: Box) -> MinimizerSet:
    values, around = make_values(f), _unit_directions(len(x))
    limit = _highest_minimal_value(values, x, tolerance, box)
    lies_in_region, is_connected = True, True
    for radius in RADII:
        minimal = _values_on_sphere(values, x, radius * around, box) <= limit
        lies_in_region &= bool(minimal.mean() > REGION_SHARE)
        is_connected &= bool(minimal.any()) or _has_minimum_on_sphere(f, x, radius, limit, box)
    if lies_in_region:
        return MinimizerSet.REGION
    return MinimizerSet.CURVE if is_connected else MinimizerSet.ISOLATED


def _highest_minimal_value(values: Values, x: np.ndarray, tolerance: float, box: Box) -> float:
    """Return the value up to which f counts as minimal: at cusps, that of points that differ by rounding from ``x``."""
    at_cusp = _values_on_sphere(values, x, ROUNDED_SHARE * _unit_directions(len(x)), box)
    return float(values(x)) + max(tolerance, float(at_cusp[at_cusp < np.inf].max(initial=-np.inf) - values(x)))


def _unit_directions(dim: int) -> np.ndarray:
    """Return DIRECTIONS quasi-random unit vectors, (DIRECTIONS, dim)."""
    normal = np.random.default_rng(5).normal(size=(DIRECTIONS, dim))
    return normal / np.linalg.norm(normal, axis=-1, keepdims=True)


def _values_on_sphere(values: Values, x: np.ndarray, offsets: np.ndarray, box: Box) -> np.ndarray:
    """Return f at x + offsets (..., dim), in shares of the box, (...); infinite outside of the box."""
    low, high = np.array(box).T
    at = x + offsets * (high - low)
    inside = ((at >= low) & (at <= high)).all(-1)
    return np.where(inside, values(np.where(inside[..., None], at, x)), np.inf)


def _has_minimum_on_sphere(f: FormulaText, x: np.ndarray, radius: float, limit: float, box: Box) -> bool:
    """Return whether f is at most ``limit`` somewhere on the sphere around ``x`` (dim,), ``radius`` in box shares.

    The lowest directions of a sample are refined by shrinking samples. In more than MAX_NEWTON_DIM dimensions, where
    that is too coarse, Newton steps start in the directions of least curvature.
    """
    flat = _flat_directions(f, x, box)
    if len(x) > MAX_NEWTON_DIM:
        return _newton_stays_away(f, x, radius * np.concatenate((flat, -flat)), limit, box)
    values, sample = make_values(f), np.concatenate((_unit_directions(len(x)), flat, -flat))
    best = sample[np.argsort(_values_on_sphere(values, x, radius * sample, box))[:REFINED_DIRECTIONS]]
    offsets, reach = np.concatenate((directions(len(x)), np.zeros((1, len(x))))), 0.3
    for _ in range(SPHERE_ROUNDS):
        check_time()
        tries = best[:, None] + reach * offsets
        tries /= np.linalg.norm(tries, axis=-1, keepdims=True)
        lowest = np.argmin(_values_on_sphere(values, x, radius * tries, box), axis=-1)
        best, reach = tries[np.arange(len(best)), lowest], reach * SPHERE_SHRINK
    return bool((_values_on_sphere(values, x, radius * best, box) <= limit).any())


def _flat_directions(f: FormulaText, x: np.ndarray, box: Box) -> np.ndarray:
    """Return unit vectors (count, dim) in which f has the least curvature, in box shares; none if it has no Hessian."""
    side = torch.tensor([high - low for low, high in box], dtype=torch.float64)
    matrix = hessian_in_one_batch(f, torch.from_numpy(x)) * side * side[:, None]
    if not matrix.isfinite().all():
        return np.zeros((0, len(x)))
    return torch.linalg.eigh(matrix).eigenvectors.T[:REFINED_DIRECTIONS].numpy()


def _newton_stays_away(f: FormulaText, x: np.ndarray, offsets: np.ndarray, limit: float, box: Box) -> bool:
    """Return whether Newton steps from x + offsets (count, dim), in box shares, end at a minimum away from ``x``."""
    low, high = np.array(box).T
    starts = x + offsets * (high - low)
    inside = ((starts >= low) & (starts <= high)).all(-1)
    if not inside.any():
        return False
    ends = newton(f, starts[inside], box, FEW_NEWTON_STEPS)
    moved = np.linalg.norm((ends - x) / (high - low), axis=-1)
    asked = np.linalg.norm(offsets[inside], axis=-1)
    return bool(((make_values(f)(ends) <= limit) & (moved > asked / 2) & (moved < 2 * asked)).any())
