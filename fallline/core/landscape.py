"""The base class of landscapes: a function on tensors, and facts about it as class attributes."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import torch

from fallline.core.minima import Lattice, Point, nearest_point
from fallline.core.problem import Box, Problem
from fallline.core.sentence import Sentence
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
    - ``minima_are_isolated``: False if they fill a curve or a region, of which ``minima`` lists some points only.

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
    minima_are_isolated: ClassVar[bool] = True

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

    def distance_to_minimum(self, x: torch.Tensor) -> torch.Tensor:
        """Return the Euclidean distance from each point to the nearest global minimizer: x (..., dim) -> (...).

        It is NaN where the minimizers fill a curve or a region, since only some of their points are known.
        """
        if not self.minima_are_isolated:
            return torch.full_like(x[..., 0], torch.nan)
        return torch.linalg.vector_norm(x - self.nearest_minimum(x), dim=-1)

    def found_how(self) -> Sentence | str:
        """Return how minima that are not proved were found, and how certain they are; '' if they are proved."""
        return ""

    @property
    def wider_box(self) -> Box | None:
        """A box around the domain that shows lower values, for landscapes whose minima are searched; None for others.

        It is None too where f has no lower values outside the domain.
        """
        return None

    def with_lower_point(self, point: Point) -> Landscape:
        """Return the landscape with its minima searched from ``point``, which a run found in the domain.

        A landscape whose minima are proved, or that has no lower value there, is returned as it is.
        """
        return self


def dimensions(max_dim: int = 1000, min_dim: int = 2) -> int:
    """Return the field that declares the setting ``dim``, valid from ``min_dim`` to ``max_dim``; the default is 2."""
    return integer(
        2, min_dim, min(max_dim, 100), log=True, at_least=min_dim, at_most=max_dim, help="number of coordinates"
    )


def is_scalable(cls: type) -> bool:
    """Return whether a landscape class has the setting ``dim``."""
    return any(each.name == DIM for each in settings_of(cls))
