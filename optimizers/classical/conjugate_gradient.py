"""Nonlinear conjugate gradients."""

from dataclasses import dataclass

import torch

from fallline.core import NUMBER, choice, real
from fallline.optimizers._shared import dot

from ._search import Searching
from ._trials import keep, sufficient


@dataclass(frozen=True)
class ConjugateGradient(Searching):
    r"""Each new direction mixes straight downhill with the last direction, so that it does not undo what is done: on a
    quadratic in n dimensions n good searches are enough, and along a curved valley it runs where plain descent zigzags.
    d = -g + beta d with Polak and Ribière's beta, never below 0, or Fletcher and Reeves'. Each trial of the line search
    is a step of the race and costs a value and a gradient. As in scipy's CG, which searches once more, by another
    method, where the next direction would hardly lead down. (Fletcher and Reeves, 1964; Polak and Ribière, 1969)"""

    beta: str = choice(
        "polak_ribiere", ("polak_ribiere", "fletcher_reeves"), help="how much of the last direction stays"
    )
    sufficient: float = sufficient()
    curvature: float = real(
        0.4, 0.05, 0.49, above=0.0, below=1.0, help="the share of the slope that may be left after a step"
    )

    narrow, longest = 1e-14, 1e30  # scipy: 1e100, which float32 cannot hold

    title = "Conjugate gradients"
    also_called = ("cg",)
    readouts = {**Searching.readouts, "mixed_in": NUMBER}
    formula = (
        r"\beta_t = \max\!\left(0,\frac{(g_t-g_{t-1})^{\top}g_t}{g_{t-1}^{\top}g_{t-1}}\right) \qquad "
        r"d_t = -g_t + \beta_t d_{t-1} \qquad x_{t+1} = x_t + \alpha_t d_t"
    )
    fails = "At kinks, and with noisy gradients, its searches find no step that has both properties."

    def init(self, x):
        return super().init(x) | {"mixed_in": torch.zeros_like(x[:, :1])}

    def turn(self, taken, state):
        difference = taken.now if self.beta == "fletcher_reeves" else taken.now - taken.before
        beta = (dot(difference, taken.now) / dot(taken.before, taken.before)).clamp(min=0)
        beta = keep(taken.first, torch.zeros_like(beta), beta)
        return -taken.now + beta * taken.direction, {"mixed_in": keep(taken.ends, beta, state["mixed_in"])}

    def first_length(self, taken, direction, slope):
        guess = (-1.01 * 2 * taken.fall / slope).clamp(max=1.0)
        return torch.where(guess > 0, guess, torch.ones_like(guess))
