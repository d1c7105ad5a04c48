"""Lookahead: around any rule that does not remember points."""

from dataclasses import dataclass

import torch

from fallline.core import POINT, Optimizer, ScheduledOptimizer, Sentence, integer, item, real, replace_unchecked
from fallline.optimizers._shared import zeros

from ..adaptive.radam import RAdam
from ..momentum.sgd_momentum import SGDMomentum


def unfit(cls):
    """Why a class cannot be looked ahead with; '' if it can."""
    if cls.keeps_points or cls.one_instance_per_row:
        return Sentence("it remembers points of its own, which Lookahead would move behind its back")
    return "" if issubclass(cls, ScheduledOptimizer) else Sentence("it has no learning rate")


@dataclass(frozen=True)
class Lookahead(Optimizer):
    r"""An explorer on a leash: another optimizer, the fast one, runs ahead for k steps; then it is called back to a
    point alpha of the way from where it was let off, and starts from there with its momentum as it is. Swings across a
    valley cancel out, so rates work that would be too high alone. (Zhang et al., 2019)"""

    inner: Optimizer = item(SGDMomentum(), catalogue="optimizer", rejection=unfit, help="the one that runs ahead")
    k: int = integer(5, 2, 50, at_least=1, help="steps between two calls back")
    alpha: float = real(0.5, 0.05, 1.0, at_least=0.0, at_most=1.0, help="how far of the way counts")

    readouts = {"slow_point": POINT}
    keeps_points = True
    lr_path = "inner/lr"
    aliases = {"lookahead_radam": {"inner": RAdam()}}
    formula = (
        r"\theta_{i} = A(\theta_{i-1}),\; i = 1 \ldots k \qquad "
        r"\phi \leftarrow \phi + \alpha\,(\theta_k - \phi) \qquad \theta_0 \leftarrow \phi"
    )
    fails = "On a straight slope it only costs: of every k steps the share 1 - alpha is taken back."

    def __post_init__(self):
        super().__post_init__()
        object.__setattr__(self, "readouts", {**self.inner.readouts, **self.readouts})
        object.__setattr__(self, "title", f"Lookahead, {self.inner.title}")

    @property
    def ascends(self):
        return self.inner.ascends

    def for_parts(self, parts):
        return replace_unchecked(self, "inner", self.inner.for_parts(parts))

    def at_step(self, step, steps):
        inner = self.inner.at_step(step, steps)
        return self if inner is self.inner else replace_unchecked(self, "inner", inner)

    def init(self, x):
        return self.inner.initial_state(x) | {"slow_point": x.clone()} | zeros(x, "steps_ahead")

    def step(self, oracle, x, state):
        fast, ahead = self.inner.advance(oracle, x, state)
        count = state["steps_ahead"] + 1
        back = count >= self.k
        slow = torch.where(back, state["slow_point"] + self.alpha * (fast - state["slow_point"]), state["slow_point"])
        return torch.where(back, slow, fast), ahead | {
            "slow_point": slow,
            "steps_ahead": torch.where(back, 0.0, count),
        }
