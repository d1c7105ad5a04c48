"""AdaBound's rule, from which AMSBound differs by one maximum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import torch

from fallline.core import NUMBER, SCALE, VECTOR
from fallline.optimizers._shared import apply_weight_decay, norm, ones, zero_state, zeros


class BoundRule:
    """The rule; ``amsbound`` says whether the largest v so far stands in the denominator."""

    lr: float
    final_lr: float
    gamma: float
    beta1: float
    beta2: float
    eps: float
    weight_decay: float
    decay: str
    amsbound = False

    readouts: ClassVar[Mapping[str, str]] = {
        "momentum": VECTOR,
        "second_moment": SCALE,
        "effective_rate": SCALE,
        "lower_bound": NUMBER,
        "upper_bound": NUMBER,
        "surprise": NUMBER,
    }
    formula: ClassVar[str] = (
        r"m_t = \beta_1 m_{t-1} + (1-\beta_1)\,g_t \qquad v_t = \beta_2 v_{t-1} + (1-\beta_2)\,g_t^2 \qquad "
        r"\eta_t = \mathrm{clip}\!\left(\frac{\eta\,\sqrt{1-\beta_2^t}/(1-\beta_1^t)}{\sqrt{v_t}+\epsilon},\;"
        r"\eta_*\left(1-\tfrac{1}{\gamma t+1}\right),\;\eta_*\left(1+\tfrac{1}{\gamma t}\right)\right) \qquad "
        r"x_t = x_{t-1} - \eta_t\,m_t"
    )
    readout_symbols: ClassVar[Mapping[str, str]] = {"m": "momentum", "v": "second_moment", r"\eta": "effective_rate"}

    def init(self, x):
        """Zeros, powers of the memories, and a count of steps."""
        return (
            zero_state(x, self.readouts, "largest_second_moment")
            | ones(x, "beta1_power", "beta2_power")
            | zeros(x, "steps")
        )

    def step(self, oracle, x, state):
        """One step, as in the authors' code."""
        x, g = apply_weight_decay(x, oracle.grad(x), self.lr, self.weight_decay, self.decay)
        steps = state["steps"] + 1
        beta1_power, beta2_power = self.beta1 * state["beta1_power"], self.beta2 * state["beta2_power"]
        m = self.beta1 * state["momentum"] + (1 - self.beta1) * g
        v = self.beta2 * state["second_moment"] + (1 - self.beta2) * g * g
        largest = torch.maximum(state["largest_second_moment"], v) if self.amsbound else v
        low = self.final_lr * (1 - 1 / (self.gamma * steps + 1))
        high = self.final_lr * (1 + 1 / (self.gamma * steps))
        rate = self.lr * ((1 - beta2_power).sqrt() / (1 - beta1_power)) * (1 / (largest.sqrt() + self.eps))
        rate = torch.minimum(torch.maximum(rate, low), high)
        return x - rate * m, {
            "momentum": m,
            "second_moment": v,
            "largest_second_moment": largest,
            "effective_rate": rate,
            "lower_bound": low,
            "upper_bound": high,
            "surprise": norm(g - m),
            "beta1_power": beta1_power,
            "beta2_power": beta2_power,
            "steps": steps,
        }
