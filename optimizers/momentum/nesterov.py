"""Nesterov's momentum, as torch has it and as it was written down for neural networks."""

from dataclasses import dataclass
from typing import Any

import torch

from fallline.core import NUMBER, POINT, SCALE, VECTOR, ScheduledOptimizer, choice, real
from fallline.optimizers._shared import (
    COUPLED,
    apply_weight_decay,
    average_decay,
    decay,
    is_torch_decay,
    norm,
    weight_decay,
    zero_state,
)


@dataclass(frozen=True)
class Nesterov(ScheduledOptimizer):
    r"""A heavy ball that looks where it is going: the gradient is taken where the velocity will carry it, so it brakes
    before it overshoots and swings less than plain momentum. Original form: v = mu v - lr grad(x + mu v), x = x + v.
    torch follows the point that looks ahead, v = mu v + g, x = x - lr (g + mu v), which is the same path seen from
    there as long as lr and mu stay. (Nesterov, 1983; Sutskever et al., 2013)"""

    lr: float = real(1e-3, 1e-6, 10.0, log=True, help="learning rate: how far one unit of velocity moves the ball")
    momentum: float = average_decay(0.9, "mu: how much of the velocity survives a step")
    form: str = choice("torch", ("torch", "original"), help="whose x is shown: the point that looks ahead, or the ball")
    weight_decay: float = weight_decay()
    decay: str = decay()

    title = "Nesterov"
    also_called = ("nag", "accelerated gradient")
    readouts = {"momentum": VECTOR, "gradient_point": POINT, "effective_rate": SCALE, "surprise": NUMBER}
    formula = r"v_t = \mu v_{t-1} + g_t \qquad x_t = x_{t-1} - \eta\,(g_t + \mu v_t)"
    readout_symbols = {"v": "momentum"}
    fails = "With mu near 1 it still swings for long, and lr is bounded by the steepest axis as for plain descent."

    def init(self, x):
        return zero_state(x, self.readouts, "average") | {"gradient_point": x.clone()}

    def step(self, oracle, x, state):
        before = state["momentum"]
        at = x - self.lr * self.momentum * before if self.form == "original" else x
        _, g = apply_weight_decay(at, oracle.grad(at), self.lr, self.weight_decay, self.decay)
        x, _ = apply_weight_decay(x, g, self.lr, self.weight_decay, self.decay)
        v = self.momentum * before + g
        average = self.momentum * state["average"] + (1 - self.momentum) * g
        ahead = v if self.form == "original" else g + self.momentum * v
        return x - self.lr * ahead, {
            "momentum": v,
            "gradient_point": at,
            "average": average,
            "effective_rate": self.lr * torch.ones_like(x),
            "surprise": norm(g - average),
        }

    def reference(self, x):
        if self.form == "original" or not is_torch_decay(self, COUPLED):
            return None
        options: dict[str, Any] = {"lr": self.lr, "momentum": self.momentum, "weight_decay": self.weight_decay}
        options |= {"maximize": self.maximize}
        return torch.optim.SGD([x], nesterov=self.momentum > 0, foreach=False, **options)
