"""Ursem 1, one hollow and a hint of another."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Ursem1(Landscape):
    """A smooth sheet with one deep hollow on the right and the beginning of another on the left edge: starts left of
    the ridge leave the box, the others arrive without trouble. Mostly printed as (1.69714, 0), value -4.81681; x is
    pi/2 plus half the arcsine of 1/4. (Ursem, 1999)"""

    domain = ((-2.5, 3.0), (-2.0, 2.0))
    start = (-0.5, 1.6)
    lower_outside = True
    title = "Ursem 1"
    formula = r"-\sin\left(2x - \tfrac{\pi}{2}\right) - 3\cos y - \tfrac12x"
    traits = ("many minima", "waves", "separable", "unbounded below")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        return torch.cos(2 * x) - 3 * torch.cos(y) - 0.5 * x

    def minima(self):
        return [(math.pi / 2 + math.asin(0.25) / 2, 0.0)]
