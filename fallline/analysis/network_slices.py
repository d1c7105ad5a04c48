"""The loss of a network on a plane of weights: a grid that is computed coarse first, and the true loss along a path."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np
import torch
from torch.overrides import TorchFunctionMode

from fallline.analysis.network_planes import NetworkPlane
from fallline.core import TRAIN, Box, LayeredTask, Samples, Task
from fallline.core.deadline import check_time

LEVELS = (11, 21, 51)  # points along each side of the grids
MAX_TURN_VALUES = 2**20  # numbers of the largest activation that one turn computes; more points are taken in turns
MAX_TURN_SAMPLES = 2048
PROBE_SAMPLES = 256  # samples with which the largest activation is looked for

PointLosses = Callable[[torch.Tensor], torch.Tensor]


@dataclass(frozen=True, eq=False)
class LossSlice:
    """The mean loss over some samples on a grid of a plane or line, NaN or infinite where it is not finite.

    ``values`` (n, n) has the second coordinate along its first axis, as a picture does; on a line it is (n,).
    ``ticks`` are the coordinates along each axis, arrays (n,). ``computed`` counts the points that were computed for
    it; the others are those of the level before.
    """

    values: np.ndarray
    ticks: tuple[np.ndarray, ...]
    computed: int


@dataclass(frozen=True, eq=False)
class PathLosses:
    """A path over a plane: its ``coordinates`` (m, axes), its ``distance`` (m,) from the plane, and two losses (m,).

    ``true_loss`` is the loss at the path's own weights, ``shown_loss`` that of the plane below it, at its projection;
    both are over the samples of the slice.
    """

    coordinates: np.ndarray
    distance: np.ndarray
    true_loss: np.ndarray
    shown_loss: np.ndarray


class PlaneLoss:
    """The mean loss of a task over some samples, as a function of the coordinates on a plane.

    Where the task offers its first layer, which is linear in the weights, that is computed at the plane's origin and
    along its axes only.
    """

    def __init__(self, task: Task, plane: NetworkPlane, samples: Samples, dtype: torch.dtype = torch.float32) -> None:
        """Make the function; ``samples``, on any device, are in ``dtype``, in which it is computed."""
        self.task, self.plane, self.samples, self.dtype = task, plane, samples, dtype
        self._origin, self._axes = (self._to_tensor(each) for each in (plane.origin, plane.axes))
        # A loss of its own, such as one with a penalty on the weights, is more than the mean over the samples.
        self._layered = task if isinstance(task, LayeredTask) and type(task).loss is Task.loss else None

    def __call__(self, coordinates: np.ndarray) -> np.ndarray:
        """Return the losses (n,) in float64 at coordinates (n, axes)."""
        if self._layered is None:
            return self._mean(self._to_tensor(coordinates), self._slow_losses)
        return self._mean(self._to_tensor(coordinates), partial(self._plane_losses, self._layered))

    def at(self, x: np.ndarray) -> np.ndarray:
        """Return the losses (n,) in float64 at any weights (n, dim)."""
        return self._mean(self._to_tensor(x), self._losses)

    def on_path(self, path: np.ndarray) -> PathLosses:
        """Return the true losses of a path (m, dim), and those of the plane below it."""
        projection = self.plane.project(path)
        return PathLosses(projection.coordinates, projection.distance, self.at(path), self(projection.coordinates))

    @torch.no_grad()
    def _mean(self, points: torch.Tensor, losses_of: Callable[[Samples], PointLosses]) -> np.ndarray:
        """Return the mean losses (n,) at points (n, ...); ``losses_of`` returns their function for some samples."""
        turn = max(1, min(MAX_TURN_SAMPLES, MAX_TURN_VALUES // largest_activation(self.task)))
        total = torch.zeros(len(points), dtype=torch.float64, device=points.device)
        for each in self.samples.slices(turn):
            losses, rows = losses_of(each.shared()), max(1, MAX_TURN_VALUES // (largest_activation(self.task) * turn))
            for first in range(0, len(points), rows):
                check_time()
                part = slice(first, first + rows)
                total[part] += len(each) / len(self.samples) * losses(points[part]).double()
        return total.cpu().numpy()

    def _losses(self, samples: Samples) -> PointLosses:
        return lambda x: self.task.loss(x, samples)

    def _slow_losses(self, samples: Samples) -> PointLosses:
        return lambda points: self.task.loss(self._origin + points @ self._axes, samples)

    def _plane_losses(self, task: LayeredTask, samples: Samples) -> PointLosses:
        basis = task.first_layer(task.weights(torch.cat((self._origin[None], self._axes))), samples.inputs)

        def losses(points: torch.Tensor) -> torch.Tensor:
            factors = torch.cat((torch.ones_like(points[:, :1]), points), 1)
            first = (factors @ basis.flatten(1)).unflatten(1, basis.shape[1:])
            outputs = task.predict_from(first, task.weights(self._origin + points @ self._axes))
            return task.sample_losses(outputs, samples.targets).mean(-1)

        return losses

    def _to_tensor(self, values: np.ndarray) -> torch.Tensor:
        return torch.from_numpy(np.ascontiguousarray(values)).to(self.samples.targets.device, self.dtype)


class _LargestTensor(TorchFunctionMode):
    """Notes the size of the largest tensor that torch's functions return."""

    size = 1

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        if isinstance(result, torch.Tensor):
            self.size = max(self.size, result.numel())
        return result


@lru_cache(maxsize=64)
@torch.no_grad()
def largest_activation(task: Task) -> int:
    """Return the numbers per sample of the largest tensor with which one row's loss is computed, found by trying."""
    probe = task.samples(TRAIN, torch.float32, "cpu").first(PROBE_SAMPLES)
    x = torch.zeros(1, task.dim, dtype=torch.float32)
    with _LargestTensor() as largest:
        task.loss(x, probe.shared())
    return math.ceil(largest.size / len(probe))


def slice_levels(loss: PlaneLoss, plot_range: Box, levels: Sequence[int] = LEVELS) -> Iterator[LossSlice]:
    """Yield the loss on finer and finer grids of a plot range, of ``levels`` points along each side.

    Points that a grid shares with the one before are not computed again.
    """
    known: LossSlice | None = None
    for count in levels:
        ticks = tuple(low + (high - low) * (np.arange(count) / (count - 1)) for low, high in plot_range)
        values = np.full((count,) * len(ticks), np.nan)
        is_known = np.zeros(values.shape, dtype=bool)
        if known is not None:
            old, new = _shared_indices(len(known.values), count)
            at = np.ix_(*[new] * len(ticks))
            values[at], is_known[at] = known.values[np.ix_(*[old] * len(ticks))], True
        grid = np.stack(np.meshgrid(*ticks), -1)  # (n, n, 2): the second coordinate along the first axis
        values[~is_known] = loss(grid[~is_known])
        known = LossSlice(values, ticks, int((~is_known).sum()))
        yield known


def _shared_indices(old: int, new: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the indices in a side of ``old`` points and in one of ``new`` points at which both have the same point."""
    indices = np.arange(old)
    shared = indices * (new - 1) % (old - 1) == 0
    return indices[shared], indices[shared] * (new - 1) // (old - 1)


def barrier_height(losses: np.ndarray) -> float:
    """Return how far the losses (n,) at equal distances along a line rise above the straight line between its ends.

    It is 0 if they do not. (Entezari et al., 2022)
    """
    return float((losses - np.linspace(losses[0], losses[-1], len(losses))).max())
