"""Schwefel 2.23, a tub with a tenth power."""

from dataclasses import dataclass

from fallline.core import Landscape, dimensions
from fallline.landscapes._maths import integer_power


@dataclass(frozen=True)
class Schwefel223(Landscape):
    """Walls of a tenth power around a floor that is flat for all practical purposes: from the rim the first gradient is
    in the billions, a few units further in it is gone. No single learning rate fits both. (Schwefel, 1981)"""

    dim: int = dimensions()

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (3.0, 2.5)
    height = "log"
    title = "Schwefel 2.23"
    formula = r"\sum_i x_i^{10}"
    traits = ("plateau", "flat minimum", "steep walls", "unimodal", "convex", "separable", "polynomial", "scalable")

    def f(self, x):
        return integer_power(x, 10).sum(-1)

    def minima(self):
        return [(0.0,) * self.dim]
