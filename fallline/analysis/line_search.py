"""Exact line search on the noiseless f, the ideal step, for many points and directions in one batch."""

from __future__ import annotations

from collections.abc import Callable

import torch

from fallline.core import Box, gradient

# Where the slope along a ray is sampled, as shares of the way to the edge. A minimum between two samples may be missed.
SAMPLE_SHARES = torch.cat(
    (torch.logspace(-9, -2, 64, dtype=torch.float64), torch.linspace(0.02, 1, 99, dtype=torch.float64))
)
BISECTION_STEPS = 55
MAX_POINTS_AT_ONCE = 500_000  # two-dimensional points whose gradients are computed together, which bounds the memory

Function = Callable[[torch.Tensor], torch.Tensor]


def find_first_minimum(
    f: Function, x: torch.Tensor, direction: torch.Tensor, box: Box
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the distance from x (n, dim) along unit ``direction`` (n, dim) to the first local minimum of f.

    Returns the distances (n,), and whether each is cut off at the edge of ``box`` because f falls all the way. The
    distance is 0 if f does not fall in that direction, NaN if the direction is not finite. A ray that starts outside
    the box is followed to where it leaves the box, or for the length of the box's diagonal if it misses the box.
    """
    size = max(1, 2 * MAX_POINTS_AT_ONCE // (len(SAMPLE_SHARES) * x.shape[-1]))
    parts = [_find_in_part(f, x[i : i + size], direction[i : i + size], box) for i in range(0, len(x), size)]
    return torch.cat([part[0] for part in parts]), torch.cat([part[1] for part in parts])


def _find_in_part(f: Function, x: torch.Tensor, direction: torch.Tensor, box: Box) -> tuple[torch.Tensor, torch.Tensor]:
    """Bracket the first sign change of the slope between two samples, then bisect."""
    edge = _distance_to_edge(x, direction, box)
    samples = torch.cat((torch.zeros(1, dtype=x.dtype), SAMPLE_SHARES)) * edge[:, None]
    rising = _slope_along(f, x[:, None, :], direction[:, None, :], samples) >= 0
    found = rising.any(1)
    right = rising.to(torch.uint8).argmax(1, keepdim=True)
    low = samples.gather(1, (right - 1).clamp(min=0)).squeeze(1)
    high = samples.gather(1, right).squeeze(1)
    for _ in range(BISECTION_STEPS):
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
