"""Ackley's funnel."""

import math
from dataclasses import dataclass

import torch

from core import Landscape


@dataclass(frozen=True)
class Ackley(Landscape):
    """A nearly flat rippled plain with a deep funnel in the middle: far out there are only ripples to follow, close in
    the slope grows, and at the very bottom is a sharp point, not a bowl, where nobody comes to rest. (Ackley, 1987)"""

    domain = ((-32.768, 32.768), (-32.768, 32.768))
    view = ((-5.0, 5.0), (-5.0, 5.0))
    start = (3.6, -2.4)
    at_minima = "kink"
    formula = (
        r"-20\,\exp\left(-0.2\sqrt{\tfrac12(x^2+y^2)}\right) "
        r"- \exp\left(\tfrac12(\cos 2\pi x + \cos 2\pi y)\right) + 20 + e"
    )
    traits = ("many minima", "funnel", "waves", "kink", "plateau")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        mean = 0.5 * (x * x + y * y)
        bottom = (mean == 0).to(mean.dtype)  # keeps the slope of the root 0 there instead of not a number
        funnel = torch.exp(-0.2 * (torch.sqrt(mean + bottom) - bottom))
        ripples = torch.exp(0.5 * (torch.cos(2 * math.pi * x) + torch.cos(2 * math.pi * y)))
        return 20 * (1 - funnel) + (math.e - ripples)

    def minima(self):
        return [(0.0, 0.0)]
