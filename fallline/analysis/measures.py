"""Measures of a finished run: distances, angles, curvature and the ideal step, for all steps in one batch."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import torch

from fallline.analysis.line_search import GRADIENTS_PER_RAY, MAX_ELEMENTS_AT_ONCE, find_first_minimum
from fallline.core import Box, Landscape, hessian, hessian_vector_product
from fallline.core.deadline import check_time
from fallline.run.chunks import MAX_MATRIX_DIM
from fallline.run.trajectory import Trajectory
from fallline.run.work import MEGABYTES_PER_NUMBER, Work, count_gradient

LARGE_ELEMENT_S = 1.2e-8  # of one slow core, for an element of tensors that are too large for its cache
SECOND_DERIVATIVE_FACTOR = 3  # elements of a product of the Hessian and a vector, by those of a gradient

# Weak keys, so that an entry lives as long as its run.
_cache: WeakKeyDictionary[Trajectory, dict[Box, dict[str, np.ndarray]]] = WeakKeyDictionary()
_first_starts: WeakKeyDictionary[Trajectory, Trajectory] = WeakKeyDictionary()


def compute_measures(run: Trajectory, box: Box) -> dict[str, np.ndarray]:
    """Return arrays (steps+1, rows) by name, for the step from each x_k; NaN where a quantity does not exist.

    ``gap``: f - f*. ``distance``: Euclidean, to the nearest global minimum, NaN if the minima are not isolated.
    ``grad_norm``. ``step_size``. ``angle``: between step and -gradient, in degrees. ``curvature``: along the step, d'Hd
    for unit d. ``ideal_gradient``, ``ideal_own``: the distance to the first local minimum of f along -gradient and
    along the optimizer's own step; ``ideal_gradient_edge``, ``ideal_own_edge``: 1 if that is cut off at the edge of
    ``box``, else 0. ``model_gradient``, ``model_own``: the same distances by the local quadratic model, infinite where
    it has no minimum. Up to MAX_MATRIX_DIM coordinates also ``stable_rate``, 2 over the largest curvature, the learning
    rate beyond which gradient descent moves away (NaN where that curvature is not positive), and ``condition``, the
    largest curvature over the smallest (NaN where the smallest is not positive).
    """
    by_box = _cache.setdefault(run, {})
    if box not in by_box:
        by_box[box] = _compute(run, box)
    return by_box[box]


def estimate_measures(landscape: Landscape, points: int) -> Work:
    """Return the work of ``compute_measures`` for a run with ``points`` points, steps and starts together."""
    gradient = count_gradient(landscape).elements
    along = 2 * GRADIENTS_PER_RAY + SECOND_DERIVATIVE_FACTOR
    at_points = SECOND_DERIVATIVE_FACTOR * (landscape.dim if landscape.dim <= MAX_MATRIX_DIM else 0)
    seconds = points * (along + at_points) * gradient * LARGE_ELEMENT_S
    return Work(seconds, max(MAX_ELEMENTS_AT_ONCE, GRADIENTS_PER_RAY * gradient) * MEGABYTES_PER_NUMBER)


def select_first_start(run: Trajectory) -> Trajectory:
    """Return the run reduced to the row of its first start, which tables and curves show."""
    if run.rows == 1:
        return run
    if run not in _first_starts:
        arrays = {name: getattr(run, name)[:, :1] for name in ("x", "f", "grad", "seen", "step")}
        groups: dict[str, Any] = {
            name: {key: each[:, :1] for key, each in getattr(run, name).items()} for name in ("calls", "readouts")
        }
        per_row: dict[str, Any] = {"stopped_at": run.stopped_at[:1], "outcome": run.outcome[:1]}
        per_row["stopped_x"] = None if run.stopped_x is None else run.stopped_x[:1]
        _first_starts[run] = dataclasses.replace(run, **arrays, **groups, **per_row)
    return _first_starts[run]


def _compute(run: Trajectory, box: Box) -> dict[str, np.ndarray]:
    downhill, own = _normalize(-run.grad), _normalize(run.step)
    along = {"gradient": downhill, "own": own}
    slopes = {name: (run.grad * direction).sum(-1) for name, direction in along.items()}
    curvatures = {name: _curvature(run, direction) for name, direction in along.items()}
    result = {
        "gap": run.gap,
        "distance": distance_to_minimum(run),
        "grad_norm": np.linalg.norm(run.grad, axis=-1),
        "step_size": run.step_size,
        "angle": np.degrees(np.arctan2(_perpendicular_length(downhill, own), (downhill * own).sum(-1))),
        "curvature": curvatures["own"],
    }
    for name, direction in along.items():
        length, edge = _ideal_length(run, direction, box)
        result |= {f"ideal_{name}": length, f"ideal_{name}_edge": edge}
        result[f"model_{name}"] = _model_length(slopes[name], curvatures[name])
    return result | (_curvature_measures(run) if run.x.shape[-1] <= MAX_MATRIX_DIM else {})


def _curvature_measures(run: Trajectory) -> dict[str, np.ndarray]:
    """Return ``stable_rate`` and ``condition`` of ``compute_measures``, from the extreme curvatures at each point."""
    points = torch.tensor(run.x)
    matrices = np.concatenate([hessian(run.landscape.f, points[part]).numpy() for part in _parts(run)])
    matrices = np.nan_to_num(matrices, posinf=0.0, neginf=0.0)
    curvatures = np.linalg.eigvalsh(matrices)
    low, high = curvatures[..., 0], curvatures[..., -1]
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        return {
            "stable_rate": np.where(high > 0, 2.0 / high, np.nan),
            "condition": np.where(low > 0, high / low, np.nan),
        }


def distance_to_minimum(run: Trajectory) -> np.ndarray:
    """Return the Euclidean distance to the nearest global minimum, (steps+1, rows); NaN if they are not isolated."""
    return run.landscape.distance_to_minimum(torch.tensor(run.x)).numpy()


def _normalize(vectors: np.ndarray) -> np.ndarray:
    """Return each vector scaled to length 1; NaN for a zero or infinite vector."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.divide(vectors, length, out=np.full_like(vectors, np.nan), where=(length > 0) & np.isfinite(length))


