"""RMSprop: plain, centred, with momentum."""

from dataclasses import dataclass
from typing import Any

import torch

from fallline.core import SCALE, VECTOR, ScheduledOptimizer, choice, flag, real
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
class RMSprop(ScheduledOptimizer):
    r"""Each gradient over the root of its recent mean square: strides of about lr per axis at any slope, as Adam's but
    without its average of gradients, so it turns at once and rattles in valleys. The first step is 10 lr at
    alpha = 0.99, since the average starts at 0 and is not corrected. Centred, it divides by the recent spread of the
    gradient instead, so that it speeds up on a steady slope as AdaBelief does. With momentum, v = mu v + g / root,
    x = x - lr v. eps stands outside the root, as in torch, or inside, as in TensorFlow. (Tieleman and Hinton, 2012;
    centred: Graves, 2013)"""

    lr: float = real(1e-2, 1e-4, 10.0, log=True, help="learning rate: about how far each axis moves in a step")
    alpha: float = average_decay(0.99, "memory of the average square")
    eps: float = epsilon(1e-8)
    eps_place: str = choice("outside", ("outside", "inside"), help="eps is added to the root, or under it")
    momentum: float = average_decay(0.0, "mu: how much of the velocity survives a step")
    centred: bool = flag(False, help="divide by the spread of the gradient, not by its size")
    weight_decay: float = weight_decay()
    decay: str = decay()

    title = "RMSprop"
    readouts = {
        "second_moment": SCALE,
        "average_gradient": VECTOR,
        "velocity": VECTOR,
        "denominator": SCALE,
        "effective_rate": SCALE,
    }
    formula = (
        r"E_t = \alpha E_{t-1} + (1-\alpha)\,g_t^2 \qquad v_t = \mu v_{t-1} + \frac{g_t}{\sqrt{E_t} + \epsilon} \qquad "
        r"x_t = x_{t-1} - \eta\,v_t"
    )
    readout_symbols = {"E": "second_moment", "v": "velocity"}
    setting_symbols = {r"\alpha": "alpha"}
    fails = "It keeps rattling at about lr around a minimum; centred, a steady slope drives the denominator to eps."

    def init(self, x):
        return zero_state(x, self.readouts)

    def step(self, oracle, x, state):
        x, g = apply_weight_decay(x, oracle.grad(x), self.lr, self.weight_decay, self.decay)
        square = self.alpha * state["second_moment"] + (1 - self.alpha) * g * g
        average = self.alpha * state["average_gradient"] + (1 - self.alpha) * g
        spread = square - average * average if self.centred else square
        inside = self.eps_place == "inside"
        denominator = (spread + self.eps).sqrt() if inside else spread.sqrt() + self.eps
        velocity = self.momentum * state["velocity"] + g / denominator
        return x - self.lr * velocity, {
            "second_moment": square,
            "average_gradient": average,
            "velocity": velocity,
            "denominator": denominator,
            "effective_rate": self.lr * (1 / denominator),
        }

    def reference(self, x):
        if self.eps_place == "inside" or not is_torch_decay(self, COUPLED):
            return None
        options: dict[str, Any] = {"eps": self.eps, "momentum": self.momentum, "weight_decay": self.weight_decay}
        options |= {"maximize": self.maximize}
        return torch.optim.RMSprop([x], lr=self.lr, alpha=self.alpha, centered=self.centred, foreach=False, **options)
