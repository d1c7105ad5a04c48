"""Adamax."""

from dataclasses import dataclass
from typing import Any

import torch

from fallline.core import NUMBER, SCALE, VECTOR, ScheduledOptimizer, real
from fallline.optimizers._shared import (
    COUPLED,
    apply_weight_decay,
    average_decay,
    decay,
    epsilon,
    is_torch_decay,
    norm,
    ones,
    weight_decay,
    zero_state,
)


@dataclass(frozen=True)
class Adamax(ScheduledOptimizer):
    r"""Adam that divides by the largest recent slope, not by an average of squares: u = max(b2 u, |g|), which fades
    slowly, so strides lengthen evenly after a steep stretch. It needs no correction for u, and starts like Adam.
    x = x - lr mhat / u. torch adds eps inside the maximum; the paper has none. (Kingma and Ba, 2015)"""

    lr: float = real(2e-3, 1e-4, 10.0, log=True, help="learning rate: about how far each axis moves in a step")
    beta1: float = average_decay(0.9, "memory of the average gradient m")
    beta2: float = average_decay(0.999, "how slowly the largest slope u fades")
    eps: float = epsilon(1e-8)
    weight_decay: float = weight_decay()
    decay: str = decay()

    readouts = {
        "momentum": VECTOR,
        "momentum_corrected": VECTOR,
        "largest_gradient": SCALE,
        "effective_rate": SCALE,
        "surprise": NUMBER,
    }
    formula = (
        r"m_t = \beta_1 m_{t-1} + (1-\beta_1)\,g_t \qquad u_t = \max(\beta_2 u_{t-1}, |g_t| + \epsilon) \qquad "
        r"x_t = x_{t-1} - \frac{\eta}{1-\beta_1^t}\,\frac{m_t}{u_t}"
    )
    readout_symbols = {"m": "momentum", "u": "largest_gradient"}
    fails = "One steep step holds u up for about 1 / (1 - b2) steps, in which it crawls."

    def init(self, x):
        return zero_state(x, self.readouts) | ones(x, "beta1_power")

    def step(self, oracle, x, state):
        x, g = apply_weight_decay(x, oracle.grad(x), self.lr, self.weight_decay, self.decay)
        beta1_power = self.beta1 * state["beta1_power"]
        m = self.beta1 * state["momentum"] + (1 - self.beta1) * g
        u = torch.maximum(self.beta2 * state["largest_gradient"], g.abs() + self.eps)
        m_hat = m / (1 - beta1_power)
        rate = self.lr * (1 / u)
        return x - rate * m_hat, {
            "momentum": m,
            "momentum_corrected": m_hat,
            "largest_gradient": u,
            "effective_rate": rate,
            "surprise": norm(g - m),
            "beta1_power": beta1_power,
        }

    def reference(self, x):
        if not is_torch_decay(self, COUPLED):
            return None
        options: dict[str, Any] = {"betas": (self.beta1, self.beta2), "eps": self.eps, "maximize": self.maximize}
        return torch.optim.Adamax([x], lr=self.lr, weight_decay=self.weight_decay, foreach=False, **options)
