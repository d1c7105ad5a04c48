"""AdaBelief, as released, as in its authors' videos, or as first published."""

from dataclasses import dataclass

import torch

from fallline.core import NUMBER, SCALE, VECTOR, ScheduledOptimizer, choice, flag, real
from fallline.optimizers._shared import (
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


@dataclass(frozen=True)
class AdaBelief(ScheduledOptimizer):
    r"""Adam that trusts a steady slope: while the gradient comes as expected it speeds up (on a straight line to 5
    times Adam's pace after 100 steps, 20 times after 1000), and where the gradient keeps turning it brakes like Adam.
    Only the second average differs, it is of the surprise: m = b1 m + (1 - b1) g, s = b2 s + (1 - b2) (g - m)^2 + eps,
    x = x - lr mhat / (sqrt(shat) + eps). The released package keeps that inner eps in s, where it adds up ('kept'); the
    authors' videos put it under the root at each step only ('videos'); the first version of the paper had none
    ('outside'). The released package also rectifies by default: RAdam's warm-up, thousands of steps long at b2 = 0.999,
    whose first 5 steps are raw SGD and blow up on steep toy functions; amsgrad is ignored with it. Here it is off.
    (Zhuang et al., 2020)"""

    lr: float = real(1e-3, 1e-4, 10.0, log=True, help="learning rate: how far each axis moves in an early step")
    beta1: float = real(
        0.9, 0.01, 0.999, above=0.0, below=1.0, help="memory of m; at 0, g - m is always 0 and the step explodes"
    )
    beta2: float = average_decay(0.999, "memory of the squared surprise s")
    eps: float = epsilon(1e-16)
    eps_place: str = choice("kept", ("kept", "videos", "outside"), help="eps stays in s, joins it at the root, or not")
    weight_decay: float = weight_decay()
    decay: str = decay()
    rectify: bool = flag(False, help="RAdam's warm-up, the released package's default")
    sgd_first: bool = flag(True, help="while rectify cannot judge s yet: raw SGD steps (on) or none (off)")
    amsgrad: bool = flag(False, help="divide by the largest s so far, not by the latest")

    title = "AdaBelief"
    readouts = {
        "momentum": VECTOR,
        "momentum_corrected": VECTOR,
        "belief": SCALE,
        "denominator": SCALE,
        "effective_rate": SCALE,
        "surprise": NUMBER,
    }
    formula = (
        r"m_t = \beta_1 m_{t-1} + (1-\beta_1)\,g_t \qquad s_t = \beta_2 s_{t-1} + (1-\beta_2)(g_t-m_t)^2 + \epsilon "
        r"\qquad x_t = x_{t-1} - \eta\,\frac{m_t/(1-\beta_1^t)}{\sqrt{s_t/(1-\beta_2^t)} + \epsilon}"
    )
    readout_symbols = {"m": "momentum", "s": "belief"}

    fails = "Where nothing surprises it, its stride grows without end, and it comes over the next edge far too fast."

    def init(self, x):
        return (
            zero_state(x, self.readouts, "largest_belief") | ones(x, "beta1_power", "beta2_power") | zeros(x, "steps")
        )

    def step(self, oracle, x, state):
        x, g = apply_weight_decay(x, oracle.grad(x), self.lr, self.weight_decay, self.decay)
        steps = state["steps"] + 1
        beta1_power, beta2_power = self.beta1 * state["beta1_power"], self.beta2 * state["beta2_power"]
        m = self.beta1 * state["momentum"] + (1 - self.beta1) * g
        s = self.beta2 * state["belief"] + (1 - self.beta2) * (g - m) * (g - m)
        s = s + self.eps if self.eps_place == "kept" else s
        largest = torch.maximum(state["largest_belief"], s) if self.amsgrad else s
        m_hat = m / (1 - beta1_power)
        factor, denominator = self._scale(s, largest, steps, beta2_power)
        rate = self.lr * factor * (1 / denominator)
        return x - rate * m_hat, {
            "momentum": m,
            "momentum_corrected": m_hat,
            "belief": s,
            "largest_belief": largest,
            "denominator": denominator,
            "effective_rate": rate,
            "surprise": norm(g - m),
            "beta1_power": beta1_power,
            "beta2_power": beta2_power,
            "steps": steps,
        }

    def _scale(self, s, largest, steps, beta2_power):
        """What lr is multiplied by, a number or (rows, 1), and what m_hat is divided by, (rows, dim)."""
        inner = self.eps if self.eps_place == "videos" else 0.0
        correction = (1 - beta2_power).sqrt()
        if not self.rectify:
            return 1.0, (largest + inner).sqrt() / correction + self.eps
        longest = 2 / (1 - self.beta2) - 1 + torch.zeros_like(steps)
        length = longest - 2 * steps * beta2_power / (1 - beta2_power)
        known, n, top = length >= 5, length.clamp(min=5), longest.clamp(min=5)
        factor = ((n - 4) / (top - 4) * (n - 2) / n * top / (top - 2)).sqrt()
        root = ((s + inner).sqrt() + self.eps) / correction
        return torch.where(known, factor, float(self.sgd_first)), torch.where(known, root, 1.0)
