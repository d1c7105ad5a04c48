"""Comparisons of enclosures: ``x == 0``, by which a formula avoids 0/0, and ``x >= c``, at which a formula jumps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Self

import numpy as np


class ZeroScalar(float):
    """The number 0 that can be indexed like a tensor, since a formula may index what it adds."""

    def __getitem__(self, key: Any) -> ZeroScalar:
        return self


class ZeroGuard:
    """The result of ``x == 0`` for a Jet x, treated as False everywhere.

    A formula uses it to set the limit of a 0/0 expression; there the function equals its continuous extension.
    """

    def to(self, dtype: Any) -> ZeroScalar:
        """Return 0, the number for False."""
        return ZeroScalar(0.0)

    @classmethod
    def __torch_function__(cls, func: Callable, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        """Return the last argument of ``torch.where``: its value where the condition is False."""
        return args[-1]


class JumpSides:
    """A context in which each comparison that is undecided on a box gets the answer given for it.

    ``answers`` holds a bool for each comparison that f makes, in the order in which it makes them; if empty, undecided
    comparisons stay undecided. Afterwards ``comparison_count`` is the number of comparisons that f made, and
    ``undecided`` is True for the boxes (boxes,) on which any was undecided.
    """

    _active: ClassVar[list[JumpSides]] = []

    def __init__(self, answers: tuple[bool, ...] = ()) -> None:
        self.answers, self.comparison_count, self.undecided = answers, 0, np.bool_(False)

    def __enter__(self) -> Self:
        JumpSides._active.append(self)
        return self

    def __exit__(self, *exception: object) -> None:
        JumpSides._active.pop()

    @classmethod
    def current(cls) -> JumpSides:
        """Return the innermost active context, or a new one without answers."""
        return cls._active[-1] if cls._active else cls()

    def resolve(self, everywhere: np.ndarray, somewhere: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Record a comparison, and return where it holds everywhere and somewhere in a box, given the answer for it."""
        undecided = somewhere & ~everywhere
        self.undecided = self.undecided | undecided
        if self.answers:
            everywhere = somewhere = np.where(undecided, self.answers[self.comparison_count], everywhere)
        self.comparison_count += 1
        return everywhere, somewhere


class Comparison:
    """The result of ``x >= c`` for a Jet x: for each box, whether it holds ``everywhere`` and whether ``somewhere``."""

    def __init__(self, everywhere: np.ndarray, somewhere: np.ndarray, jet: Any) -> None:
        self.everywhere, self.somewhere, self.jet = everywhere, somewhere, jet

    def to(self, dtype: Any) -> Any:
        """Return it as a Jet: 1 where it holds, 0 where it does not, else [0, 1] with unbounded derivatives."""
        undecided = self.somewhere & ~self.everywhere
        slope = np.where(undecided, -np.inf, 0.0), np.where(undecided, np.inf, 0.0)
        return self.jet.compose((self.everywhere.astype(float), self.somewhere.astype(float)), slope, slope)
