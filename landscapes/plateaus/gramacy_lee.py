"""Gramacy and Lee, one dip and one bump in a plain."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class GramacyLee(Landscape):
    """A dip and a bump side by side in one corner, and nothing but level ground elsewhere: three quarters of all starts
    have no slope to follow. The minimizer is exactly (-1/sqrt 2, 0), the value -1/sqrt(2e), mostly printed as -0.4289.
    (Gramacy and Lee, 2008)"""

    domain = ((-2.0, 6.0), (-2.0, 6.0))
    start = (1.6, 1.1)
    title = "Gramacy-Lee"
    formula = r"x\,e^{-x^2 - y^2}"
    traits = ("plateau", "saddle")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        return x * torch.exp(-x * x - y * y)

    def minima(self):
        return [(-math.sqrt(0.5), 0.0)]
