"""What a landscape is: raw maths on tensors, and facts about it as class data."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import torch

from fallline.core.minima import Lattice, Point, nearest_of
from fallline.core.problem import Box, Problem
from fallline.core.settings import integer, settings_of

SMOOTH, KINK, CUSP, BOUNDARY = "smooth", "kink", "cusp", "boundary"
DIM = "dim"  # the setting that makes a landscape scalable


@dataclass(frozen=True)
class Landscape(Problem):
    """A function whose global minima in its domain are known.

    ``domain`` is the literature's box: minima are proved and starts drawn there; it is never a fence.
    ``view`` is the box first drawn (the domain unless said), ``start`` the classic start, ``at_minima`` what the
    function is like there, ``lower_outside`` whether it goes lower outside the domain, ``height`` how it is first
    drawn ('linear' or 'log'), ``formula`` LaTeX, ``traits`` a few words to search by, ``proved`` whether the minima are
    more than found. A landscape with a setting
    ``dim`` (made by ``dimensions``) states its boxes and its start for two coordinates; ``widened`` says what they are
    for more.
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
        """The view is the domain unless the class says otherwise."""
        super().__init_subclass__()
        if "view" not in vars(cls) and "domain" in vars(cls):
            cls.view = cls.domain

    def __post_init__(self) -> None:
        """Checks the settings, and widens the boxes and the start of a scalable landscape to its ``dim``."""
        super().__post_init__()
        if scalable(type(self)):
            for name in ("domain", "view", "start"):
                object.__setattr__(self, name, self.widened(getattr(type(self), name)))

    def widened(self, sides: tuple) -> tuple:
        """A box or a start for ``dim`` coordinates out of the one for two: both are taken in turn."""
        return tuple(sides[axis % 2] for axis in range(self.dim))

    @abstractmethod
    def minima(self) -> list[Point] | Lattice:
        """All global minimizers in the domain, in full double precision; a Lattice where they are too many to list."""

    @property
    def dim(self) -> int:
        """The number of coordinates."""
        return len(self.domain)

    @property
    def count(self) -> int:
        """How many global minimizers there are in the domain."""
        found = self.minima()
        return found.count if isinstance(found, Lattice) else len(found)

    @cached_property
    def listed(self) -> tuple[Point, ...]:
        """The global minimizers, or the first of them where they are too many to list."""
        found = self.minima()
        return tuple(found.listed() if isinstance(found, Lattice) else found)

    @cached_property
    def fmin(self) -> float:
        """The minimum value f*, evaluated at the minimizers in float64; a class states it where rounding hides it."""
        return self.f(torch.tensor(self.listed, dtype=torch.float64)).min().item()

    def nearest_minimum(self, x: torch.Tensor) -> torch.Tensor:
        """The global minimizer nearest to each point: x (..., dim) -> (..., dim)."""
        found = self.minima()
        return found.nearest(x) if isinstance(found, Lattice) else nearest_of(found, x)


def dimensions(most: int = 1000, least: int = 2) -> int:
    """The setting ``dim`` of a scalable landscape; ``most`` is the cap up to which it can be evaluated."""
    return integer(2, least, min(most, 100), log=True, at_least=least, at_most=most, help="number of coordinates")


def scalable(cls: type) -> bool:
    """Whether a landscape's class has its number of coordinates as a setting."""
    return any(each.name == DIM for each in settings_of(cls))
