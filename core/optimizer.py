"""What an optimizer is: two pure functions over a dict of tensors whose first axis is the row."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import torch

from core.catalogue import Item
from core.oracle import Oracle

VECTOR, POINT, SCALE, MATRIX, NUMBER = "vector", "point", "scale", "matrix", "number"

LEARNING_RATE = "lr"

State = dict[str, torch.Tensor]


@dataclass(frozen=True)
class Optimizer(Item, ABC):
    """A rule that moves points downhill, asking the oracle.

    ``readouts`` names the state entries worth showing and their kind: VECTOR (drawn at x), POINT, SCALE (one number
    per axis), all (rows, dim); MATRIX (rows, dim, dim); NUMBER (rows, 1). ``formula`` is the rule in LaTeX.
    Settings are combined with tensors by broadcasting only, since a setting may be a (rows, 1) column.
    """

    needs_source = True

    readouts: ClassVar[Mapping[str, str]]
    formula: ClassVar[str]

    @abstractmethod
    def init(self, x: torch.Tensor) -> State:
        """The state before the first step at x (rows, dim); asks nothing of the oracle and leaves x alone."""

    @abstractmethod
    def step(self, oracle: Oracle, x: torch.Tensor, state: State) -> tuple[torch.Tensor, State]:
        """One step from x (rows, dim): the new x and the new state; neither argument is changed."""

    def twin(self, x: torch.Tensor) -> Any:
        """The same rule from torch or scipy for the test, or None where ``tests/twins/<id>.py`` holds it."""
        return None
