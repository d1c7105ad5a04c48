"""Adjiman, a slope that leaves the box."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Adjiman(Landscape):
    """Gentle waves over a tilted sheet: everything slides to the right, and the lowest point of the box is on its
    right-hand edge, where the function is still falling. A run does not know about edges and goes on, below f*. Mostly
    printed as (2, 0.10578), value -2.02181. (Adjiman, Dallwig, Floudas and Neumaier, 1998)"""

    domain = ((-1.0, 2.0), (-1.0, 1.0))
    start = (-0.6, 0.6)
    at_minima = "boundary"
    lower_outside = True
    formula = r"\cos x\,\sin y - \frac{x}{y^2 + 1}"
    traits = ("boundary minimum", "saddle", "unbounded below", "waves")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        return torch.cos(x) * torch.sin(y) - x / (y * y + 1)

    def minima(self):
        return [(2.0, 0.1057834694517169)]
