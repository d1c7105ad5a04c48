"""Qing, a minimum in every quarter."""

import math
from dataclasses import dataclass

from fallline.core import Landscape, Lattice, dimensions
from fallline.landscapes._maths import coordinate_numbers


@dataclass(frozen=True)
class Qing(Landscape):
    """Every coordinate has two equally good places, plus or minus the root of its number, and all combinations are
    minima: four in the plane, 2^n in n dimensions, too many to list and all the same. The signs of the start decide.
    (Qing, 2006)"""

    dim: int = dimensions()

    domain = ((-500.0, 500.0), (-500.0, 500.0))
    view = ((-2.5, 2.5), (-2.5, 2.5))
    start = (0.2, -0.4)
    height = "log"
    formula = r"\sum_i \left(x_i^2 - i\right)^2"
    traits = ("many minima", "saddle", "steep walls", "separable", "polynomial", "scalable")

    def f(self, x):
        away = x * x - coordinate_numbers(x)
        return (away * away).sum(-1)

    def minima(self):
        return Lattice(tuple((-math.sqrt(rank), math.sqrt(rank)) for rank in range(1, self.dim + 1)))
