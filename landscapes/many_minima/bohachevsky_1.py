"""Bohachevsky 1."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Bohachevsky1(Landscape):
    """A wide bowl with a fine ripple on each axis: from far away the ripple is nothing, near the bottom it is
    everything, and a run whose steps have become small ends in a dip beside the minimum. (Bohachevsky, Johnson and
    Stein, 1986)"""

    domain = ((-100.0, 100.0), (-100.0, 100.0))
    view = ((-2.0, 2.0), (-2.0, 2.0))
    start = (-1.7, 1.3)
    title = "Bohachevsky 1"
    formula = r"x^2 + 2y^2 - 0.3\cos 3\pi x - 0.4\cos 4\pi y + 0.7"
    traits = ("many minima", "bowl", "waves", "separable")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        ripples = 0.3 * (1 - torch.cos(3 * math.pi * x)) + 0.4 * (1 - torch.cos(4 * math.pi * y))
        return x * x + 2 * (y * y) + ripples

    def minima(self):
        return [(0.0, 0.0)]
