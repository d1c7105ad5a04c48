"""Levy, waves in a trough."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape, dimensions


@dataclass(frozen=True)
class Levy(Landscape):
    """Long waves that roll towards a trough along x = 1, each with its own row of dips: a run surfs down one wave and
    is caught in its dip. The last coordinate has waves of its own. (Levy and Montalvo, 1985)"""

    dim: int = dimensions()

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (-7.0, 5.0)
    title = "Levy"
    formula = (
        r"\sin^2 \pi w_1 + \sum_{i<n} (w_i - 1)^2\left(1 + 10\sin^2(\pi w_i + 1)\right) "
        r"+ (w_n - 1)^2\left(1 + \sin^2 2\pi w_n\right), \quad w_i = 1 + \tfrac{x_i - 1}{4}"
    )
    traits = ("many minima", "waves", "separable", "scalable")

    def f(self, x):
        w = 1 + (x - 1) / 4
        first, inner, last = torch.sin(math.pi * w[..., 0]), torch.sin(math.pi * w[..., :-1] + 1), w[..., -1]
        end = torch.sin(2 * math.pi * last)
        away = w - 1
        middle = (away[..., :-1] * away[..., :-1] * (1 + 10 * (inner * inner))).sum(-1)
        return first * first + middle + (last - 1) * (last - 1) * (1 + end * end)

    def minima(self):
        return [(1.0,) * self.dim]
