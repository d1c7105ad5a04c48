"""What can be computed once a run is over: distances, angles, curvature and the ideal step, in one batch."""

from __future__ import annotations

import dataclasses
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import torch

from fallline.analysis.line_search import first_minimum_along
from fallline.core import Box, hessian, hessian_times
from fallline.run.chunks import MOST_SQUARED
from fallline.run.trajectory import Trajectory

# Kept as long as the run itself, and no longer.
_remembered: WeakKeyDictionary[Trajectory, dict[Box, dict[str, np.ndarray]]] = WeakKeyDictionary()
_first_starts: WeakKeyDictionary[Trajectory, Trajectory] = WeakKeyDictionary()


def measures(run: Trajectory, box: Box) -> dict[str, np.ndarray]:
    """Arrays (steps+1, rows) by name, for the step from each x_k; NaN where a quantity does not exist.

    ``gap`` f - f*; ``distance`` Euclidean, to the nearest global minimum; ``grad_norm``; ``step_size``; ``angle``
    between step and -gradient, degrees; ``curvature`` along the step, d'Hd for unit d; ``ideal_gradient`` and
    ``ideal_own``: the length to the first local minimum of f along -gradient and along the direction the optimizer
    took, and ``..._edge`` (0 or 1) whether that is cut off at the edge of ``box``; ``model_gradient`` and
    ``model_own``: the same lengths by the local quadratic model, infinite where it has no minimum. Up to MOST_SQUARED
    coordinates also ``stable_rate``, 2 over the largest curvature, beyond which plain gradient descent moves away, and
    ``condition``, the largest curvature over the smallest; neither exists where f bends down throughout, or somewhere.
    """
    by_box = _remembered.setdefault(run, {})
    if box not in by_box:
        by_box[box] = _measured(run, box)
    return by_box[box]


def first_start(run: Trajectory) -> Trajectory:
    """The run from its first start alone, which is all that a table or a curve shows."""
    if run.rows == 1:
        return run
    if run not in _first_starts:
        arrays = {name: getattr(run, name)[:, :1] for name in ("x", "f", "grad", "seen", "step")}
        groups: dict[str, Any] = {
            name: {key: each[:, :1] for key, each in getattr(run, name).items()} for name in ("calls", "readouts")
        }
        ends: dict[str, Any] = {"stopped_at": run.stopped_at[:1], "outcome": run.outcome[:1]}
        _first_starts[run] = dataclasses.replace(run, **arrays, **groups, **ends)
    return _first_starts[run]


def _measured(run: Trajectory, box: Box) -> dict[str, np.ndarray]:
    downhill, own = _unit(-run.grad), _unit(run.step)
    along = {"gradient": downhill, "own": own}
    slopes = {name: (run.grad * direction).sum(-1) for name, direction in along.items()}
    bends = {name: _curvature(run, direction) for name, direction in along.items()}
    result = {
        "gap": run.gap,
        "distance": distance(run),
        "grad_norm": np.linalg.norm(run.grad, axis=-1),
        "step_size": run.step_size,
        "angle": np.degrees(np.arctan2(_across(downhill, own), (downhill * own).sum(-1))),
        "curvature": bends["own"],
    }
    for name, direction in along.items():
        length, edge = _ideal(run, direction, box)
        result |= {f"ideal_{name}": length, f"ideal_{name}_edge": edge}
        result[f"model_{name}"] = _model(slopes[name], bends[name])
    return result | (_bowl(run) if run.x.shape[-1] <= MOST_SQUARED else {})


def _bowl(run: Trajectory) -> dict[str, np.ndarray]:
    """What the extreme curvatures at each point mean for a learning rate and for the shape of the bowl."""
    matrices = np.nan_to_num(hessian(run.landscape.f, torch.tensor(run.x)).numpy(), posinf=0.0, neginf=0.0)
    curvatures = np.linalg.eigvalsh(matrices)
    low, high = curvatures[..., 0], curvatures[..., -1]
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        return {
            "stable_rate": np.where(high > 0, 2.0 / high, np.nan),
            "condition": np.where(low > 0, high / low, np.nan),
        }


def distance(run: Trajectory) -> np.ndarray:
    """The Euclidean distance to the nearest global minimum, (steps+1, rows)."""
    x = torch.tensor(run.x)
    return torch.linalg.vector_norm(x - run.landscape.nearest_minimum(x), dim=-1).numpy()


def _unit(vectors: np.ndarray) -> np.ndarray:
    """Each vector at length 1; NaN where it has none."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.divide(vectors, length, out=np.full_like(vectors, np.nan), where=length > 0)


def _across(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The length of the part of ``one`` that is perpendicular to ``other``, both of length 1."""
    return np.linalg.norm(one - (one * other).sum(-1, keepdims=True) * other, axis=-1)


def _curvature(run: Trajectory, direction: np.ndarray) -> np.ndarray:
    points, along = torch.tensor(run.x), torch.from_numpy(direction)
    return (hessian_times(run.landscape.f, points, along) * along).sum(-1).numpy()


def _ideal(run: Trajectory, direction: np.ndarray, box: Box) -> tuple[np.ndarray, np.ndarray]:
    dim = run.x.shape[-1]
    points, along = (torch.tensor(each.reshape(-1, dim)) for each in (run.x, direction))
    length, edge = first_minimum_along(run.landscape.f, points, along, box)
    return length.reshape(run.f.shape).numpy(), edge.reshape(run.f.shape).double().numpy()


def _model(slope: np.ndarray, bend: np.ndarray) -> np.ndarray:
    """Where the local parabola along a direction has its minimum: 0 uphill, infinite where it does not bend up."""
    with np.errstate(divide="ignore", invalid="ignore"):
        length = np.where(bend > 0, -slope / bend, np.inf)
    return np.where(np.isnan(slope), np.nan, np.where(slope >= 0, 0.0, length))
