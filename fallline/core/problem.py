"""What an optimizer minimizes: a value at each point, and whatever else is known of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import torch

from fallline.core.catalogue import Item

Box = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Problem(Item, ABC):
    """A function of ``dim`` coordinates.

    ``domain`` is the box in which its minima are known, None where there is no such box. ``lower_outside`` says
    whether it goes lower outside.
    """

    domain: ClassVar[Box | None] = None
    lower_outside: ClassVar[bool] = False

    @property
    @abstractmethod
    def dim(self) -> int:
        """The number of coordinates."""

    @abstractmethod
    def f(self, x: torch.Tensor) -> torch.Tensor:
        """The value at each point: x (..., dim) -> (...), same dtype and device."""

    @property
    def fmin(self) -> float | None:
        """The minimum value f*; None where it is not known."""
        return None

    @property
    def lowest(self) -> float:
        """What gaps are measured from: f*, or 0 where it is not known."""
        return 0.0 if self.fmin is None else self.fmin

    def inside(self, x: torch.Tensor) -> torch.Tensor:
        """Whether each point lies in the domain, edges included: x (..., dim) -> (...) bool."""
        if self.domain is None:
            return torch.ones(x.shape[:-1], dtype=torch.bool, device=x.device)
        low, high = torch.tensor(self.domain, dtype=x.dtype, device=x.device).T
        return ((x >= low) & (x <= high)).all(-1)


@dataclass(frozen=True)
class Sampled(Problem):
    """A problem whose value is a mean over data, so that a step may ask about a batch of them."""

    @abstractmethod
    def f_on(self, x: torch.Tensor, batch: Any) -> torch.Tensor:
        """The value at each point on the ``batch`` of data of its row: x (rows, dim) -> (rows,)."""
