"""NAdam: Adam with Nesterov's look ahead."""

import math
from dataclasses import dataclass

import torch

from fallline.core import NUMBER, SCALE, VECTOR, ScheduledOptimizer, real
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
)

WARM = math.log(0.96)  # the paper's schedule of the momentum is 1 - 0.96^(0.004 t) / 2


@dataclass(frozen=True)
class NAdam(ScheduledOptimizer):
    r"""Adam that looks ahead like Nesterov: the newest gradient weighs more in the step, so it turns sooner and swings
    less at the bottom. Its momentum starts at half of b1 and grows towards it, mu_t = b1 (1 - 0.96^(t psi) / 2). As in
    torch, with the paper's schedule. (Dozat, 2016)"""

    lr: float = real(2e-3, 1e-4, 10.0, log=True, help="learning rate: about how far each axis moves in a step")
    beta1: float = average_decay(0.9, "memory of the average gradient m")
    beta2: float = average_decay(0.999, "memory of the average square v")
    eps: float = epsilon(1e-8)
    momentum_decay: float = real(4e-3, 0.0, 0.1, at_least=0.0, help="psi: how fast the momentum grows to b1")
    weight_decay: float = weight_decay()
    decay: str = decay()

    title = "NAdam"
    readouts = {
        "momentum": VECTOR,
        "second_moment": SCALE,
        "denominator": SCALE,
        "effective_rate": SCALE,
        "surprise": NUMBER,
    }
    formula = (
        r"m_t = \beta_1 m_{t-1} + (1-\beta_1)\,g_t \qquad v_t = \beta_2 v_{t-1} + (1-\beta_2)\,g_t^2 \qquad "
        r"\mu_t = \beta_1\left(1-\tfrac12\,0.96^{t\psi}\right) \qquad x_t = x_{t-1} - \frac{\eta}{\sqrt{v_t/"
        r"(1-\beta_2^t)} + \epsilon}\left(\frac{(1-\mu_t)\,g_t}{1-\prod_{i\le t}\mu_i} + \frac{\mu_{t+1}\,m_t}"
        r"{1-\prod_{i\le t+1}\mu_i}\right)"
    )
    readout_symbols = {"m": "momentum", "v": "second_moment"}
    setting_symbols = {r"\psi": "momentum_decay"}
    fails = "As Adam: on a long steady slope it keeps to about lr per step, however far there is to go."

    def init(self, x):
        return zero_state(x, self.readouts) | ones(x, "beta2_power", "warm_power", "mu_product")

    def step(self, oracle, x, state):
        x, g = apply_weight_decay(x, oracle.grad(x), self.lr, self.weight_decay, self.decay)
        psi = torch.as_tensor(self.momentum_decay, dtype=x.dtype, device=x.device)
        beta2_power, warm = self.beta2 * state["beta2_power"], (WARM * psi).exp() * state["warm_power"]
        mu, mu_next = self.beta1 * (1 - 0.5 * warm), self.beta1 * (1 - 0.5 * ((WARM * psi).exp() * warm))
        product = state["mu_product"] * mu
        m = self.beta1 * state["momentum"] + (1 - self.beta1) * g
        v = self.beta2 * state["second_moment"] + (1 - self.beta2) * g * g
        denominator = (v / (1 - beta2_power)).sqrt() + self.eps
        rate = self.lr * (1 / denominator)
        move = (1 - mu) / (1 - product) * g + mu_next / (1 - product * mu_next) * m
        return x - rate * move, {
            "momentum": m,
            "second_moment": v,
            "denominator": denominator,
            "effective_rate": rate,
            "surprise": norm(g - m),
            "beta2_power": beta2_power,
            "warm_power": warm,
            "mu_product": product,
        }

    def reference(self, x):
        if not is_torch_decay(self, COUPLED, DECOUPLED):
            return None
        return torch.optim.NAdam(
            [x],
            lr=self.lr,
            betas=(self.beta1, self.beta2),
            eps=self.eps,
            momentum_decay=self.momentum_decay,
            weight_decay=self.weight_decay,
            decoupled_weight_decay=self.decay == DECOUPLED,
            maximize=self.maximize,
            foreach=False,
        )
