"""The egg crate."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class EggCrate(Landscape):
    """A crate for eggs, bent into a bowl: 25 dips in five rows, the deepest in the middle. Like Rastrigin's, but with
    fewer and wider dips, so that a little momentum already carries over a rim. (Courrieu, 1997)"""

    domain = ((-5.0, 5.0), (-5.0, 5.0))
    start = (-3.9, 2.1)
    formula = r"x^2 + y^2 + 25\left(\sin^2 x + \sin^2 y\right)"
    traits = ("many minima", "waves", "separable")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        return x * x + y * y + 25 * (torch.sin(x) * torch.sin(x) + torch.sin(y) * torch.sin(y))

    def minima(self):
        return [(0.0, 0.0)]
