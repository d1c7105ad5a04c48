"""Schwefel 1.2, the double sum."""

from dataclasses import dataclass

from fallline.core import Landscape, dimensions


@dataclass(frozen=True)
class Schwefel12(Landscape):
    """A slanted trough: every coordinate pulls on all that come after it, so scaling axis by axis cannot undo the
    stretch. In two dimensions the trough is mild; with more of them its condition number grows with the square of the
    dimension. (Schwefel, 1981)"""

    dim: int = dimensions()

    domain = ((-100.0, 100.0), (-100.0, 100.0))
    start = (-80.0, -40.0)
    title = "Schwefel 1.2"
    formula = r"\sum_i \left(\sum_{j \le i} x_j\right)^2"
    traits = ("ill-conditioned", "valley", "unimodal", "convex", "rotated", "polynomial", "scalable")

    def f(self, x):
        sums = x.cumsum(-1)
        return (sums * sums).sum(-1)

    def minima(self):
        return [(0.0,) * self.dim]
