"""The base classes of optimizers and of learning-rate schedules.

An optimizer is two pure functions, ``init`` and ``step``, as in optax. All starts of a run are computed in one batch:
the first axis of every tensor is the row, one row per start. Settings that many rules share, such as clipping, are no
part of ``init`` and ``step``: the stepping loops call ``initial_state`` and ``advance``, which apply them around the
rule (``fallline.core.gradient_optimizer``).
"""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import torch

from fallline.core.catalogue import Item
from fallline.core.errors import BadInput
from fallline.core.item_text import LEARNING_RATE
from fallline.core.oracle import Oracle
from fallline.core.task import Part

VECTOR, POINT, SCALE, MATRIX, NUMBER = "vector", "point", "scale", "matrix", "number"  # kinds of readouts

State = dict[str, torch.Tensor]
MAX_SQUARE_DIM = 1000  # coordinates of a point for which an optimizer may keep a matrix
NEXT_FACTOR = "schedule_next_factor"  # the entry of an adaptive schedule's state that scales the next learning rate


@dataclass(frozen=True)
class Optimizer(Item, ABC):
    r"""An optimizer: a rule that computes the next point from the current one and its state.

    A subclass defines ``init``, ``step`` and these class attributes:

    - ``readouts``: the state entries that are shown, name -> kind. The kinds and shapes: VECTOR, drawn as an arrow from
      x, POINT, and SCALE, one number per coordinate, are (rows, dim); MATRIX is (rows, dim, dim); NUMBER is (rows, 1).
    - ``formula``: the rule in LaTeX, its lines separated by ``\qquad``.
    - ``fails``: a sentence on when the rule fails.
    - ``readout_symbols``: symbol in the formula -> readout. ``m`` stands for m_t and m_{t-1}, ``y_t`` only for itself.
    - ``setting_symbols``: symbol -> setting, where it differs from the usual one.
    - ``one_instance_per_row``: True if the rule wraps stateful code that can be neither batched nor compiled, one
      instance per row; its readouts are known only after construction.
    - ``keeps_points``: True if the state holds points or values of f, so that a wrapper must not move x between steps.
    - ``has_square_state``: True if the state has of the order of dim^2 numbers.
    - ``lr_path``: the path of the learning rate among the settings, None if there is none; ``lr`` by default.

    A setting may be a float or a tensor (rows, 1), so combine settings with tensors only by broadcasting.
    """

    needs_source = True

    readouts: ClassVar[Mapping[str, str]]
    formula: ClassVar[str]
    fails: ClassVar[str]
    readout_symbols: ClassVar[Mapping[str, str]] = {}
    setting_symbols: ClassVar[Mapping[str, str]] = {}
    one_instance_per_row: ClassVar[bool] = False
    keeps_points: ClassVar[bool] = False
    has_square_state: ClassVar[bool] = False
    lr_path: ClassVar[str | None] = None

    def __init_subclass__(cls) -> None:
        """Set ``lr_path`` to ``lr`` if the class has that setting and no ``lr_path`` of its own."""
        super().__init_subclass__()
        if cls.lr_path is None and LEARNING_RATE in cls.__annotations__:
            cls.lr_path = LEARNING_RATE

    @abstractmethod
    def init(self, x: torch.Tensor) -> State:
        """Return the state before the first step from x (rows, dim), without changing x."""

    @abstractmethod
    def step(self, oracle: Oracle, x: torch.Tensor, state: State) -> tuple[torch.Tensor, State]:
        """Return the next x and the next state after one step from x (rows, dim), without changing the arguments.

        Values, gradients and Hessians come from the oracle, which counts them.
        """

    def initial_state(self, x: torch.Tensor) -> State:
        """Return the state before the first step from x (rows, dim): that of ``init`` and of the shared settings."""
        return self.init(x)

    def advance(self, oracle: Oracle, x: torch.Tensor, state: State) -> tuple[torch.Tensor, State]:
        """Return the next x and the next state after one ``step``, with the shared settings applied."""
        return self.step(oracle, x, state)

    def for_parts(self, parts: Sequence[Part]) -> Self:
        """Return the optimizer for points that consist of these tensors, such as the weights of a network.

        That is the optimizer itself, unless its rule is defined for each tensor. Raises BadInput if it is not defined
        for such points, or needs too much memory for them.
        """
        dim = sum(part.size for part in parts)
        if self.has_square_state and dim > MAX_SQUARE_DIM:
            raise BadInput(
                "{optimizer} keeps {dim} x {dim} numbers, one for each pair of weights; it trains networks of at most "
                "{most} weights.",
                optimizer=self.title,
                dim=dim,
                most=MAX_SQUARE_DIM,
            )
        return self

    @property
    def ascends(self) -> bool:
        """Whether the optimizer climbs f, as asked, instead of descending."""
        return False

    @classmethod
    def formula_lines(cls) -> list[str]:
        """Return the lines of the formula, in LaTeX."""
        return [line.strip() for line in cls.formula.split(r"\qquad")]

    def at_step(self, step: int, steps: int) -> Self:
        """Return the optimizer with the settings of step 0, 1, ... of a race of ``steps`` steps.

        That is the optimizer itself, unless a subclass changes a setting over the race.
        """
        return self

    def reference(self, x: torch.Tensor) -> Any:
        """Return an optimizer over x with torch.optim's interface that follows the same rule, for the tests.

        None if ``tests/catalogue/references/<id>.py`` holds the reference instead.
        """
        return None


@dataclass(frozen=True)
class Schedule(Item, ABC):
    """A learning-rate schedule: the factor on the learning rate at each step of a race."""

    @abstractmethod
    def factor(self, step: int, steps: int) -> float:
        """Return the factor on the learning rate at step 0, 1, ... of a race of ``steps`` steps."""

    @abstractmethod
    def reference(self, optimizer: torch.optim.Optimizer, steps: int) -> torch.optim.lr_scheduler.LRScheduler:
        """Return torch's scheduler of this rule over ``optimizer``, which has the full learning rate; for the tests."""


@dataclass(frozen=True)
class AdaptiveSchedule(Schedule):
    """A schedule that follows the values of f that a run meets: its factor is part of the run's state, one per row."""

    def factor(self, step: int, steps: int) -> float:
        """Return 1: the part of the factor that depends on the step alone."""
        return 1.0

    @abstractmethod
    def init(self, x: torch.Tensor) -> State:
        """Return the state before the first step from x (rows, dim): NEXT_FACTOR and more, each (rows, 1)."""

    @abstractmethod
    def update(self, state: State, value: torch.Tensor, *, ascends: bool) -> State:
        """Return the state after a step at whose beginning f was ``value`` (rows, 1); ``ascends``: a rise is progress.

        Its NEXT_FACTOR is the factor of the next step.
        """


def replace_unchecked(item: Item, name: str, value: Any) -> Any:
    """Return a copy of an item with another value of one setting, without checking the value."""
    copied = copy.copy(item)
    object.__setattr__(copied, name, value)
    return copied