def _perpendicular_length(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the length of the component of ``one`` perpendicular to ``other``; both are unit vectors."""
    return np.linalg.norm(one - (one * other).sum(-1, keepdims=True) * other, axis=-1)


def _curvature(run: Trajectory, direction: np.ndarray) -> np.ndarray:
    points, along = torch.tensor(run.x), torch.from_numpy(direction)
    products = [hessian_vector_product(run.landscape.f, points[part], along[part]) for part in _parts(run)]
    return (torch.cat(products) * along).sum(-1).numpy()


def _parts(run: Trajectory) -> Iterator[slice]:
    """Yield slices of the steps, for each of which second derivatives fit into memory. Raises OutOfTime."""
    elements = run.rows * count_gradient(run.landscape).elements * SECOND_DERIVATIVE_FACTOR
    size = max(1, int(MAX_ELEMENTS_AT_ONCE / elements))
    for first in range(0, len(run.x), size):
        check_time()
        yield slice(first, first + size)


def _ideal_length(run: Trajectory, direction: np.ndarray, box: Box) -> tuple[np.ndarray, np.ndarray]:
    dim = run.x.shape[-1]
    points, along = (torch.tensor(each.reshape(-1, dim)) for each in (run.x, direction))
    elements = count_gradient(run.landscape).elements
    length, edge = find_first_minimum(run.landscape.f, points, along, box, elements)
    return length.reshape(run.f.shape).numpy(), edge.reshape(run.f.shape).double().numpy()


def _model_length(slope: np.ndarray, curvature: np.ndarray) -> np.ndarray:
    """Return the distance to the minimum of the quadratic model with this slope and curvature along a direction.

    It is 0 if the slope is uphill, infinite if the curvature is not positive.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        length = np.where(curvature > 0, -slope / curvature, np.inf)
    return np.where(np.isnan(slope), np.nan, np.where(slope >= 0, 0.0, length))
