"""A smooth dent."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape, dimensions


@dataclass(frozen=True)
class Exponential(Landscape):
    """A Gaussian dent in a plain: convex near the middle, flattening towards the rim, so that from far out the slope
    first grows and then fades. Widen the view and a run that starts outside the dent has nothing to follow. (Rahnamayan
    et al., 2007)"""

    dim: int = dimensions()

    domain = ((-1.0, 1.0), (-1.0, 1.0))
    start = (-0.9, 0.7)
    formula = r"-\exp\left(-\tfrac12\sum_i x_i^2\right)"
    traits = ("bowl", "unimodal", "plateau", "scalable")

    def f(self, x):
        return -torch.exp(-0.5 * (x * x).sum(-1))

    def minima(self):
        return [(0.0,) * self.dim]
