"""A drop has fallen."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape
from fallline.landscapes._maths import safe_sqrt


@dataclass(frozen=True)
class DropWave(Landscape):
    """Circular waves around a point where a drop has fallen, lower and lower outwards: rings of dips, and a run circles
    in the ring where it started unless it is fast enough to cross the crests. (Molga and Smutnicki, 2005)"""

    domain = ((-5.12, 5.12), (-5.12, 5.12))
    view = ((-2.0, 2.0), (-2.0, 2.0))
    start = (1.3, -0.6)
    title = "Drop-wave"
    formula = r"-\frac{1 + \cos\left(12\sqrt{x^2+y^2}\right)}{\tfrac12(x^2+y^2) + 2}"
    traits = ("many minima", "waves", "deceptive")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        squared = x * x + y * y
        # At the centre the cosine of the root is its own parabola, with the derivatives that a root of 0 lacks.
        ring = torch.where(squared == 0, 1 - 72 * squared, torch.cos(12 * safe_sqrt(squared)))
        return -(1 + ring) / (0.5 * squared + 2)

    def minima(self):
        return [(0.0, 0.0)]
