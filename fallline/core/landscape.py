"""The base class of landscapes: a function on tensors, and facts about it as class attributes."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import torch

from fallline.core.minima import Lattice, Point, nearest_point
from fallline.core.problem import Box, Problem
from fallline.core.settings import integer, settings_of

SMOOTH, KINK, CUSP, BOUNDARY = "smooth", "kink", "cusp", "boundary"  # what f is like at its global minima
DIM = "dim"  # the name of the setting of a scalable landscape


@dataclass(frozen=True)
class Landscape(Problem):
    """A function whose global minima in its domain are known.

    A subclass defines ``f``, ``minima`` and these class attributes:

    - ``domain``: the box of the literature, in which the minima are proved and random starts are drawn. Optimizers may
      leave it.
    - ``view``: the plot range at first; the domain unless given.
    - ``start``: the usual start point.
    - ``formula``: the formula in LaTeX.
    - ``at_minima``: what f is like at the minima: SMOOTH, KINK, CUSP or BOUNDARY (of the domain).
    - ``lower_outside``: whether f has lower values outside the domain.
    - ``height``: the scale of heights at first, 'linear' or 'log'.
    - ``traits``: search words.
    - ``proved``: False if the minima were found by search only.

    A scalable landscape declares ``dim: int = dimensions()`` and gives domain, view and start for two coordinates;
    ``extend_to_dim`` repeats them for more.
    """

    needs_source = True

    domain: ClassVar[Box]
    view: ClassVar[Box]
    start: ClassVar[Point]
    formula: ClassVar[str]
    at_minima: ClassVar[str] = SMOOTH
    height: ClassVar[str] = "linear"
    traits: ClassVar[tuple[str, ...]] = ()
    proved: ClassVar[bool] = True

    def __init_subclass__(cls) -> None:
        """Set the view to the domain unless the class has a view of its own."""
        super().__init_subclass__()
        if "view" not in vars(cls) and "domain" in vars(cls):
            cls.view = cls.domain

    def __post_init__(self) -> None:
        """Check the settings; extend domain, view and start of a scalable landscape to ``dim`` coordinates."""
        super().__post_init__()
        if is_scalable(type(self)):
            for name in ("domain", "view", "start"):
                object.__setattr__(self, name, self.extend_to_dim(getattr(type(self), name)))

    def extend_to_dim(self, sides: tuple) -> tuple:
        """Return the two entries of ``sides`` (sides of a box, or coordinates) repeated to length ``dim``, a tuple."""
        return tuple(sides[axis % 2] for axis in range(self.dim))

    @abstractmethod
    def minima(self) -> list[Point] | Lattice:
        """Return all global minimizers in the domain, exact to float64; a Lattice where they are too many to list."""

    @property
    def dim(self) -> int:
        """The number of coordinates."""
        return len(self.domain)

    @property
    def minima_count(self) -> int:
        """The number of global minimizers in the domain."""
        found = self.minima()
        return found.count if isinstance(found, Lattice) else len(found)

    @cached_property
    def listed_minima(self) -> tuple[Point, ...]:
        """The global minimizers; the first MAX_LISTED_MINIMA of them if ``minima`` returns a Lattice."""
        found = self.minima()
        return tuple(found.first_points() if isinstance(found, Lattice) else found)

    @cached_property
    def fmin(self) -> float:
        """The minimum value f*: the lowest value at the minimizers, in float64; overridden where that is inexact."""
        return self.f(torch.tensor(self.listed_minima, dtype=torch.float64)).min().item()

    def nearest_minimum(self, x: torch.Tensor) -> torch.Tensor:
        """Return the global minimizer nearest to each point: x (..., dim) -> (..., dim)."""
        found = self.minima()
        return found.nearest(x) if isinstance(found, Lattice) else nearest_point(found, x)


def dimensions(max_dim: int = 1000, min_dim: int = 2) -> int:
    """Return the field that declares the setting ``dim``, valid from ``min_dim`` to ``max_dim``; the default is 2."""
    return integer(
        2, min_dim, min(max_dim, 100), log=True, at_least=min_dim, at_most=max_dim, help="number of coordinates"
    )


def is_scalable(cls: type) -> bool:
    """Return whether a landscape class has the setting ``dim``."""
    return any(each.name == DIM for each in settings_of(cls))
