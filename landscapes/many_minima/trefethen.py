"""Trefethen's fourth digit problem."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Trefethen(Landscape):
    """Five waves of different lengths on top of a shallow bowl: thousands of dips in no order. It was set as a
    challenge to give ten correct digits of the lowest value, -3.306868647; gradient methods find the nearest dip and
    nothing else. (Trefethen, 2002)"""

    domain = ((-1.0, 1.0), (-1.0, 1.0))
    view = ((-0.4, 0.4), (-0.4, 0.4))
    start = (0.25, -0.2)
    formula = r"e^{\sin 50x} + \sin(60e^y) + \sin(70\sin x) + \sin(\sin 80y) - \sin(10(x+y)) + \tfrac14(x^2+y^2)"
    traits = ("many minima", "waves", "deceptive")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        across = torch.exp(torch.sin(50 * x)) + torch.sin(70 * torch.sin(x))
        along = torch.sin(60 * torch.exp(y)) + torch.sin(torch.sin(80 * y))
        return across + along - torch.sin(10 * (x + y)) + (x * x + y * y) / 4

    def minima(self):
        return [(-0.024403079694375173, 0.21061242715535577)]
