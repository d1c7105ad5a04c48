"""Yogi: a second moment that changes by addition."""

from dataclasses import dataclass

import torch

from fallline.core import NUMBER, SCALE, VECTOR, ScheduledOptimizer, flag, real
from fallline.optimizers._shared import (
    apply_weight_decay,
    average_decay,
    decay,
    epsilon,
    norm,
    ones,
    weight_decay,
    zero_state,
)


@dataclass(frozen=True)
class Yogi(ScheduledOptimizer):
    r"""Adam whose denominator forgets slowly: v moves towards g^2 by a fixed share of g^2 instead of a share of the
    gap, v = v - (1 - b2) sign(v - g^2) g^2, so after a steep stretch it stays large for long and the strides stay
    careful. eps is large, 1e-3, as in the paper. The paper corrects neither average ('corrected' off); TensorFlow and
    the ports to torch correct both. v starts at 'initial', 1e-6 as in those; some ports start m there too. (Zaheer et
    al., 2018)"""

    lr: float = real(1e-2, 1e-4, 10.0, log=True, help="learning rate: about how far each axis moves in a step")
    beta1: float = average_decay(0.9, "memory of the average gradient m")
    beta2: float = average_decay(0.999, "memory of v")
    eps: float = epsilon(1e-3)
    initial: float = real(1e-6, 1e-12, 1.0, log=True, at_least=0.0, help="v before the first step")
    corrected: bool = flag(True, help="correct both averages for starting at 0")
    weight_decay: float = weight_decay()
    decay: str = decay()

    readouts = {
        "momentum": VECTOR,
        "momentum_corrected": VECTOR,
        "second_moment": SCALE,
        "denominator": SCALE,
        "effective_rate": SCALE,
        "surprise": NUMBER,
    }
    formula = (
        r"m_t = \beta_1 m_{t-1} + (1-\beta_1)\,g_t \qquad v_t = v_{t-1} - (1-\beta_2)\,\mathrm{sign}(v_{t-1}-g_t^2)\,"
        r"g_t^2 \qquad x_t = x_{t-1} - \eta\,\frac{m_t/(1-\beta_1^t)}{\sqrt{v_t/(1-\beta_2^t)} + \epsilon}"
    )
    readout_symbols = {"m": "momentum", "v": "second_moment"}
    fails = "After a steep wall v comes down by tiny amounts only, and a flat stretch behind it takes ages."

    def init(self, x):
        start = {"second_moment": self.initial * torch.ones_like(x)}
        return zero_state(x, self.readouts) | start | ones(x, "beta1_power", "beta2_power")

    def step(self, oracle, x, state):
        x, g = apply_weight_decay(x, oracle.grad(x), self.lr, self.weight_decay, self.decay)
        beta1_power, beta2_power = self.beta1 * state["beta1_power"], self.beta2 * state["beta2_power"]
        m = self.beta1 * state["momentum"] + (1 - self.beta1) * g
        v = state["second_moment"]
        v = v - (1 - self.beta2) * (v - g * g).sign() * (g * g)
        m_hat, root = m, v.sqrt()
        if self.corrected:
            m_hat, root = m / (1 - beta1_power), root / (1 - beta2_power).sqrt()
        denominator = root + self.eps
        rate = self.lr * (1 / denominator)
        return x - rate * m_hat, {
            "momentum": m,
            "momentum_corrected": m_hat,
            "second_moment": v,
            "denominator": denominator,
            "effective_rate": rate,
            "surprise": norm(g - m),
            "beta1_power": beta1_power,
            "beta2_power": beta2_power,
        }
