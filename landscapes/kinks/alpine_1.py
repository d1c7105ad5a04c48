"""Alpine 1, folded mountains."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape, Lattice, dimensions


@dataclass(frozen=True)
class Alpine1(Landscape):
    """Wave crests folded upwards wherever they would go below zero: sharp creases everywhere, and every crossing of two
    creases is a minimum of value 0, 64 in the box in two dimensions, while books list the origin alone. Runs rattle in
    a crease instead of coming to rest. (Rahnamayan et al., 2007)"""

    dim: int = dimensions()

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (7.6, -4.6)
    at_minima = "kink"
    title = "Alpine 1"
    formula = r"\sum_i |x_i\sin x_i + 0.1x_i|"
    traits = ("kink", "many minima", "waves", "separable", "scalable")

    def f(self, x):
        return (x * (torch.sin(x) + 0.1)).abs().sum(-1)

    def minima(self):
        angle = math.asin(0.1)  # besides 0, a coordinate may be wherever its sine is -0.1
        down = (turn * 2 * math.pi - angle for turn in (-1, 0, 1))
        up = (turn * 2 * math.pi + math.pi + angle for turn in (-2, -1, 0, 1))
        return Lattice((tuple(sorted((0.0, *down, *up))),) * self.dim)
