"""Levy N.13."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Levy13(Landscape):
    """A bowl ploughed in both directions: furrows a third of a unit apart across x, weaker ones along y. Short steps
    end in the furrow they start in; long ones jump the furrows and see the bowl. (Levy and Montalvo, 1985)"""

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    view = ((-4.0, 6.0), (-4.0, 6.0))
    start = (-2.0, 4.5)
    title = "Levy N.13"
    formula = r"\sin^2 3\pi x + (x-1)^2(1 + \sin^2 3\pi y) + (y-1)^2(1 + \sin^2 2\pi y)"
    traits = ("many minima", "waves")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        first, second, third = torch.sin(3 * math.pi * x), torch.sin(3 * math.pi * y), torch.sin(2 * math.pi * y)
        across = (x - 1) * (x - 1) * (1 + second * second)
        return first * first + across + (y - 1) * (y - 1) * (1 + third * third)

    def minima(self):
        return [(1.0, 1.0)]
