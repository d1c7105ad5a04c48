"""The ideal step: an exact line search on the true f, for many points and directions in one batch."""

from __future__ import annotations

from collections.abc import Callable

import torch

from fallline.core import Box, gradient

# The slope along a ray is looked at here, as shares of the way to the edge; a dip between two looks is missed.
LOOKS = torch.cat((torch.logspace(-9, -2, 64, dtype=torch.float64), torch.linspace(0.02, 1, 99, dtype=torch.float64)))
HALVINGS = 55
AT_ONCE = 500_000  # points of the plane evaluated at once, which bounds the memory

Function = Callable[[torch.Tensor], torch.Tensor]


def first_minimum_along(
    f: Function, x: torch.Tensor, direction: torch.Tensor, box: Box
) -> tuple[torch.Tensor, torch.Tensor]:
    """How far to go from x (n, dim) along unit ``direction`` (n, dim) to the first local minimum of the noiseless f.

    Returns the lengths (n,) and whether each is cut off at the edge of ``box`` because the slope lasts that far. It is
    0 where the direction does not lead down, NaN where it is not finite (no direction). A ray from outside the box is
    followed to where it leaves the box, or for the box's diagonal if it misses it.
    """
    parts = max(1, 2 * AT_ONCE // (len(LOOKS) * x.shape[-1]))
    pieces = [_search(f, x[i : i + parts], direction[i : i + parts], box) for i in range(0, len(x), parts)]
    return torch.cat([piece[0] for piece in pieces]), torch.cat([piece[1] for piece in pieces])


def _search(f: Function, x: torch.Tensor, direction: torch.Tensor, box: Box) -> tuple[torch.Tensor, torch.Tensor]:
    reach = _reach(x, direction, box)
    looks = torch.cat((torch.zeros(1, dtype=x.dtype), LOOKS)) * reach[:, None]
    rising = _slope(f, x[:, None, :], direction[:, None, :], looks) >= 0
    found = rising.any(1)
    right = rising.to(torch.uint8).argmax(1, keepdim=True)
    low = looks.gather(1, (right - 1).clamp(min=0)).squeeze(1)
    high = looks.gather(1, right).squeeze(1)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        up = _slope(f, x, direction, middle) >= 0
        low, high = torch.where(up, low, middle), torch.where(up, middle, high)
    length = torch.where(found, (low + high) / 2, reach)
    return torch.where(direction.isfinite().all(-1), length, torch.nan), ~found


def _slope(f: Function, x: torch.Tensor, direction: torch.Tensor, along: torch.Tensor) -> torch.Tensor:
    """The derivative of f along ``direction`` at x + along * direction."""
    return (gradient(f, x + along[..., None] * direction) * direction).sum(-1)


def _reach(x: torch.Tensor, direction: torch.Tensor, box: Box) -> torch.Tensor:
    """The way from x along ``direction`` to where it leaves the box; the box's diagonal for a ray that misses it."""
    low, high = torch.tensor(box, dtype=x.dtype).T
    one, other = (low - x) / direction, (high - x) / direction
    inside = (x >= low) & (x <= high)
    still = direction == 0
    enter = torch.where(still, torch.where(inside, -torch.inf, torch.inf), torch.minimum(one, other)).amax(-1)
    leave = torch.where(still, torch.where(inside, torch.inf, -torch.inf), torch.maximum(one, other)).amin(-1)
    hits = (leave >= enter) & (leave >= 0) & leave.isfinite()
    return torch.where(hits, leave, torch.linalg.vector_norm(high - low))
