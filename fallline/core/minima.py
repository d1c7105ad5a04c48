"""Global minimizers: points, and lattices of so many points that they are not listed one by one."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from fallline.core.number_text import format_short

Point = tuple[float, ...]  # (dim,)

MAX_LISTED_MINIMA = 1000  # of a lattice
MAX_COORDINATES_SHOWN = 3


@dataclass(frozen=True)
class Lattice:
    """The Cartesian product of ``values[i]``, the values of coordinate i, such as the 2^n minimizers of Qing."""

    values: tuple[Point, ...]

    @property
    def count(self) -> int:
        """The number of points."""
        return math.prod(map(len, self.values))

    def first_points(self) -> list[Point]:
        """Return the points, or the first MAX_LISTED_MINIMA if there are more."""
        return list(itertools.islice(itertools.product(*self.values), MAX_LISTED_MINIMA))

    def points_along(self, point: Point, axes: list[int]) -> list[Point]:
        """Return the points that equal ``point`` except in coordinates ``axes`` (from 0), at most MAX_LISTED_MINIMA."""
        values = (values if axis in axes else (point[axis],) for axis, values in enumerate(self.values))
        return Lattice(tuple(values)).first_points()

    def nearest(self, x: torch.Tensor) -> torch.Tensor:
        """Return the lattice point nearest to each point: x (..., dim) -> (..., dim)."""
        axes = []
        for axis, values in enumerate(self.values):
            known = torch.tensor(values, dtype=x.dtype, device=x.device)
            axes.append(known[(x[..., axis, None] - known).abs().argmin(-1)])
        return torch.stack(axes, -1)


def nearest_point(points: list[Point], x: torch.Tensor) -> torch.Tensor:
    """Return for each point of x (..., dim) the nearest of ``points``, (..., dim); of equally near ones the first."""
    known = torch.tensor(points, dtype=x.dtype, device=x.device)
    if len(known) == 1:
        return known[0].expand_as(x)
    nearest, min_distance = torch.zeros(x.shape[:-1], dtype=torch.long, device=x.device), None
    for index, point in enumerate(known):
        distance = torch.linalg.vector_norm(x - point, dim=-1)
        nearest = nearest if min_distance is None else torch.where(distance < min_distance, index, nearest)
        min_distance = distance if min_distance is None else torch.minimum(distance, min_distance)
    return known[nearest]


def format_point(point: Sequence[float]) -> str:
    """Return a point as text to four digits, such as '(1.5, -2)', with its first MAX_COORDINATES_SHOWN coordinates."""
    shown = [format_short(each, 4) for each in point[:MAX_COORDINATES_SHOWN]]
    return f"({', '.join([*shown, '...'] if len(point) > MAX_COORDINATES_SHOWN else shown)})"
