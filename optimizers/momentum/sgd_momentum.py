"""Gradient descent with momentum: plain, dampened or Nesterov's."""

from dataclasses import dataclass
from typing import Any

import torch

from fallline.core import NUMBER, SCALE, VECTOR, BadInput, ScheduledOptimizer, flag, real
from fallline.optimizers._shared import (
    COUPLED,
    apply_weight_decay,
    decay,
    is_torch_decay,
    norm,
    weight_decay,
    zero_state,
    zeros,
)


@dataclass(frozen=True)
class SGDMomentum(ScheduledOptimizer):
    r"""A heavy ball: it gathers speed along a valley, overshoots the bottom and swings back. The one rate serves all
    axes, so a steep wall that it can just stand makes a gentle slope slow. v = mu v + (1 - d) g, x = x - lr v;
    Nesterov's form steps along g + mu v instead, which brakes earlier. On a steady slope the speed grows to
    lr (1 - d) / (1 - mu) per unit of gradient: ten times lr at mu = 0.9 and d = 0. As in torch, the first velocity is g
    undampened, and with mu = 0 dampening does nothing; Keras keeps lr inside v, which matters only where lr changes.
    Decoupled decay shrinks x first, as in SGDW. The surprise is the distance from g to an average of the gradients
    with memory mu (Adam's m at beta1 = mu), kept for that alone, since v is not an average. (Polyak, 1964)"""

    lr: float = real(1e-3, 1e-6, 10.0, log=True, help="learning rate: how far one unit of velocity moves the ball")
    momentum: float = real(0.9, 0.0, 0.999, at_least=0.0, help="mu: how much of the velocity survives a step")
    dampening: float = real(
        0.0, 0.0, 0.99, at_least=0.0, at_most=1.0, help="d: how much of each new gradient is held back"
    )
    nesterov: bool = flag(False, help="look ahead: step along g + mu v, not along v")
    weight_decay: float = weight_decay()
    decay: str = decay()

    title = "SGD with momentum"
    also_called = ("sgd", "momentum", "heavy ball", "polyak")
    readouts = {"momentum": VECTOR, "effective_rate": SCALE, "surprise": NUMBER}
    formula = r"v_t = \mu v_{t-1} + (1-d)\,g_t \qquad x_t = x_{t-1} - \eta\,v_t"
    readout_symbols = {"v": "momentum"}
    setting_symbols = {"d": "dampening"}

    fails = "One rate for all axes: what a steep wall can stand is a crawl along a gentle valley."

    def __post_init__(self):
        super().__post_init__()
        if self.nesterov and not (torch.as_tensor(self.momentum) > 0).all():
            raise BadInput("{id}.nesterov = 1 needs momentum above 0; there is no velocity to look along.", id=self.id)
        if self.nesterov and not (torch.as_tensor(self.dampening) == 0).all():
            raise BadInput("{id}.nesterov = 1 needs dampening = 0.", id=self.id)

    def init(self, x):
        return zero_state(x, self.readouts, "average") | zeros(x, "dampens")

    def step(self, oracle, x, state):
        x, g = apply_weight_decay(x, oracle.grad(x), self.lr, self.weight_decay, self.decay)
        v = self.momentum * state["momentum"] + (1 - self.dampening * state["dampens"]) * g
        average = self.momentum * state["average"] + (1 - self.momentum) * g
        ahead = g + self.momentum * v if self.nesterov else v
        return x - self.lr * ahead, {
            "momentum": v,
            "average": average,
            "effective_rate": self.lr * torch.ones_like(x),
            "dampens": torch.ones_like(state["dampens"]) * (self.momentum > 0),
            "surprise": norm(g - average),
        }

    def reference(self, x):
        if not is_torch_decay(self, COUPLED):
            return None
        options: dict[str, Any] = {"momentum": self.momentum, "dampening": self.dampening, "nesterov": self.nesterov}
        options |= {"maximize": self.maximize}
        return torch.optim.SGD([x], lr=self.lr, weight_decay=self.weight_decay, foreach=False, **options)
