"""What rules with a Wolfe line search share: one trial a step, and a new direction once a trial is taken."""

from __future__ import annotations

from abc import abstractmethod
from typing import NamedTuple

import torch

from fallline.core import NUMBER, POINT, VECTOR, Optimizer
from fallline.optimizers._shared import dot, norm, zero_state, zeros

from ._more_thuente import Search, begin, go_on, unpacked
from ._trials import keep


class Taken(NamedTuple):
    """What a new direction may depend on; vectors (rows, dim), columns (rows, 1)."""

    before: torch.Tensor  # the gradient where the search began
    now: torch.Tensor  # the gradient where it ended
    direction: torch.Tensor  # the one that was searched along
    step: torch.Tensor  # from there to here
    first: torch.Tensor  # whether there was no search before
    failed: torch.Tensor  # whether it ended no lower than it began
    ends: torch.Tensor  # whether there is a new direction at all
    fall: torch.Tensor  # how far f fell in the search


class Searching(Optimizer):
    """A rule that looks along a direction for a step with Wolfe's two properties, by Moré and Thuente's search.

    The first step of the race only asks for f and its gradient at the start. A search whose bracket has become too
    small ends at its best trial, as L-BFGS-B's does; if that is no lower, the next one starts straight downhill. A
    trial where f is not finite is halved, where scipy gives up.
    """

    sufficient: float
    curvature: float
    narrow: float
    longest: float
    keeps_points = True
    readouts = {"direction": VECTOR, "trial": POINT, "step_length": NUMBER, "accepted": NUMBER}

    @abstractmethod
    def turn(self, taken: Taken, state: dict) -> tuple[torch.Tensor, dict]:
        """The next direction, (rows, dim), and what else the rule remembers."""

    @abstractmethod
    def first_length(self, taken: Taken, direction: torch.Tensor, slope: torch.Tensor) -> torch.Tensor:
        """The first trial along a new direction, (rows, 1), times its length."""

    def init(self, x):
        """Nothing known, and nothing searched along."""
        memory = {"search": x.new_zeros((len(x), len(Search._fields)))}
        return (
            zero_state(x, Searching.readouts, "gradient", "next_direction")
            | zeros(x, "value", "begun", "next_length")
            | memory
        )

    def step(self, oracle, x, state):
        """One trial."""
        first, length, along = state["begun"] == 0, state["next_length"], state["next_direction"]
        trial = x + length * along
        f, g = oracle.value(trial)[:, None], oracle.grad(trial)
        search = unpacked(state["search"])
        limits = (self.sufficient, self.curvature, self.narrow, self.longest)
        search, after, found, failed = go_on(search, length, f, dot(g, along), *limits)
        broken = ~f.isfinite() & ~first
        found, failed = found & ~broken, failed & ~broken
        ends = first | found | failed
        moves = ~first & ends & (f <= state["value"])
        failed = failed & ~moves
        value, gradient = keep(moves | first, f, state["value"]), keep(moves | first, g, state["gradient"])
        fall = keep(first, 0.5 * norm(g), state["value"] - value)
        taken = Taken(state["gradient"], gradient, along, length * along, first, failed, ends, fall)
        turned, remembered = self.turn(taken, state)
        downhill = dot(gradient, turned) < 0
        direction = keep(ends, keep(downhill & ~failed, turned, -gradient), along)
        slope = dot(gradient, direction)
        begins = self.first_length(taken, direction, slope)
        kept = keep(broken, state["search"], search.packed())
        return keep(moves, trial, x), remembered | {
            "direction": along,
            "trial": trial,
            "step_length": length,
            "next_direction": direction,
            "next_length": keep(ends, begins, keep(broken, 0.5 * length, after)),
            "accepted": moves.to(x.dtype),
            "gradient": gradient,
            "value": value,
            "begun": torch.ones_like(length),
            "search": keep(ends, begin(value, slope, begins, self.longest).packed(), kept),
        }
