"""Schwefel 2.22, sum and product."""

from dataclasses import dataclass

from fallline.core import Landscape, dimensions


@dataclass(frozen=True)
class Schwefel222(Landscape):
    """A pyramid whose faces bend up into four wings, creased along both axes: the product makes it steep far out, and
    near the minimum only the plain sum of sizes is left to bounce on. (Schwefel, 1981)"""

    dim: int = dimensions(max_dim=100)

    domain = ((-100.0, 100.0), (-100.0, 100.0))
    view = ((-10.0, 10.0), (-10.0, 10.0))
    start = (-8.0, 6.0)
    at_minima = "kink"
    title = "Schwefel 2.22"
    formula = r"\sum_i |x_i| + \prod_i |x_i|"
    traits = ("kink", "unimodal", "steep walls", "scalable")

    def f(self, x):
        size = x.abs()
        return size.sum(-1) + size.prod(-1)

    def minima(self):
        return [(0.0,) * self.dim]
