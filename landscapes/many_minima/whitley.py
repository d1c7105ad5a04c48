"""Whitley, Rosenbrock folded into Griewank."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape, dimensions


@dataclass(frozen=True)
class Whitley(Landscape):
    """Rosenbrock's banana put into Griewank's waves, for every pair of coordinates: on the steep walls the waves are so
    fine that the gradient is noise, and only near the minimum at (1, 1) does the banana show. (Whitley et al., 1996)"""

    dim: int = dimensions(max_dim=100)

    domain = ((-10.24, 10.24), (-10.24, 10.24))
    view = ((-0.5, 1.6), (-0.5, 1.6))
    start = (0.2, 1.3)
    formula = (
        r"\sum_i \sum_j \left(\tfrac{u^2}{4000} - \cos u + 1\right), \quad "
        r"u = 100(x_i^2 - x_j)^2 + (1 - x_j)^2"
    )
    traits = ("many minima", "waves", "valley", "scalable")

    def f(self, x):
        across = (x * x)[..., :, None] - x[..., None, :]
        along = (1 - x)[..., None, :]
        banana = 100 * (across * across) + along * along
        return (banana * banana / 4000 + (1 - torch.cos(banana))).sum(-1).sum(-1)

    def minima(self):
        return [(1.0,) * self.dim]
