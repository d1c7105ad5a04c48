"""Matyas' plate."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class Matyas(Landscape):
    """A long flat plate, bent up at two corners: everyone reaches its diagonal soon, and then there is hardly any slope
    left to follow; across it curves 25 times more than along. (Matyas; in Hedar, 2005)"""

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (8.0, -2.0)
    formula = r"0.26\,(x^2 + y^2) - 0.48\,x\,y"
    traits = ("bowl", "valley", "unimodal", "convex", "polynomial", "rotated", "ill-conditioned")

    def f(self, x):
        return 0.26 * (x[..., 0] * x[..., 0] + x[..., 1] * x[..., 1]) - 0.48 * (x[..., 0] * x[..., 1])

    def minima(self):
        return [(0.0, 0.0)]
