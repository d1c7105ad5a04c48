"""Rastrigin's egg box."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape, dimensions, real
from fallline.landscapes._maths import unsqueeze_setting


@dataclass(frozen=True)
class Rastrigin(Landscape):
    """An egg box bent into a bowl: about a hundred dips in a regular grid, the deepest in the middle. Plain descent
    ends in the dip it starts in; only speed or noise carries a run over the ridges. Turn the waves down and watch the
    dips vanish one by one, the outer ones first. (Rastrigin, 1974)"""

    amplitude: float = real(10.0, 0.0, 30.0, at_least=0.0, help="how deep the dips are; 0 leaves the bowl alone")
    frequency: float = real(1.0, 0.25, 3.0, above=0.0, help="dips per unit of length")
    dim: int = dimensions()

    domain = ((-5.12, 5.12), (-5.12, 5.12))
    start = (-2.0, 3.5)
    formula = r"\sum_i x_i^2 + A\left(1 - \cos 2\pi k x_i\right)"
    traits = ("many minima", "separable", "waves", "scalable")

    def f(self, x):
        waves = 1 - torch.cos(2 * math.pi * (unsqueeze_setting(self.frequency) * x))
        return (x * x).sum(-1) + self.amplitude * waves.sum(-1)

    def minima(self):
        return [(0.0,) * self.dim]
