"""Adam's rule, from which Adam, AMSGrad and AdamW differ by what is fixed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import torch

from fallline.core import NUMBER, SCALE, VECTOR
from fallline.optimizers._shared import COUPLED, DECOUPLED, apply_weight_decay, is_torch_decay, norm, ones, zero_state


class AdamRule:
    """The rule; ``amsgrad`` and ``corrected`` are settings or fixed, as a class says."""

    lr: float
    beta1: float
    beta2: float
    eps: float
    weight_decay: float
    decay: str
    maximize: bool
    amsgrad = False
    corrected = True

    readouts: ClassVar[Mapping[str, str]] = {
        "momentum": VECTOR,
        "momentum_corrected": VECTOR,
        "second_moment": SCALE,
        "denominator": SCALE,
        "effective_rate": SCALE,
        "surprise": NUMBER,
    }
    formula: ClassVar[str] = (
        r"m_t = \beta_1 m_{t-1} + (1-\beta_1)\,g_t \qquad v_t = \beta_2 v_{t-1} + (1-\beta_2)\,g_t^2 \qquad "
        r"x_t = x_{t-1} - \eta\,\frac{m_t/(1-\beta_1^t)}{\sqrt{v_t/(1-\beta_2^t)} + \epsilon}"
    )
    readout_symbols: ClassVar[Mapping[str, str]] = {"m": "momentum", "v": "second_moment"}

    def init(self, x):
        """Zeros, and powers of the memories."""
        return zero_state(x, self.readouts, "largest_second_moment") | ones(x, "beta1_power", "beta2_power")

    def step(self, oracle, x, state):
        """One step, as torch takes it."""
        x, g = apply_weight_decay(x, oracle.grad(x), self.lr, self.weight_decay, self.decay)
        beta1_power, beta2_power = self.beta1 * state["beta1_power"], self.beta2 * state["beta2_power"]
        m = self.beta1 * state["momentum"] + (1 - self.beta1) * g
        v = self.beta2 * state["second_moment"] + (1 - self.beta2) * g * g
        largest = torch.maximum(state["largest_second_moment"], v) if self.amsgrad else v
        m_hat, root = m, largest.sqrt()
        if self.corrected:
            m_hat, root = m / (1 - beta1_power), root / (1 - beta2_power).sqrt()
        denominator = root + self.eps
        rate = self.lr * (1 / denominator)  # lr / denominator rounds a number and a column differently
        return x - rate * m_hat, {
            "momentum": m,
            "momentum_corrected": m_hat,
            "second_moment": v,
            "largest_second_moment": largest,
            "denominator": denominator,
            "effective_rate": rate,
            "surprise": norm(g - m),
            "beta1_power": beta1_power,
            "beta2_power": beta2_power,
        }

    def reference(self, x):
        """torch's Adam, where it has the option."""
        if not self.corrected or not is_torch_decay(self, COUPLED, DECOUPLED):
            return None
        return torch.optim.Adam(
            [x],
            lr=self.lr,
            betas=(self.beta1, self.beta2),
            eps=self.eps,
            weight_decay=self.weight_decay,
            decoupled_weight_decay=self.decay == DECOUPLED,
            amsgrad=self.amsgrad,
            maximize=self.maximize,
            foreach=False,
        )
