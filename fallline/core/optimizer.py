"""What an optimizer is: two pure functions over a dict of tensors whose first axis is the row."""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

import torch

from fallline.core.catalogue import Item
from fallline.core.oracle import Oracle
from fallline.core.spelling import LEARNING_RATE, item

VECTOR, POINT, SCALE, MATRIX, NUMBER = "vector", "point", "scale", "matrix", "number"

State = dict[str, torch.Tensor]


@dataclass(frozen=True)
class Optimizer(Item, ABC):
    r"""A rule that moves points downhill, asking the oracle.

    ``readouts`` names the state entries worth showing and their kind: VECTOR (drawn at x), POINT, SCALE (one number
    per axis), all (rows, dim); MATRIX (rows, dim, dim); NUMBER (rows, 1). ``formula`` is the rule in LaTeX, its lines
    parted by ``\qquad``, ``fails`` a sentence on when it does. ``letters`` says which readout a letter of the formula
    stands for (``m`` for m_t and m_{t-1}, ``y_t`` for itself), ``constants`` which setting, where that is not the usual
    one. ``by_instances``: it runs code of others that cannot be batched or compiled, and its readouts are known only
    once it is made. ``keeps_points``: its state remembers points, or values of f, so that nobody else may move x.
    Settings are combined with tensors by broadcasting only, since a setting may be a (rows, 1) column.
    """

    needs_source = True

    readouts: ClassVar[Mapping[str, str]]
    formula: ClassVar[str]
    fails: ClassVar[str]
    letters: ClassVar[Mapping[str, str]] = {}
    constants: ClassVar[Mapping[str, str]] = {}
    by_instances: ClassVar[bool] = False
    keeps_points: ClassVar[bool] = False
    rate_path: ClassVar[str | None] = None

    def __init_subclass__(cls) -> None:
        """Finds where the learning rate stands: ``lr``, unless the class says otherwise."""
        super().__init_subclass__()
        if cls.rate_path is None and LEARNING_RATE in cls.__annotations__:
            cls.rate_path = LEARNING_RATE

    @abstractmethod
    def init(self, x: torch.Tensor) -> State:
        """The state before the first step at x (rows, dim); asks nothing of the oracle and leaves x alone."""

    @abstractmethod
    def step(self, oracle: Oracle, x: torch.Tensor, state: State) -> tuple[torch.Tensor, State]:
        """One step from x (rows, dim): the new x and the new state; neither argument is changed."""

    @classmethod
    def lines(cls) -> list[str]:
        """The lines of the formula."""
        return [line.strip() for line in cls.formula.split(r"\qquad")]

    def at(self, step: int, steps: int) -> Self:
        """The rule as it is in force at one step of a race of so many steps."""
        return self

    def reference(self, x: torch.Tensor) -> Any:
        """The same rule from torch or scipy, or None where ``tests/catalogue/references/<id>.py`` holds it."""
        return None


@dataclass(frozen=True)
class Schedule(Item, ABC):
    """How a learning rate changes over a race."""

    @abstractmethod
    def factor(self, step: int, steps: int) -> float:
        """What the learning rate is multiplied by at step 0, 1, ... of a race of so many steps."""

    @abstractmethod
    def reference(self, optimizer: torch.optim.Optimizer, steps: int) -> torch.optim.lr_scheduler.LRScheduler:
        """The same schedule from torch for the test, of a torch optimizer that starts at the full rate."""


@dataclass(frozen=True)
class Paced(Optimizer):
    """An optimizer whose learning rate ``lr`` a schedule may vary over the race."""

    schedule: Schedule | None = item(
        None, holds="schedule", empty="constant", last=True, help="how the learning rate changes over the race"
    )

    if TYPE_CHECKING:  # each class declares it in its own place among its settings

        @property
        def lr(self) -> float | torch.Tensor:
            """The learning rate."""

    def at(self, step: int, steps: int) -> Self:
        """The rule with the learning rate that is in force then; it was checked when the rule was made."""
        if self.schedule is None:
            return self
        return unchecked(self, LEARNING_RATE, self.lr * self.schedule.factor(step, steps))


def unchecked(item: Item, name: str, value: Any) -> Any:
    """A copy of an item with one setting changed, which was checked when the item was made."""
    copied = copy.copy(item)
    object.__setattr__(copied, name, value)
    return copied
