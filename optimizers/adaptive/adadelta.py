"""Adadelta."""

from dataclasses import dataclass
from typing import Any

import torch

from fallline.core import SCALE, ScheduledOptimizer, real
from fallline.optimizers._shared import (
    COUPLED,
    apply_weight_decay,
    average_decay,
    decay,
    epsilon,
    is_torch_decay,
    weight_decay,
    zero_state,
)


@dataclass(frozen=True)
class Adadelta(ScheduledOptimizer):
    r"""It finds its own pace: steps are as long as recent steps were, corrected by how the slope has changed. It starts
    with tiny ones, sqrt(eps) or so, and needs hundreds of steps to get going. E averages g^2, D averages the squared
    steps, x = x - lr sqrt(D + eps) / sqrt(E + eps) g. The paper has no lr; it is 1. (Zeiler, 2012)"""

    lr: float = real(1.0, 1e-2, 100.0, log=True, help="learning rate: a factor on the pace that it finds by itself")
    rho: float = average_decay(0.9, "memory of both averages")
    eps: float = epsilon(1e-6, "starts the pace: the first step is about its root; and keeps the denominator from 0")
    weight_decay: float = weight_decay()
    decay: str = decay()

    readouts = {"second_moment": SCALE, "squared_steps": SCALE, "denominator": SCALE, "effective_rate": SCALE}
    formula = (
        r"E_t = \rho E_{t-1} + (1-\rho)\,g_t^2 \qquad "
        r"\Delta_t = \frac{\sqrt{D_{t-1}+\epsilon}}{\sqrt{E_t+\epsilon}}\,g_t \qquad "
        r"D_t = \rho D_{t-1} + (1-\rho)\,\Delta_t^2 \qquad x_t = x_{t-1} - \eta\,\Delta_t"
    )
    readout_symbols = {"E": "second_moment", "D": "squared_steps"}
    fails = "It takes hundreds of steps to get going, and how long depends on eps, which nobody knows how to choose."

    def init(self, x):
        return zero_state(x, self.readouts)

    def step(self, oracle, x, state):
        x, g = apply_weight_decay(x, oracle.grad(x), self.lr, self.weight_decay, self.decay)
        square = self.rho * state["second_moment"] + (1 - self.rho) * g * g
        denominator = (square + self.eps).sqrt()
        scale = (state["squared_steps"] + self.eps).sqrt() / denominator
        delta = scale * g
        return x - self.lr * delta, {
            "second_moment": square,
            "squared_steps": self.rho * state["squared_steps"] + (1 - self.rho) * delta * delta,
            "denominator": denominator,
            "effective_rate": self.lr * scale,
        }

    def reference(self, x):
        if not is_torch_decay(self, COUPLED):
            return None
        options: dict[str, Any] = {
            "rho": self.rho,
            "eps": self.eps,
            "weight_decay": self.weight_decay,
            "maximize": self.maximize,
        }
        return torch.optim.Adadelta([x], lr=self.lr, foreach=False, **options)
