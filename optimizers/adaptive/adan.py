"""Adan: Nesterov's momentum by differences of gradients."""

from dataclasses import dataclass

from fallline.core import NUMBER, SCALE, VECTOR, ScheduledOptimizer, real
from fallline.optimizers._shared import (
    COUPLED,
    DECOUPLED,
    FIXED,
    apply_weight_decay,
    average_decay,
    decay,
    epsilon,
    norm,
    ones,
    weight_decay,
    zero_state,
    zeros,
)

PROXIMAL = "proximal"  # the reading of weight decay in the paper: x is divided by 1 + lr wd after the step


@dataclass(frozen=True)
class Adan(ScheduledOptimizer):
    r"""Adam with foresight: it also averages how the gradient changes from step to step, and adds that to the step, so
    it feels a bend coming. m averages g, d averages g - g_before, n averages (g + b2 (g - g_before))^2, and x = (x - lr
    (mhat + b2 dhat) / (sqrt(nhat) + eps)) / (1 + lr wd). The memories are given as what survives, as in the authors'
    code; the paper writes 1 minus that. (Xie et al., 2022)"""

    lr: float = real(1e-3, 1e-4, 10.0, log=True, help="learning rate: about how far each axis moves in a step")
    beta1: float = average_decay(0.98, "memory of the average gradient m")
    beta2: float = average_decay(0.92, "memory of the average change d, and its weight in the step")
    beta3: float = average_decay(0.99, "memory of the average square n")
    eps: float = epsilon(1e-8)
    weight_decay: float = weight_decay()
    decay: str = decay(PROXIMAL, (PROXIMAL, COUPLED, DECOUPLED, FIXED))

    readouts = {
        "momentum": VECTOR,
        "gradient_change": VECTOR,
        "second_moment": SCALE,
        "denominator": SCALE,
        "effective_rate": SCALE,
        "surprise": NUMBER,
    }
    formula = (
        r"m_t = \beta_1 m_{t-1} + (1-\beta_1)\,g_t \qquad d_t = \beta_2 d_{t-1} + (1-\beta_2)(g_t-g_{t-1}) \qquad "
        r"n_t = \beta_3 n_{t-1} + (1-\beta_3)\left(g_t+\beta_2(g_t-g_{t-1})\right)^2 \qquad "
        r"x_t = x_{t-1} - \eta\,\frac{\hat m_t + \beta_2 \hat d_t}{\sqrt{\hat n_t} + \epsilon}"
    )
    readout_symbols = {"m": "momentum", "d": "gradient_change", "n": "second_moment"}
    fails = (
        "With the long memory of m it overshoots and circles widely; noise makes the differences of gradients useless."
    )

    def init(self, x):
        powers = ones(x, "beta1_power", "beta2_power", "beta3_power")
        return zero_state(x, self.readouts, "gradient_before") | powers | zeros(x, "begun")

    def step(self, oracle, x, state):
        g, shrink = oracle.grad(x), 1.0
        if self.decay == PROXIMAL:
            shrink = 1 + self.lr * self.weight_decay
        else:
            x, g = apply_weight_decay(x, g, self.lr, self.weight_decay, self.decay)
        change = (g - state["gradient_before"]) * state["begun"]
        powers = {f"beta{i}_power": getattr(self, f"beta{i}") * state[f"beta{i}_power"] for i in (1, 2, 3)}
        m = self.beta1 * state["momentum"] + (1 - self.beta1) * g
        d = self.beta2 * state["gradient_change"] + (1 - self.beta2) * change
        ahead = g + self.beta2 * change
        n = self.beta3 * state["second_moment"] + (1 - self.beta3) * ahead * ahead
        m_hat, d_hat = m / (1 - powers["beta1_power"]), d / (1 - powers["beta2_power"])
        denominator = n.sqrt() / (1 - powers["beta3_power"]).sqrt() + self.eps
        rate = self.lr * (1 / denominator)
        return (x - rate * (m_hat + self.beta2 * d_hat)) / shrink, {
            "momentum": m,
            "gradient_change": d,
            "second_moment": n,
            "denominator": denominator,
            "effective_rate": rate,
            "surprise": norm(g - m),
            "gradient_before": g,
            "begun": state["begun"] * 0 + 1,
            **powers,
        }
