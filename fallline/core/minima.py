"""Global minimizers that are too many to list: every combination of a few values per coordinate."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import torch

Point = tuple[float, ...]

LISTED = 1000  # how many minimizers are written out at most


@dataclass(frozen=True)
class Lattice:
    """All combinations of ``values[i]`` for coordinate i, such as Qing's 2^n."""

    values: tuple[Point, ...]

    @property
    def count(self) -> int:
        """How many combinations there are."""
        return math.prod(map(len, self.values))

    def listed(self) -> list[Point]:
        """The combinations, the first LISTED of them where they are more."""
        return list(itertools.islice(itertools.product(*self.values), LISTED))

    def beside(self, point: Point, axes: list[int]) -> list[Point]:
        """The combinations that differ from ``point`` in these coordinates at most."""
        values = (values if axis in axes else (point[axis],) for axis, values in enumerate(self.values))
        return Lattice(tuple(values)).listed()

    def nearest(self, x: torch.Tensor) -> torch.Tensor:
        """The combination nearest to each point: x (..., dim) -> (..., dim)."""
        axes = []
        for axis, values in enumerate(self.values):
            known = torch.tensor(values, dtype=x.dtype, device=x.device)
            axes.append(known[(x[..., axis, None] - known).abs().argmin(-1)])
        return torch.stack(axes, -1)


def nearest_of(points: list[Point], x: torch.Tensor) -> torch.Tensor:
    """The one of ``points`` that is nearest to each point of ``x`` (..., dim) -> (..., dim)."""
    known = torch.tensor(points, dtype=x.dtype, device=x.device)
    if len(known) == 1:
        return known[0].expand_as(x)
    best, least = torch.zeros(x.shape[:-1], dtype=torch.long, device=x.device), None
    for which, point in enumerate(known):
        away = torch.linalg.vector_norm(x - point, dim=-1)
        best = best if least is None else torch.where(away < least, which, best)
        least = away if least is None else torch.minimum(away, least)
    return known[best]
