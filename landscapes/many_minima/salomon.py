"""Salomon, ring after ring."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape, dimensions
from fallline.landscapes._maths import safe_sqrt


@dataclass(frozen=True)
class Salomon(Landscape):
    """Round moats about one unit apart, each a little lower than the one outside it, around a pointed middle: a run
    crosses a rim only with speed, and at the last point the slope does not fade. (Salomon, 1996)"""

    dim: int = dimensions()

    domain = ((-100.0, 100.0), (-100.0, 100.0))
    view = ((-4.0, 4.0), (-4.0, 4.0))
    start = (-3.3, 1.4)
    at_minima = "kink"
    formula = r"1 - \cos(2\pi r) + 0.1r, \quad r = |x|"
    traits = ("many minima", "kink", "waves", "scalable")

    def f(self, x):
        distance = safe_sqrt((x * x).sum(-1))
        return 1 - torch.cos(2 * math.pi * distance) + 0.1 * distance

    def minima(self):
        return [(0.0,) * self.dim]
