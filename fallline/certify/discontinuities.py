"""Comparisons of enclosures: guards against 0/0, and jumps with their two sides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Self

import numpy as np


class Zero(float):
    """What a guard adds: nothing."""

    def __getitem__(self, key: Any) -> Zero:
        return self


class Guard:
    """``x == 0``, taken to be false."""

    def to(self, dtype: Any) -> Zero:
        """The guard as a number."""
        return Zero(0.0)

    @classmethod
    def __torch_function__(cls, func: Callable, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        """``torch.where`` with a guard: what stands where it is false."""
        return args[-1]


class Sides:
    """Which side of its jumps f is on, where a box lies on both: ``taken`` in the order in which f asks, if at all."""

    in_force: ClassVar[list[Sides]] = []

    def __init__(self, taken: tuple[bool, ...] = ()) -> None:
        self.taken, self.asked, self.unsure = taken, 0, np.bool_(False)

    def __enter__(self) -> Self:
        Sides.in_force.append(self)
        return self

    def __exit__(self, *problem: object) -> None:
        Sides.in_force.pop()

    @classmethod
    def now(cls) -> Sides:
        """The sides in force: those of the innermost ``with``, or open ones."""
        return cls.in_force[-1] if cls.in_force else cls()

    def compared(self, must: np.ndarray, may: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """A comparison's answers with the side that is taken, if one is."""
        unsure = may & ~must
        self.unsure = self.unsure | unsure
        if self.taken:
            must = may = np.where(unsure, self.taken[self.asked], must)
        self.asked += 1
        return must, may


class Mask:
    """A comparison that is true somewhere in a box (``may``) or everywhere in it (``must``)."""

    def __init__(self, must: np.ndarray, may: np.ndarray, jet: Any) -> None:
        self.must, self.may, self.jet = must, may, jet

    def to(self, dtype: Any) -> Any:
        """1 where it is true and 0 where it is not, with every slope in between."""
        unsure = self.may & ~self.must
        slope = np.where(unsure, -np.inf, 0.0), np.where(unsure, np.inf, 0.0)
        return self.jet.lifted((self.must.astype(float), self.may.astype(float)), slope, slope)
