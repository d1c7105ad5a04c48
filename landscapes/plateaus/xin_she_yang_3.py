"""Xin-She Yang 3."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape, dimensions
from fallline.landscapes._maths import integer_power


@dataclass(frozen=True)
class XinSheYang3(Landscape):
    """A wide table of height 1 that drops to 0 far out, with one narrow hole in the middle: on the table there is no
    slope to follow, and outside it everything leads away. Only a start close to the hole finds it. (Yang, 2010)"""

    dim: int = dimensions()

    domain = ((-20.0, 20.0), (-20.0, 20.0))
    start = (1.6, -1.3)
    title = "Xin-She Yang 3"
    formula = r"e^{-\sum_i (x_i/\beta)^{10}} - 2e^{-\sum_i x_i^2}\prod_i \cos^2 x_i"
    traits = ("plateau", "deceptive", "scalable")

    def f(self, x):
        table = torch.exp(-integer_power(x / 15, 10).sum(-1))
        cosine = torch.cos(x)
        return table - 2 * torch.exp(-(x * x).sum(-1)) * (cosine * cosine).prod(-1)

    def minima(self):
        return [(0.0,) * self.dim]
