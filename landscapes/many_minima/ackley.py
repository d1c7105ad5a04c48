"""Ackley's funnel."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape, dimensions
from fallline.landscapes._maths import safe_sqrt


@dataclass(frozen=True)
class Ackley(Landscape):
    """A nearly flat rippled plain with a deep funnel in the middle: far out there are only ripples to follow, close in
    the slope grows, and at the very bottom is a sharp point, not a bowl, where nobody comes to rest. (Ackley, 1987)"""

    dim: int = dimensions()

    domain = ((-32.768, 32.768), (-32.768, 32.768))
    view = ((-5.0, 5.0), (-5.0, 5.0))
    start = (3.6, -2.4)
    at_minima = "kink"
    formula = (
        r"-20\,\exp\left(-0.2\sqrt{\tfrac1n\sum_i x_i^2}\right) "
        r"- \exp\left(\tfrac1n\sum_i\cos 2\pi x_i\right) + 20 + e"
    )
    traits = ("many minima", "funnel", "waves", "kink", "plateau", "scalable")

    def f(self, x):
        funnel = torch.exp(-0.2 * safe_sqrt((x * x).sum(-1) / self.dim))
        ripples = torch.exp(torch.cos(2 * math.pi * x).sum(-1) / self.dim)
        return 20 * (1 - funnel) + (math.e - ripples)

    def minima(self):
        return [(0.0,) * self.dim]
