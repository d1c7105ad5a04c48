"""Shubert 3, sines side by side."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape, Lattice, dimensions

TROUGH = -1.114099687581852  # where the sum over j is lowest, -14.837950025710590; its period is 2 pi


@dataclass(frozen=True)
class Shubert3(Landscape):
    """The sum of a wave train in each coordinate: a regular grid of dips at many depths, nine of them deepest in two
    dimensions. Each coordinate finds its own trough, whatever the others do. For two dimensions the value is printed as
    -29.6733337; it is -29.6759000514. (Shubert, 1972; Jamil and Yang, 2013)"""

    dim: int = dimensions()

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    view = ((-4.0, 4.0), (-4.0, 4.0))
    start = (1.4, -2.6)
    title = "Shubert 3"
    formula = r"\sum_i \sum_{j=1}^{5} j\sin((j+1)x_i + j)"
    traits = ("many minima", "waves", "separable", "scalable")

    def f(self, x):
        j = torch.arange(1, 6, dtype=x.dtype, device=x.device)
        return (j * torch.sin((j + 1) * x[..., None] + j)).sum(-1).sum(-1)

    def minima(self):
        return Lattice((tuple(TROUGH + turn * 2 * math.pi for turn in (-1, 0, 1)),) * self.dim)
