"""The sum of absolute values, case (a) of the AdaBelief paper."""

from dataclasses import dataclass

from fallline.core import Landscape, dimensions


@dataclass(frozen=True)
class AdaBeliefAbsSum(Landscape):
    """A pyramid upside down, equally steep on all four faces; each coordinate only ever says left or right. Whoever
    comes in along a crease bounces from face to face across it: AdaBelief sees that bouncing as surprise and brakes it,
    while along the crease nothing changes and it speeds up; Adam divides both by the same size. With scale = 0.1 it is
    Valley2 and Valley4 of the authors' videos, from (2.5, 0.1) and (2.5, -2.5). (Zhuang et al., 2020, figure 3a; the
    same as Schwefel 2.20, 1981)"""

    dim: int = dimensions()

    domain = ((-3.0, 3.0), (-3.0, 3.0))
    start = (2.5, 0.1)
    at_minima = "kink"
    title = "AdaBelief (a): absolute values"
    formula = r"\sum_i |x_i|"
    traits = ("kink", "unimodal", "convex", "separable", "piecewise linear", "scalable")

    def f(self, x):
        return x.abs().sum(-1)

    def minima(self):
        return [(0.0,) * self.dim]
