"""Rprop: a step length per axis that grows while the sign stays."""

from dataclasses import dataclass

import torch

from fallline.core import SCALE, VECTOR, GradientOptimizer, real
from fallline.optimizers._shared import zero_state


@dataclass(frozen=True)
class Rprop(GradientOptimizer):
    r"""Each axis has its own stride: it grows by a fifth as long as the slope keeps its sign and is halved when the
    sign turns, so it races over plateaus and plunges into minima. How steep it is does not matter. On a turn the axis
    pauses for one step, as in torch; the paper also takes the last step back. lr is the first stride. (Riedmiller and
    Braun, 1993)"""

    lr: float = real(1e-2, 1e-4, 1.0, log=True, help="the first stride of every axis")
    shrink: float = real(0.5, 0.1, 0.9, above=0.0, below=1.0, help="what a turn of the sign multiplies a stride by")
    grow: float = real(1.2, 1.01, 2.0, above=1.0, help="what a sign that stays multiplies a stride by")
    shortest: float = real(1e-6, 1e-12, 1e-3, log=True, help="no stride is shorter")
    longest: float = real(50.0, 0.1, 50.0, log=True, help="no stride is longer")

    title = "Rprop"
    readouts = {"stride": SCALE, "remembered_gradient": VECTOR}
    formula = (
        r"\Delta_t = \Delta_{t-1}\cdot\begin{cases}\eta^+ & g_t g_{t-1} > 0\\ \eta^- & g_t g_{t-1} < 0\\ 1\end{cases}"
        r"\qquad x_t = x_{t-1} - \mathrm{sign}(g_t)\,\Delta_t"
    )
    readout_symbols = {r"\Delta": "stride"}
    setting_symbols = {r"\eta^+": "grow", r"\eta^-": "shrink"}
    fails = "Noise ends it: signs that turn by chance shrink every stride until nothing moves."

    def init(self, x):
        state = zero_state(x, self.readouts)
        return state | {"stride": self.lr * torch.ones_like(x)}

    def step(self, oracle, x, state):
        g = oracle.grad(x)
        agrees = g * state["remembered_gradient"]
        same = torch.ones_like(x)
        factor = torch.where(agrees > 0, self.grow * same, torch.where(agrees < 0, self.shrink * same, same))
        stride = (state["stride"] * factor).clamp(min=self.shortest).clamp(max=self.longest)
        g = torch.where(agrees < 0, 0.0, g)
        return x - g.sign() * stride, {"stride": stride, "remembered_gradient": g}

    def reference(self, x):
        etas, sizes = (self.shrink, self.grow), (self.shortest, self.longest)
        return torch.optim.Rprop([x], lr=self.lr, etas=etas, step_sizes=sizes, maximize=self.maximize, foreach=False)
