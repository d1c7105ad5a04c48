"""What a landscape is: raw maths on tensors, and facts about it as class data."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import torch

from core.catalogue import Item

Box = tuple[tuple[float, float], ...]
Point = tuple[float, ...]

SMOOTH, KINK, BOUNDARY = "smooth", "kink", "boundary"


@dataclass(frozen=True)
class Landscape(Item, ABC):
    """A function whose global minima in its domain are known.

    ``domain`` is the literature's box: minima are proved and starts drawn there; it is never a fence.
    ``view`` is the box first drawn (the domain unless said), ``start`` the classic start, ``at_minima`` what the
    function is like there, ``lower_outside`` whether it goes lower outside the domain, ``height`` how it is first
    drawn ('linear' or 'log'), ``formula`` LaTeX, ``traits`` a few words to search by.
    """

    needs_source = True

    domain: ClassVar[Box]
    view: ClassVar[Box]
    start: ClassVar[Point]
    formula: ClassVar[str]
    at_minima: ClassVar[str] = SMOOTH
    lower_outside: ClassVar[bool] = False
    height: ClassVar[str] = "linear"
    traits: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        """The view is the domain unless the class says otherwise."""
        super().__init_subclass__()
        if "view" not in vars(cls) and "domain" in vars(cls):
            cls.view = cls.domain

    @abstractmethod
    def f(self, x: torch.Tensor) -> torch.Tensor:
        """The value at each point: x (..., dim) -> (...), same dtype and device."""

    @abstractmethod
    def minima(self) -> list[Point]:
        """All global minimizers in the domain, in full double precision."""

    @property
    def dim(self) -> int:
        """The number of coordinates."""
        return len(self.domain)

    @cached_property
    def fmin(self) -> float:
        """The minimum value f*, evaluated at the minimizers in float64."""
        return self.f(torch.tensor(self.minima(), dtype=torch.float64)).min().item()

    def inside(self, x: torch.Tensor) -> torch.Tensor:
        """Whether each point lies in the domain, edges included: x (..., dim) -> (...) bool."""
        low, high = torch.tensor(self.domain, dtype=x.dtype, device=x.device).T
        return ((x >= low) & (x <= high)).all(-1)
