"""The base classes of optimizers that step along a gradient, with the settings that all of them share.

A rule asks the oracle for a gradient. Between the two the gradient is clipped and, to maximize, negated: what a user of
torch does between ``backward()`` and ``step()``. Weight decay comes after that, within the rule, as in torch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import torch

from fallline.core.item_text import LEARNING_RATE, item
from fallline.core.optimizer import (
    NEXT_FACTOR,
    NUMBER,
    VECTOR,
    AdaptiveSchedule,
    Optimizer,
    Schedule,
    State,
    replace_unchecked,
)
from fallline.core.oracle import Oracle
from fallline.core.settings import choice, flag, real

UNCLIPPED, BY_NORM, BY_VALUE = "off", "norm", "value"
NORM_EPSILON = 1e-6  # that torch.nn.utils.clip_grad_norm_ adds to the norm
CLIP_READOUTS = {"clipped_gradient": VECTOR, "clip_factor": NUMBER}
FACTOR_READOUT = "schedule_factor"  # what an adaptive schedule multiplies the learning rate of a step by


@dataclass(frozen=True)
class GradientOptimizer(Optimizer):
    """An optimizer whose rule uses gradients alone, which can be clipped, and negated to climb f.

    The trajectory and the oracle's counts hold the gradients as they were before. With clipping on there are two more
    readouts: the clipped gradient, and its length over that before.
    """

    clip: str = choice(
        UNCLIPPED, (UNCLIPPED, BY_NORM, BY_VALUE), last=True, help="clip each gradient: its length, or every coordinate"
    )
    clip_at: float = real(
        1.0, 1e-3, 1e3, log=True, last=True, help="the largest length or coordinate that clipping leaves"
    )
    maximize: bool = flag(False, last=True, help="climb f; outcomes still measure the way to its minimum")

    def __post_init__(self) -> None:
        """Check the settings, and add the readouts of those that are on."""
        super().__post_init__()
        if more := self.shared_readouts:
            object.__setattr__(self, "readouts", {**self.readouts, **more})

    @property
    def shared_readouts(self) -> Mapping[str, str]:
        """The readouts of the shared settings that are on, name -> kind."""
        return {} if self.clip == UNCLIPPED else CLIP_READOUTS

    @property
    def ascends(self) -> bool:
        """Whether the optimizer climbs f, as asked, instead of descending."""
        return self.maximize

    def initial_state(self, x: torch.Tensor) -> State:
        """Return the state before the first step from x (rows, dim)."""
        state = self.init(x)
        if self.clip != UNCLIPPED:
            state |= {"clipped_gradient": torch.zeros_like(x), "clip_factor": torch.ones_like(x[:, :1])}
        return state

    def advance(self, oracle: Oracle, x: torch.Tensor, state: State) -> tuple[torch.Tensor, State]:
        """Return the next x and the next state after one ``step`` with the prepared gradient."""
        if self.clip == UNCLIPPED and not self.maximize:
            return self.step(oracle, x, state)
        oracle.prepare_gradient = self._prepare_gradient
        try:
            next_x, new = self.step(oracle, x, state)
        finally:
            oracle.prepare_gradient = None
        if self.clip != UNCLIPPED and oracle.last_grad is not None:
            clipped, factor = self.clip_gradient(oracle.last_grad)
            new |= {"clipped_gradient": clipped, "clip_factor": factor}
        return next_x, new

    def clip_gradient(self, g: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the pair (clipped gradient (rows, dim), its length over that of g (rows, 1)).

        As torch.nn.utils.clip_grad_norm_ and clip_grad_value_ do for each row.
        """
        length = torch.linalg.vector_norm(g, dim=-1, keepdim=True)
        if self.clip == BY_NORM:
            factor = (self.clip_at * (1 / (length + NORM_EPSILON))).clamp(max=1.0)
            return g * factor, factor
        limit = torch.as_tensor(self.clip_at, dtype=g.dtype, device=g.device)
        clipped = torch.minimum(torch.maximum(g, -limit), limit)
        share = torch.linalg.vector_norm(clipped, dim=-1, keepdim=True) / length
        return clipped, torch.where(length > 0, share, torch.ones_like(length))

    def _prepare_gradient(self, g: torch.Tensor) -> torch.Tensor:
        """Return the gradient (rows, dim) that the rule gets for the oracle's."""
        clipped = g if self.clip == UNCLIPPED else self.clip_gradient(g)[0]
        return -clipped if self.maximize else clipped


@dataclass(frozen=True)
class ScheduledOptimizer(GradientOptimizer):
    """A gradient optimizer with a learning rate ``lr``, which a schedule may change from step to step."""

    schedule: Schedule | None = item(
        None, catalogue="schedule", none_word="constant", last=True, help="how the learning rate changes over the race"
    )

    if TYPE_CHECKING:  # each class declares lr itself, at its own place among its settings

        @property
        def lr(self) -> float | torch.Tensor:
            """The learning rate."""

    def at_step(self, step: int, steps: int) -> Self:
        """Return the optimizer with ``lr`` times the schedule's factor at ``step``; itself if that is always 1."""
        if self.schedule is None or isinstance(self.schedule, AdaptiveSchedule):
            return self
        return replace_unchecked(self, LEARNING_RATE, self.lr * self.schedule.factor(step, steps))

    @property
    def shared_readouts(self) -> Mapping[str, str]:
        """The readouts of the shared settings that are on, name -> kind."""
        more = {FACTOR_READOUT: NUMBER} if isinstance(self.schedule, AdaptiveSchedule) else {}
        return {**super().shared_readouts, **more}

    def initial_state(self, x: torch.Tensor) -> State:
        """Return the state before the first step from x (rows, dim)."""
        state = super().initial_state(x)
        if isinstance(self.schedule, AdaptiveSchedule):
            state |= {FACTOR_READOUT: torch.ones_like(x[:, :1]), **self.schedule.init(x)}
        return state

    def advance(self, oracle: Oracle, x: torch.Tensor, state: State) -> tuple[torch.Tensor, State]:
        """Return the next x and the next state after one ``step`` with the schedule's learning rate."""
        if not isinstance(self.schedule, AdaptiveSchedule):
            return super().advance(oracle, x, state)
        factor = state[NEXT_FACTOR]
        scaled = replace_unchecked(self, LEARNING_RATE, self.lr * factor)
        next_x, new = super(ScheduledOptimizer, scaled).advance(oracle, x, state)
        value = oracle.first_value
        if value is None:
            raise RuntimeError(f"{self.id} asked for no gradient, so its schedule knows no value of f.")
        new |= {FACTOR_READOUT: factor, **self.schedule.update(state, value[:, None], ascends=self.ascends)}
        return next_x, new
