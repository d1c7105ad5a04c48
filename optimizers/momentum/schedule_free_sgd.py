"""Schedule-free SGD."""

from dataclasses import dataclass

import torch

from fallline.core import SCALE, ScheduledOptimizer, integer, real
from fallline.optimizers import _schedule_free as free
from fallline.optimizers._shared import apply_weight_decay, average_decay, weight_decay, zero_state


@dataclass(frozen=True)
class ScheduleFreeSGD(ScheduledOptimizer):
    r"""Three points instead of a schedule: z walks as plain SGD does, x is the average of all places where z was and is
    what you see, and the gradient is taken at y between them. z may bounce across a valley; x glides down its middle
    and calms down by itself. y = (1 - b) z + b x, z = z - lr grad(y), x = (1 - c) x + c z, c = 1/t at a constant lr.
    (Defazio et al., 2024)"""

    lr: float = real(1e-2, 1e-6, 10.0, log=True, help="learning rate of the walking point")
    beta1: float = average_decay(
        0.9, "where between the walking point (0) and the average (1) the gradient is taken", 0.01
    )
    warmup: int = integer(0, 0, 500, help="steps of a straight climb of lr")
    weight_decay: float = weight_decay()

    title = "Schedule-free SGD"
    readouts = {**free.POINT_READOUTS, "effective_rate": SCALE}
    keeps_points = True
    formula = (
        r"y_t = (1-\beta)\,z_t + \beta x_t \qquad z_{t+1} = z_t - \eta\,\nabla f(y_t) \qquad "
        r"x_{t+1} = \left(1-\tfrac{1}{t}\right)x_t + \tfrac{1}{t}\,z_{t+1}"
    )
    readout_symbols = {"y_t": "gradient_point", "z_{t+1}": "walking_point"}
    setting_symbols = {r"\beta": "beta1"}
    fails = "The average remembers a bad start for long: x lags behind where z has been all the while."

    def init(self, x):
        return zero_state(x, self.readouts) | free.initial_state(x)

    def step(self, oracle, x, state):
        y = state["asks_next"]
        _, g = apply_weight_decay(y, oracle.grad(y), self.lr, self.weight_decay, "coupled")
        x, points = free.step_points(self, x, state, g)
        return x, points | {"effective_rate": self.lr * torch.ones_like(x)}
