"""Brent, a bowl with a bump on its rim."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Brent(Landscape):
    """A round bowl around (-10, -10), and a bump of height 1 at the origin where it is easily overlooked: a start
    beside the bump is pushed aside a little and then falls like everyone else. (Brent; in Jamil and Yang, 2013)"""

    domain = ((-20.0, 0.0), (-20.0, 0.0))
    start = (-0.5, -2.0)
    formula = r"(x + 10)^2 + (y + 10)^2 + e^{-x^2 - y^2}"
    traits = ("bowl", "unimodal")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        return (x + 10) * (x + 10) + (y + 10) * (y + 10) + torch.exp(-x * x - y * y)

    def minima(self):
        return [(-10.0, -10.0)]
