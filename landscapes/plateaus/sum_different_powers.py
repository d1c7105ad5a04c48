"""Each axis with a higher power."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape, dimensions
from fallline.landscapes._maths import integer_power


@dataclass(frozen=True)
class SumDifferentPowers(Landscape):
    """Every axis is flatter at the bottom than the one before: x goes in like a parabola, y like a cube, and with more
    dimensions the last ones lie on a floor so flat that the slope is lost in the distance. Look at the second moment:
    Adam turns those tiny slopes into full steps. (Rahnamayan et al., 2007)"""

    dim: int = dimensions(max_dim=30)

    domain = ((-1.0, 1.0), (-1.0, 1.0))
    start = (-0.8, 0.9)
    formula = r"\sum_i |x_i|^{i+1}"
    traits = ("plateau", "flat minimum", "unimodal", "convex", "separable", "scalable")

    def f(self, x):
        size = x.abs()
        return torch.stack([integer_power(size[..., axis], axis + 2) for axis in range(self.dim)], -1).sum(-1)

    def minima(self):
        return [(0.0,) * self.dim]
