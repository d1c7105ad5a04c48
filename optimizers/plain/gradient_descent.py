"""Gradient descent, nothing else."""

from dataclasses import dataclass

import torch

from fallline.core import SCALE, ScheduledOptimizer, real
from fallline.optimizers._shared import COUPLED, apply_weight_decay, decay, is_torch_decay, weight_decay, zero_state


@dataclass(frozen=True)
class GradientDescent(ScheduledOptimizer):
    r"""Straight downhill, each step as long as the slope is steep: quick strides on walls, a crawl on plateaus. In a
    narrow valley it bounces from wall to wall and hardly moves along. x = x - lr g. (Cauchy, 1847)"""

    lr: float = real(1e-3, 1e-6, 10.0, log=True, help="learning rate: the step per unit of gradient")
    weight_decay: float = weight_decay()
    decay: str = decay()

    also_called = ("sgd", "gd", "vanilla", "steepest descent")
    readouts = {"effective_rate": SCALE}
    formula = r"x_t = x_{t-1} - \eta\,g_t"
    fails = "It diverges wherever lr exceeds 2 / curvature, and that bound is set by the steepest axis alone."

    def init(self, x):
        return zero_state(x, self.readouts)

    def step(self, oracle, x, state):
        x, g = apply_weight_decay(x, oracle.grad(x), self.lr, self.weight_decay, self.decay)
        return x - self.lr * g, {"effective_rate": self.lr * torch.ones_like(x)}

    def reference(self, x):
        if not is_torch_decay(self, COUPLED):
            return None
        return torch.optim.SGD([x], lr=self.lr, weight_decay=self.weight_decay, maximize=self.maximize, foreach=False)
