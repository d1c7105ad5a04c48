"""Parsopoulos, all dips alike."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Parsopoulos(Landscape):
    """An endless regular grid of dips, all equally deep: twelve of them in the box. There is no wrong place to end;
    what differs is how fast a run settles and which dip it chooses. (Parsopoulos and Vrahatis, 2002)"""

    domain = ((-5.0, 5.0), (-5.0, 5.0))
    start = (-0.3, 1.3)
    formula = r"\cos^2 x + \sin^2 y"
    traits = ("many minima", "waves", "separable")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        return torch.cos(x) * torch.cos(x) + torch.sin(y) * torch.sin(y)

    def minima(self):
        return [(odd * math.pi / 2, turn * math.pi) for odd in (-3, -1, 1, 3) for turn in (-1, 0, 1)]
