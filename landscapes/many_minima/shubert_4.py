"""Shubert 4, cosines side by side."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape, Lattice, dimensions

TROUGH = -1.425128428319761  # where the sum over j is lowest, -12.870885497725685; its period is 2 pi


@dataclass(frozen=True)
class Shubert4(Landscape):
    """The sum of a wave train in each coordinate, with cosines: a regular grid of dips, nine of them deepest in two
    dimensions, each within a period of the next. A run ends in the first trough it meets, unless it has the speed to
    skip it. For two dimensions the value is printed as -25.740858; it is -25.7417709955. (Shubert, 1972; Jamil and
    Yang, 2013)"""

    dim: int = dimensions()

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    view = ((-4.0, 4.0), (-4.0, 4.0))
    start = (1.7, -2.4)
    title = "Shubert 4"
    formula = r"\sum_i \sum_{j=1}^{5} j\cos((j+1)x_i + j)"
    traits = ("many minima", "waves", "separable", "scalable")

    def f(self, x):
        j = torch.arange(1, 6, dtype=x.dtype, device=x.device)
        return (j * torch.cos((j + 1) * x[..., None] + j)).sum(-1).sum(-1)

    def minima(self):
        return Lattice((tuple(TROUGH + turn * 2 * math.pi for turn in (-1, 0, 1)),) * self.dim)
