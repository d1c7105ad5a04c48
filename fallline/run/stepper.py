"""Many runs of one optimizer, taken some steps further at a time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
import torch

from fallline.core import Optimizer
from fallline.core.numbers import filled, number_paths, numbers_of
from fallline.run.chunks import Carried, Chunk, Tensors

LONGEST = 64  # steps of an eager chunk, or fewer where its points are more than so many NUMBERS
NUMBERS = 2**18


class Luck(Protocol):
    """What is drawn for each step of many runs: their noise, or their batches of data."""

    def at(self, step: int) -> Any:
        """What belongs to a step."""

    def kept(self, places: np.ndarray) -> Luck:
        """That of some of the runs."""


class Stepper(ABC):
    """``at`` is the number of the step that is next, ``steps`` that of the last point that counts."""

    at: int
    steps: int

    @abstractmethod
    def take(self, many: int) -> Tensors:
        """Takes the next ``many`` steps, or some more: what was made, (steps, rows, ...)."""

    @abstractmethod
    def carried(self) -> Carried:
        """Where all rows stand."""

    @abstractmethod
    def keep(self, rows: np.ndarray) -> bool:
        """Goes on with some of the rows only, by their places; False where that cannot be."""


class Eager(Stepper):
    """The reference path: chunks as they are, in the starts' type of number and on their device."""

    def __init__(
        self,
        chunk_of: Callable[[int], Chunk],
        optimizer: Optimizer,
        carried: Carried,
        steps: int,
        *,
        noise: Luck | None = None,
        batches: Luck | None = None,
        limits: torch.Tensor | None = None,
    ) -> None:
        """``chunk_of`` makes a chunk of so many steps; the optimizer's settings may be columns (rows, 1); ``limits``
        are what a chunk that judges is given."""
        self.chunk_of, self.optimizer, self.steps, self.at = chunk_of, optimizer, steps, 0
        self.noise, self.batches, self.limits = noise, batches, limits
        self._carried = carried

    @torch.no_grad()
    def take(self, many: int) -> Tensors:
        """Takes the next ``many`` steps."""
        length = max(1, min(LONGEST, NUMBERS // self._carried.x.numel()))
        made = [self._chunk(min(length, many - done)) for done in range(0, many, length)]
        return {name: torch.cat([each[name] for each in made]) for name in made[0]}

    def _chunk(self, length: int) -> Tensors:
        """Takes the next ``length`` steps at once."""
        numbers = range(self.at, self.at + length)
        given: dict[str, Any] = {
            "rules": [self.optimizer.at(min(step, self.steps), self.steps) for step in numbers],
            "noise": self.noise and (self.noise.at(step) for step in numbers),
            "batches": self.batches and (self.batches.at(step) for step in numbers),
        }
        given |= {"first": self.at, "last": self.steps, "limits": self.limits}
        self._carried, made = self.chunk_of(length)(given, self._carried)
        self.at += length
        return made

    def carried(self) -> Carried:
        """Where all rows stand."""
        return self._carried

    def keep(self, rows: np.ndarray) -> bool:
        """Goes on with some of the rows only, by their places; False where that cannot be."""
        if self.optimizer.by_instances:
            return False
        places = torch.from_numpy(rows).to(self._carried.x.device)
        self.optimizer = rows_of(self.optimizer, places, len(self._carried.x))
        self.noise, self.batches = (luck and luck.kept(rows) for luck in (self.noise, self.batches))
        self.limits = None if self.limits is None else self.limits[places]
        self._carried = self._carried.kept(places)
        return True


def rows_of(optimizer: Optimizer, places: torch.Tensor | slice, rows: int) -> Optimizer:
    """The optimizer with the entries of some of so many ``rows``, where its settings are columns."""
    paths = number_paths(optimizer)
    values = numbers_of(optimizer, paths)
    parts = [each[places] if isinstance(each, torch.Tensor) and len(each) == rows else each for each in values]
    return filled(optimizer, paths, parts)
