"""Bohachevsky 2."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Bohachevsky2(Landscape):
    """A wide bowl with a ripple that is the product of two waves, so crests and dips alternate like a chessboard; near
    the bottom a run that has become slow is caught in one of four dips around the minimum. (Bohachevsky, Johnson and
    Stein, 1986)"""

    domain = ((-100.0, 100.0), (-100.0, 100.0))
    view = ((-2.0, 2.0), (-2.0, 2.0))
    start = (-1.6, 1.5)
    title = "Bohachevsky 2"
    formula = r"x^2 + 2y^2 - 0.3\cos 3\pi x\,\cos 4\pi y + 0.3"
    traits = ("many minima", "bowl", "waves")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        return x * x + 2 * (y * y) + 0.3 * (1 - torch.cos(3 * math.pi * x) * torch.cos(4 * math.pi * y))

    def minima(self):
        return [(0.0, 0.0)]
