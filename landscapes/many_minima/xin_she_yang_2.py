"""Xin-She Yang 2."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape, dimensions


@dataclass(frozen=True)
class XinSheYang2(Landscape):
    """Low plains with four tall spires near the middle and a pointed pit between them: from outside the spires wall the
    pit off, and waves far out offer false floors, some of them almost as low. (Yang, 2010)"""

    dim: int = dimensions(max_dim=500)

    domain = ((-2 * math.pi, 2 * math.pi), (-2 * math.pi, 2 * math.pi))
    start = (1.1, -0.5)
    at_minima = "kink"
    title = "Xin-She Yang 2"
    formula = r"\left(\sum_i |x_i|\right)e^{-\sum_i \sin(x_i^2)}"
    traits = ("many minima", "kink", "waves", "scalable")

    def f(self, x):
        return x.abs().sum(-1) * torch.exp(-torch.sin(x * x).sum(-1))

    def minima(self):
        return [(0.0,) * self.dim]
