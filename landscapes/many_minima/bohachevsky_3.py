"""Bohachevsky 3."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Bohachevsky3(Landscape):
    """A wide bowl with slanted corrugations: the dips lie along one diagonal, symmetric about the middle, and a slow
    run is held in the furrow it comes down in. (Bohachevsky, Johnson and Stein, 1986)"""

    domain = ((-100.0, 100.0), (-100.0, 100.0))
    view = ((-2.0, 2.0), (-2.0, 2.0))
    start = (-1.6, 1.2)
    title = "Bohachevsky 3"
    formula = r"x^2 + 2y^2 - 0.3\cos(3\pi x + 4\pi y) + 0.3"
    traits = ("many minima", "bowl", "waves", "rotated")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        return x * x + 2 * (y * y) + 0.3 * (1 - torch.cos(math.pi * (3 * x + 4 * y)))

    def minima(self):
        return [(0.0, 0.0)]
