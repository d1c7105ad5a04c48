"""Gradient descent, nothing else."""

from dataclasses import dataclass

import torch

from fallline.core import SCALE, ScheduledOptimizer, real
from fallline.optimizers._shared import zero_state


@dataclass(frozen=True)
class GradientDescent(ScheduledOptimizer):
    r"""Straight downhill, each step as long as the slope is steep: quick strides on walls, a crawl on plateaus. In a
    narrow valley it bounces from wall to wall and hardly moves along. x = x - lr g. (Cauchy, 1847)"""

    lr: float = real(1e-3, 1e-6, 10.0, log=True, help="learning rate: the step per unit of gradient")

    readouts = {"effective_rate": SCALE}
    formula = r"x_t = x_{t-1} - \eta\,g_t"
    fails = "It diverges wherever lr exceeds 2 / curvature, and that bound is set by the steepest axis alone."

    def init(self, x):
        return zero_state(x, self.readouts)

    def step(self, oracle, x, state):
        return x - self.lr * oracle.grad(x), {"effective_rate": self.lr * torch.ones_like(x)}

    def reference(self, x):
        return torch.optim.SGD([x], lr=self.lr, foreach=False)
