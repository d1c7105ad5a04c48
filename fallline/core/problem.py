"""The base class of everything that an optimizer can minimize."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import torch

from fallline.core.catalogue import Item

Box = tuple[tuple[float, float], ...]  # (low, high) of each coordinate


@dataclass(frozen=True)
class Problem(Item, ABC):
    """A real function of ``dim`` coordinates.

    ``domain`` is the box in which the minima are known, None if there is none. ``lower_outside`` is True if the
    function has lower values outside the domain than in it.
    """

    domain: ClassVar[Box | None] = None
    lower_outside: ClassVar[bool] = False

    @property
    @abstractmethod
    def dim(self) -> int:
        """The number of coordinates."""

    @abstractmethod
    def f(self, x: torch.Tensor) -> torch.Tensor:
        """Return the value at each point: x (..., dim) -> (...), same dtype and device, differentiable by autograd."""

    @property
    def fmin(self) -> float | None:
        """The minimum value f*; None if it is unknown."""
        return None

    @property
    def gap_origin(self) -> float:
        """The value that is subtracted from f to give the gap: f*, or 0 if f* is unknown."""
        return 0.0 if self.fmin is None else self.fmin

    def in_domain(self, x: torch.Tensor) -> torch.Tensor:
        """Return whether each point lies in the domain, edges included: x (..., dim) -> (...) bool."""
        if self.domain is None:
            return torch.ones(x.shape[:-1], dtype=torch.bool, device=x.device)
        low, high = torch.tensor(self.domain, dtype=x.dtype, device=x.device).T
        return ((x >= low) & (x <= high)).all(-1)


@dataclass(frozen=True)
class DataProblem(Problem):
    """A problem whose value is a mean over data, so that a step can evaluate it on a batch of the data instead."""

    @abstractmethod
    def f_on_batch(self, x: torch.Tensor, batch: Any) -> torch.Tensor:
        """Return the value of each row, computed on the data that ``batch`` holds for it: x (rows, dim) -> (rows,)."""
