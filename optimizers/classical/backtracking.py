"""Gradient descent with a backtracking line search."""

from dataclasses import dataclass

import torch

from fallline.core import NUMBER, POINT, SCALE, Optimizer, real
from fallline.optimizers._shared import dot, ones, zero_state, zeros

from ._trials import keep, shrink, sufficient


@dataclass(frozen=True)
class Backtracking(Optimizer):
    r"""Nobody chooses a rate: it tries a long step straight downhill, and halves it until the step brings at least a
    little of the descent that the slope promised (Armijo's condition). Here every trial is a step of the race, so it
    stands still while it tries, and each of those costs a value of f. In a narrow valley it zigzags like plain descent.
    (Armijo, 1966)"""

    first_step: float = real(1.0, 1e-3, 100.0, log=True, help="the first length tried from each point, times -gradient")
    shrink: float = shrink()
    sufficient: float = sufficient()

    title = "Backtracking line search"
    also_called = ("line search", "armijo")
    readouts = {"trial": POINT, "step_length": NUMBER, "accepted": NUMBER, "effective_rate": SCALE}
    keeps_points = True
    formula = (
        r"x_{t+1} = x_t - \alpha\,g_t \;\text{ with the first } \alpha \in \{\alpha_0, \rho\alpha_0, \rho^2\alpha_0, "
        r"\ldots\} \text{ that has } f(x_t - \alpha g_t) \le f(x_t) - c\,\alpha\,\lVert g_t\rVert^2"
    )
    setting_symbols = {r"\alpha_0": "first_step", r"\rho": "shrink", "c": "sufficient"}
    fails = "In a narrow valley nearly every trial is turned down, and those that are not lead from wall to wall."

    def init(self, x):
        lengths = {"next_length": self.first_step * torch.ones_like(x[:, :1])}
        return zero_state(x, self.readouts, "gradient") | lengths | zeros(x, "value", "begun") | ones(x, "fresh")

    def step(self, oracle, x, state):
        fresh, first = state["fresh"] > 0, state["begun"] == 0
        value = keep(first, oracle.value(x, first)[:, None], state["value"])
        g = keep(fresh, oracle.grad(x, fresh), state["gradient"])
        length = state["next_length"]
        trial = x - length * g
        there = oracle.value(trial)[:, None]
        good = there <= value - self.sufficient * length * dot(g, g)
        return keep(good, trial, x), {
            "trial": trial,
            "step_length": length,
            "next_length": keep(good, self.first_step * torch.ones_like(length), length * self.shrink),
            "accepted": good.to(x.dtype),
            "effective_rate": length * torch.ones_like(x),
            "gradient": g,
            "value": keep(good, there, value),
            "fresh": good.to(x.dtype),
            "begun": torch.ones_like(length),
        }
