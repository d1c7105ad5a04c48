"""Vincent, dips that grow wider."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape, Lattice, dimensions


@dataclass(frozen=True)
class Vincent(Landscape):
    """Equally deep dips, 6 in each coordinate and all combinations of them minima, crowded together near zero and wide
    apart at the far end: a step that settles in the wide ones leaps over the narrow ones. At zero the logarithm ends,
    and so does a run. (Shir and Back, 2006)"""

    dim: int = dimensions()

    domain = ((0.25, 10.0), (0.25, 10.0))
    start = (5.6, 1.6)
    formula = r"-\sum_i \sin(10\ln x_i)"
    traits = ("many minima", "waves", "separable", "scalable")

    def f(self, x):
        return -torch.sin(10 * torch.log(x)).sum(-1)

    def minima(self):
        places = tuple(math.exp((math.pi / 2 + turn * 2 * math.pi) / 10) for turn in range(-2, 4))
        return Lattice((places,) * self.dim)
