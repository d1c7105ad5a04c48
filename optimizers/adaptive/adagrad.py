"""Adagrad."""

from dataclasses import dataclass

import torch

from fallline.core import SCALE, ScheduledOptimizer, real
from fallline.optimizers._shared import (
    COUPLED,
    apply_weight_decay,
    decay,
    epsilon,
    is_torch_decay,
    weight_decay,
    zero_state,
    zeros,
)


@dataclass(frozen=True)
class Adagrad(ScheduledOptimizer):
    r"""Every axis slows down by all it has ever climbed or fallen: the first step is lr along each axis, the n-th on a
    steady slope lr / sqrt(n). It never overshoots for long and never speeds up again. G = G + g^2,
    x = x - lr g / (sqrt(G) + eps). (Duchi et al., 2011)"""

    lr: float = real(1e-2, 1e-4, 10.0, log=True, help="learning rate: how far each axis moves in the first step")
    lr_decay: float = real(0.0, 0.0, 0.1, at_least=0.0, help="a further slowing: lr is divided by 1 + this per step")
    initial: float = real(0.0, 0.0, 10.0, at_least=0.0, help="G before the first step")
    eps: float = epsilon(1e-10)
    weight_decay: float = weight_decay()
    decay: str = decay()

    readouts = {"sum_of_squares": SCALE, "denominator": SCALE, "effective_rate": SCALE}
    formula = r"G_t = G_{t-1} + g_t^2 \qquad x_t = x_{t-1} - \eta\,\frac{g_t}{\sqrt{G_t} + \epsilon}"
    readout_symbols = {"G": "sum_of_squares"}
    fails = (
        "A start on a steep wall uses up its pace: what is left in the valley is a crawl that gets slower and slower."
    )

    def init(self, x):
        start = {"sum_of_squares": self.initial * torch.ones_like(x)}
        return zero_state(x, self.readouts) | start | zeros(x, "steps")

    def step(self, oracle, x, state):
        x, g = apply_weight_decay(x, oracle.grad(x), self.lr, self.weight_decay, self.decay)
        total = state["sum_of_squares"] + g * g
        denominator = total.sqrt() + self.eps
        rate = self.lr * (1 / (1 + state["steps"] * self.lr_decay)) * (1 / denominator)
        return x - rate * g, {
            "sum_of_squares": total,
            "denominator": denominator,
            "effective_rate": rate,
            "steps": state["steps"] + 1,
        }

    def reference(self, x):
        if not is_torch_decay(self, COUPLED):
            return None
        return torch.optim.Adagrad(
            [x],
            lr=self.lr,
            lr_decay=self.lr_decay,
            weight_decay=self.weight_decay,
            initial_accumulator_value=self.initial,
            eps=self.eps,
            maximize=self.maximize,
            foreach=False,
        )
