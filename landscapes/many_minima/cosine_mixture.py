"""The cosine mixture."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape, dimensions


@dataclass(frozen=True)
class CosineMixture(Landscape):
    """A bowl with cosine ripples, small enough that the bowl still shows: twenty-five dips in the box, and from any of
    them the next one inwards is visibly lower. It is often stated for maximising, with the sign turned, which moves the
    best points to the corners. (Breiman and Cutler, 1993)"""

    dim: int = dimensions()

    domain = ((-1.0, 1.0), (-1.0, 1.0))
    start = (-0.8, 0.6)
    formula = r"\sum_i x_i^2 - 0.1\sum_i \cos 5\pi x_i"
    traits = ("many minima", "bowl", "waves", "separable", "scalable")

    def f(self, x):
        return (x * x).sum(-1) - 0.1 * torch.cos(5 * math.pi * x).sum(-1)

    def minima(self):
        return [(0.0,) * self.dim]
