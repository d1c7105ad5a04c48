"""Zettl, a tilted ring."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class Zettl(Landscape):
    """A circular valley, tilted ever so slightly: a run drops onto the ring at once and then slides around it to the
    left, slower and slower. Mostly printed as (-0.0299, 0), value -0.003791. (Schwefel, 1995)"""

    domain = ((-5.0, 10.0), (-5.0, 10.0))
    view = ((-1.0, 3.0), (-2.0, 2.0))
    start = (2.6, 0.9)
    height = "log"
    formula = r"(x^2 + y^2 - 2x)^2 + 0.25x"
    traits = ("valley", "bent", "unimodal", "polynomial")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        ring = x * x + y * y - 2 * x
        return ring * ring + 0.25 * x

    def minima(self):
        return [(-0.029895985050660382, 0.0)]
