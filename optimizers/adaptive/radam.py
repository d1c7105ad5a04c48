"""RAdam: Adam with a warm-up that follows from the variance of its denominator."""

from dataclasses import dataclass

import torch

from fallline.core import NUMBER, SCALE, VECTOR, ScheduledOptimizer, flag, real
from fallline.optimizers._shared import (
    COUPLED,
    DECOUPLED,
    apply_weight_decay,
    average_decay,
    decay,
    epsilon,
    is_torch_decay,
    norm,
    ones,
    weight_decay,
    zero_state,
    zeros,
)


@dataclass(frozen=True)
class RAdam(ScheduledOptimizer):
    r"""Adam that distrusts its denominator while that is young: for five steps it goes straight downhill with plain
    momentum, then it starts with a fiftieth of Adam's stride and lets it grow over thousands of steps (at b2 = 0.999).
    On a steep start the first five steps are lr times the gradient and can fly off the map; 'sgd_first' off skips them,
    as the authors later allowed. Adaptive from a length above 5 on, as in torch; the paper says 4.
    (Liu et al., 2020)"""

    lr: float = real(1e-3, 1e-4, 10.0, log=True, help="learning rate: Adam's, once the warm-up is over")
    beta1: float = average_decay(0.9, "memory of the average gradient m")
    beta2: float = average_decay(0.999, "memory of the average square v, and with it the length of the warm-up")
    eps: float = epsilon(1e-8)
    weight_decay: float = weight_decay()
    decay: str = decay()
    sgd_first: bool = flag(True, help="while v cannot be judged yet: steps of plain momentum (on) or none (off)")

    title = "RAdam"
    readouts = {
        "momentum": VECTOR,
        "momentum_corrected": VECTOR,
        "second_moment": SCALE,
        "denominator": SCALE,
        "effective_rate": SCALE,
        "rectification": NUMBER,
        "surprise": NUMBER,
    }
    formula = (
        r"m_t = \beta_1 m_{t-1} + (1-\beta_1)\,g_t \qquad v_t = \beta_2 v_{t-1} + (1-\beta_2)\,g_t^2 \qquad "
        r"r_t = \sqrt{\frac{(\rho_t-4)(\rho_t-2)\,\rho_\infty}{(\rho_\infty-4)(\rho_\infty-2)\,\rho_t}} \qquad "
        r"x_t = x_{t-1} - \eta\,r_t\,\frac{m_t/(1-\beta_1^t)}{(\sqrt{v_t}+\epsilon)/\sqrt{1-\beta_2^t}}"
    )
    readout_symbols = {"m": "momentum", "v": "second_moment", "r": "rectification"}
    fails = (
        "Raw first steps on a steep wall throw it off the map; with a race of a few hundred steps it never warms up."
    )

    def init(self, x):
        return zero_state(x, self.readouts) | ones(x, "beta1_power", "beta2_power") | zeros(x, "steps")

    def step(self, oracle, x, state):
        x, g = apply_weight_decay(x, oracle.grad(x), self.lr, self.weight_decay, self.decay)
        steps = state["steps"] + 1
        beta1_power, beta2_power = self.beta1 * state["beta1_power"], self.beta2 * state["beta2_power"]
        m = self.beta1 * state["momentum"] + (1 - self.beta1) * g
        v = self.beta2 * state["second_moment"] + (1 - self.beta2) * g * g
        m_hat = m / (1 - beta1_power)
        factor, denominator = self._scale(v, steps, beta2_power)
        rate = self.lr * factor * (1 / denominator)
        return x - rate * m_hat, {
            "momentum": m,
            "momentum_corrected": m_hat,
            "second_moment": v,
            "denominator": denominator,
            "effective_rate": rate,
            "rectification": factor,
            "surprise": norm(g - m),
            "beta1_power": beta1_power,
            "beta2_power": beta2_power,
            "steps": steps,
        }

    def _scale(self, v, steps, beta2_power):
        """What lr is multiplied by, (rows, 1), and what m_hat is divided by, (rows, dim)."""
        longest = 2 / (1 - self.beta2) - 1 + torch.zeros_like(steps)
        length = longest - 2 * steps * beta2_power / (1 - beta2_power)
        known, n, top = length > 5, length.clamp(min=5), longest.clamp(min=5)
        factor = ((n - 4) * (n - 2) * top / ((top - 4) * (top - 2) * n)).sqrt()
        root = (v.sqrt() + self.eps) / (1 - beta2_power).sqrt()
        return torch.where(known, factor, float(self.sgd_first)), torch.where(known, root, 1.0)

    def reference(self, x):
        if not self.sgd_first or not is_torch_decay(self, COUPLED, DECOUPLED):
            return None
        return torch.optim.RAdam(
            [x],
            lr=self.lr,
            betas=(self.beta1, self.beta2),
            eps=self.eps,
            weight_decay=self.weight_decay,
            decoupled_weight_decay=self.decay == DECOUPLED,
            maximize=self.maximize,
            foreach=False,
        )
