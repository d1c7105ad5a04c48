"""Newton's method: damped, or pure."""

from dataclasses import dataclass

import torch

from fallline.core import MATRIX, NUMBER, POINT, VECTOR, Optimizer, choice, real
from fallline.optimizers._shared import batched_eigh, dot, matvec, ones, zero_state, zeros

from ._trials import keep, shrink, sufficient


@dataclass(frozen=True)
class Newton(Optimizer):
    r"""It fits a parabola to slope and curvature and jumps to that one's bottom: on a quadratic it arrives in one step,
    however ill-conditioned, and near a smooth minimum the number of right digits doubles each step. Damped, it takes
    the size of each curvature (so that it runs from saddles and maxima, not to them), held above a floor, and halves
    the jump until Armijo's condition holds; each trial is a step of the race. Pure, it jumps as the plain formula says,
    to a saddle as gladly as to a minimum. d = -|H|^-1 g. (Newton, 1669; Boyd and Vandenberghe, 2004)"""

    form: str = choice("damped", ("damped", "pure"), help="halve jumps and turn bad curvature round, or do neither")
    floor: float = real(1e-8, 1e-12, 1.0, log=True, help="the least curvature that is believed (damped)")
    shrink: float = shrink()
    sufficient: float = sufficient()

    title = "Newton"
    readouts = {"direction": VECTOR, "trial": POINT, "step_length": NUMBER, "accepted": NUMBER, "hessian": MATRIX}
    keeps_points = True
    has_square_state = True
    formula = (
        r"d_t = -|H_t|^{-1} g_t \qquad x_{t+1} = x_t + \alpha\,d_t \;\text{ with the first } \alpha \in "
        r"\{1, \rho, \rho^2, \ldots\} \text{ that has } f(x_t+\alpha d_t) \le f(x_t) + c\,\alpha\,g_t^{\top} d_t"
    )
    readout_symbols = {"d": "direction"}
    setting_symbols = {r"\rho": "shrink", "c": "sufficient"}
    fails = (
        "Where f is piecewise linear there is no curvature to go by; and each Hessian costs as much as dim gradients."
    )

    def init(self, x):
        state = zero_state(x, self.readouts, "gradient") | zeros(x, "value", "begun")
        return state | ones(x, "fresh", "next_length")

    def step(self, oracle, x, state):
        fresh, first = state["fresh"] > 0, state["begun"] == 0
        g = keep(fresh, oracle.grad(x, fresh), state["gradient"])
        matrix = keep(fresh, oracle.hessian(x, fresh), state["hessian"])
        d = keep(fresh, self._direction(matrix, g), state["direction"])
        length = state["next_length"]
        trial = x + length * d
        if self.form == "pure":
            value, there, good = state["value"], state["value"], torch.ones_like(fresh)
        else:
            value = keep(first, oracle.value(x, first)[:, None], state["value"])
            there = oracle.value(trial)[:, None]
            good = there <= value + self.sufficient * length * dot(g, d)
        return keep(good, trial, x), {
            "direction": d,
            "trial": trial,
            "step_length": length,
            "next_length": keep(good, torch.ones_like(length), length * self.shrink),
            "accepted": good.to(x.dtype),
            "hessian": matrix,
            "gradient": g,
            "value": keep(good, there, value),
            "fresh": good.to(x.dtype),
            "begun": torch.ones_like(length),
        }

    def _direction(self, matrix, g):
        """To the bottom of the parabola, (rows, dim); NaN where the matrix is not finite or, pure, has no inverse."""
        values, vectors = batched_eigh(matrix)
        if self.form == "damped":
            floor = torch.as_tensor(self.floor, dtype=g.dtype, device=g.device)
            values = torch.maximum(values.abs(), floor)
        return -matvec(vectors, matvec(vectors.mT, g) / values) + 0 * matrix.sum(-1).sum(-1, keepdim=True)
