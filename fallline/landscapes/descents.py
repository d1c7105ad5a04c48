"""Local and evolutionary descents of a typed formula in a box, by scipy and torch."""

from __future__ import annotations

import warnings

import numpy as np
import scipy
import torch

from fallline.core import Box, gradient, hessian_vector_product
from fallline.core.deadline import check_time
from fallline.landscapes.formulas import FormulaText
from fallline.landscapes.low_points import make_values

POPULATION_PER_DIM, MAX_POPULATION = 10, 120  # of differential evolution
GENERATIONS, MAX_TRIALS = 100, 4000
DESCENT_ITERATIONS, DESCENT_EVALUATIONS = 100, 200
DESCENT_OPERATIONS, MIN_DESCENT_EVALUATIONS = 20_000, 40  # operations of a descent, on top of autograd's
NEWTON_STEPS, FEW_NEWTON_STEPS = 20, 3  # few beyond MAX_NEWTON_DIM, where Hessians cost more
MAX_NEWTON_DIM = 6
SNAP_DIGITS = range(7)  # decimals to which coordinates are rounded
SNAP_SHARE = 1e-10  # of the box: the most that rounding may move a coordinate


def evolve(f: FormulaText, box: Box, lowest: np.ndarray) -> np.ndarray:
    """Return the point found by scipy's differential evolution, (1, dim), or (0, dim) if its value is not finite.

    The population starts with the points ``lowest`` (count, dim) and Sobol points. The result is deterministic.
    """
    values, (low, high) = make_values(f), np.array(box).T
    size = max(5, min(POPULATION_PER_DIM * len(box), MAX_POPULATION))
    sobol = low + (high - low) * scipy.stats.qmc.Sobol(len(box), seed=4).random(2 ** int(np.ceil(np.log2(size))))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scipy warns about infinite values, which are expected here
        end = scipy.optimize.differential_evolution(
            lambda x: np.minimum(values(x.T), 1e300),
            box,
            rng=np.random.default_rng(1),
            vectorized=True,
            updating="deferred",
            maxiter=min(GENERATIONS, MAX_TRIALS // size),
            init=np.concatenate((lowest[: size // 4], sobol))[:size],
            polish=False,
            callback=lambda _x, convergence: check_time(),  # noqa: ARG005 - scipy passes it by name
        )
    return end.x[None] if np.isfinite(values(end.x)) else np.zeros((0, len(box)))


def descend_all(f: FormulaText, starts: np.ndarray, box: Box) -> np.ndarray:
    """Return the last points (count, dim) of descents from ``starts`` (count, dim), refined by Newton steps.

    In more than MAX_NEWTON_DIM dimensions only the lowest of them is refined.
    """
    ends = np.stack([_descend(f, start, box) for start in starts])
    chosen = slice(None) if len(box) <= MAX_NEWTON_DIM else [int(np.argmin(make_values(f)(ends)))]
    ends[chosen] = newton(f, ends[chosen], box, NEWTON_STEPS if len(box) <= MAX_NEWTON_DIM else FEW_NEWTON_STEPS)
    return ends


def _descend(f: FormulaText, start: np.ndarray, box: Box) -> np.ndarray:
    """Return the last point (dim,) of scipy's L-BFGS-B from ``start`` (dim,), or ``start`` if f is higher there."""
    values = make_values(f)

    def value_and_slope(x: np.ndarray) -> tuple[float, np.ndarray]:
        check_time()
        at = torch.from_numpy(x)
        return f(at).item(), gradient(f, at).nan_to_num().numpy()

    affordable = min(max(DESCENT_OPERATIONS // f.operation_count, MIN_DESCENT_EVALUATIONS), DESCENT_EVALUATIONS)
    options = {"maxiter": DESCENT_ITERATIONS, "maxfun": affordable}
    end = scipy.optimize.minimize(value_and_slope, start, jac=True, method="L-BFGS-B", bounds=box, options=options).x
    return end if values(end) <= values(start) else start


def newton(f: FormulaText, starts: np.ndarray, box: Box, steps: int = NEWTON_STEPS) -> np.ndarray:
    """Return the points (count, dim) after at most ``steps`` Newton steps from ``starts``, or those if f is higher.

    A step is the shortest that solves the equations, so that along a curve of minima it leads straight to the curve. It
    is taken only if it stays in the box and reduces the gradient's norm.
    """
    x, (low, high) = torch.from_numpy(starts.copy()), torch.tensor(box, dtype=torch.float64).T
    moving = torch.ones(len(x), dtype=torch.bool)
    for _ in range(steps):
        check_time()
        slope, curvature = gradient(f, x), hessian_in_one_batch(f, x)
        moving &= slope.isfinite().all(-1) & curvature.isfinite().all((-1, -2))
        if not moving.any():
            break
        proposed = x.clone()
        proposed[moving] -= (_pseudo_inverse(curvature[moving]) @ slope[moving, :, None])[..., 0]
        moving &= ((proposed >= low) & (proposed <= high)).all(-1)
        moving &= gradient(f, proposed).norm(dim=-1) < slope.norm(dim=-1)
        x = torch.where(moving[:, None], proposed, x)
    lower = f(x) <= f(torch.from_numpy(starts)) + 1e-14 * (1 + f(x).abs())
    return torch.where(lower[:, None], x, torch.from_numpy(starts)).numpy()


def hessian_in_one_batch(f: FormulaText, x: torch.Tensor) -> torch.Tensor:
    """Return the Hessian at each of ``x`` (..., dim), (..., dim, dim), by one product for all axes at once.

    In many dimensions that is far faster than one product after the other, as in ``fallline.core.hessian``.
    """
    axes = torch.eye(x.shape[-1], dtype=x.dtype).reshape(-1, *(1 for _ in x.shape[:-1]), x.shape[-1])
    repeated = x.expand(x.shape[-1], *x.shape)
    return hessian_vector_product(f, repeated, axes.expand_as(repeated)).movedim(0, -2)


def _pseudo_inverse(curvature: torch.Tensor) -> torch.Tensor:
    """Return the pseudo-inverse of symmetric matrices (count, dim, dim); eigenvalues near 0 count as 0."""
    return torch.linalg.pinv(curvature, hermitian=True, rtol=1e-13)


def snap_to_round_numbers(f: FormulaText, x: np.ndarray, box: Box) -> np.ndarray:
    """Return each of ``x`` (count, dim), rounded to the fewest decimals at which f is lower, if it is at any.

    Minima on kinks and at the edge of where f is defined, which no descent reaches exactly, often are round numbers.
    """
    low, high = np.array(box).T
    rounded = np.stack([*(np.round(x, digits) for digits in SNAP_DIGITS), x])
    is_near = (np.abs(rounded - x) <= SNAP_SHARE * (high - low)).all(-1)
    rounded = np.where(is_near[..., None], np.clip(rounded, low, high), x)
    best = np.argmin(make_values(f)(rounded), axis=0)
    return rounded[best, np.arange(len(x))] + 0.0
