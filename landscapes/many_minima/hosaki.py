"""Hosaki, two hollows in a fading sheet."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Hosaki(Landscape):
    """Two hollows side by side, one twice as deep as the other, in a sheet that fades out upwards: starts with x below
    2 end in the shallow one. The minimizer is exactly (4, 2), the value -52/3 e^-2, mostly printed as -2.3458; below
    the box, at negative y, the function falls without end. (Bekey and Ung, 1974)"""

    domain = ((0.0, 5.0), (0.0, 6.0))
    start = (2.2, 4.5)
    lower_outside = True
    formula = r"\left(1 - 8x + 7x^2 - \tfrac73x^3 + \tfrac14x^4\right)y^2e^{-y}"
    traits = ("many minima", "saddle", "plateau", "unbounded below")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        return (1 + x * (-8 + x * (7 + x * (-7 / 3 + x / 4)))) * (y * y) * torch.exp(-y)

    def minima(self):
        return [(4.0, 2.0)]
