"""Exact line search on the noiseless f, the ideal step, for many points and directions in one batch."""

from __future__ import annotations

from collections.abc import Callable

import torch

from fallline.core import Box, gradient
from fallline.core.deadline import check_time

# Where the slope along a ray is sampled, as shares of the way to the edge. A minimum between two samples may be missed.
SAMPLE_SHARES = torch.cat(
    (torch.logspace(-9, -2, 64, dtype=torch.float64), torch.linspace(0.02, 1, 99, dtype=torch.float64))
)
BISECTION_STEPS = 55
GRADIENTS_PER_RAY = len(SAMPLE_SHARES) + 1 + BISECTION_STEPS
MAX_ELEMENTS_AT_ONCE = 17_000_000  # of the gradients that are computed together, which bounds the memory
MIN_ELEMENTS_PER_NUMBER = 17  # of a gradient, per coordinate of its point

Function = Callable[[torch.Tensor], torch.Tensor]


def find_first_minimum(
    f: Function, x: torch.Tensor, direction: torch.Tensor, box: Box, elements: float = 0.0
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the distance from x (n, dim) along unit ``direction`` (n, dim) to the first local minimum of f.

    Returns the distances (n,), and whether each is cut off at the edge of ``box`` because f falls all the way. The
    distance is 0 if f does not fall in that direction, NaN if the direction is not finite. A ray that starts outside
    the box is followed to where it leaves the box, or for the length of the box's diagonal if it misses the box.
    ``elements`` are those of a gradient at one point, as ``count_gradient`` counts them. Raises OutOfTime.
    """
    elements = max(elements, MIN_ELEMENTS_PER_NUMBER * x.shape[-1])
    size = max(1, int(MAX_ELEMENTS_AT_ONCE / (len(SAMPLE_SHARES) * elements)))
    parts = [_find_in_part(f, x[i : i + size], direction[i : i + size], box) for i in range(0, len(x), size)]
    return torch.cat([part[0] for part in parts]), torch.cat([part[1] for part in parts])


def _find_in_part(f: Function, x: torch.Tensor, direction: torch.Tensor, box: Box) -> tuple[torch.Tensor, torch.Tensor]:
    """Bracket the first sign change of the slope between two samples, then bisect."""
    check_time()
    edge = _distance_to_edge(x, direction, box)
    samples = torch.cat((torch.zeros(1, dtype=x.dtype), SAMPLE_SHARES)) * edge[:, None]
    rising = _slope_along(f, x[:, None, :], direction[:, None, :], samples) >= 0
    found = rising.any(1)
    right = rising.to(torch.uint8).argmax(1, keepdim=True)
    low = samples.gather(1, (right - 1).clamp(min=0)).squeeze(1)
    high = samples.gather(1, right).squeeze(1)
    for _ in range(BISECTION_STEPS):
        check_time()
        middle = (low + high) / 2
        up = _slope_along(f, x, direction, middle) >= 0
        low, high = torch.where(up, low, middle), torch.where(up, middle, high)
    length = torch.where(found, (low + high) / 2, edge)
    return torch.where(direction.isfinite().all(-1), length, torch.nan), ~found


def _slope_along(f: Function, x: torch.Tensor, direction: torch.Tensor, distance: torch.Tensor) -> torch.Tensor:
    """Return the derivative of f along ``direction`` at x + distance * direction."""
    return (gradient(f, x + distance[..., None] * direction) * direction).sum(-1)


def _distance_to_edge(x: torch.Tensor, direction: torch.Tensor, box: Box) -> torch.Tensor:
    """Return the distance from x along ``direction`` to where the ray leaves the box; the diagonal if it misses it."""
    low, high = torch.tensor(box, dtype=x.dtype).T
    one, other = (low - x) / direction, (high - x) / direction
    inside = (x >= low) & (x <= high)
    parallel = direction == 0
    enter = torch.where(parallel, torch.where(inside, -torch.inf, torch.inf), torch.minimum(one, other)).amax(-1)
    leave = torch.where(parallel, torch.where(inside, torch.inf, -torch.inf), torch.maximum(one, other)).amin(-1)
    hits = (leave >= enter) & (leave >= 0) & leave.isfinite()
    return torch.where(hits, leave, torch.linalg.vector_norm(high - low))
