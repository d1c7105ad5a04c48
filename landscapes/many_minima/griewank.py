"""Griewank, a bowl with a fine grain."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape, dimensions
from fallline.landscapes._maths import coordinate_numbers


@dataclass(frozen=True)
class Griewank(Landscape):
    """From afar a smooth bowl, close up a field of thousands of dips: whether it is easy or hopeless depends on how
    large the steps are beside the grain. In the box as a whole a long step hardly notices the dips; in the view shown
    here they are all there is. (Griewank, 1981)"""

    dim: int = dimensions()

    domain = ((-600.0, 600.0), (-600.0, 600.0))
    view = ((-12.0, 12.0), (-12.0, 12.0))
    start = (-9.0, 7.5)
    formula = r"\sum_i \tfrac{x_i^2}{4000} - \prod_i \cos\tfrac{x_i}{\sqrt i} + 1"
    traits = ("many minima", "waves", "bowl", "scalable")

    def f(self, x):
        return (x * x).sum(-1) / 4000 + (1 - torch.cos(x / torch.sqrt(coordinate_numbers(x))).prod(-1))

    def minima(self):
        return [(0.0,) * self.dim]
