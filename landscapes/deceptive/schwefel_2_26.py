"""Schwefel 2.26, the far corner."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape, dimensions
from fallline.landscapes._maths import safe_sqrt


@dataclass(frozen=True)
class Schwefel226(Landscape):
    """Waves that grow longer and deeper away from the middle, so that the best dip is far out in a corner and the
    second best in the opposite one: whoever trusts the neighbourhood goes the wrong way. With the printed constant
    418.9829 the minimum is not 0 but 2.5 hundred-thousandths per coordinate. (Schwefel, 1981)"""

    dim: int = dimensions()

    domain = ((-500.0, 500.0), (-500.0, 500.0))
    start = (-250.0, 150.0)
    lower_outside = True
    title = "Schwefel 2.26"
    formula = r"418.9829\,n - \sum_i x_i \sin\sqrt{|x_i|}"
    traits = ("deceptive", "many minima", "waves", "separable", "scalable", "unbounded below")

    def f(self, x):
        return 418.9829 * self.dim - (x * torch.sin(safe_sqrt(x.abs()))).sum(-1)

    def minima(self):
        return [(420.96874635998205,) * self.dim]
