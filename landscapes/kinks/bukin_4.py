"""Bukin N.4."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class Bukin4(Landscape):
    """A parabola across, a shallow V along: y is settled in a moment, and then x is left with a slope of 0.01 that
    never changes until it flips sign at the minimum. Adam and AdaBelief walk it at full pace; plain descent takes ages.
    (Bukin, 1997)"""

    domain = ((-15.0, -5.0), (-3.0, 3.0))
    start = (-14.0, 2.0)
    at_minima = "kink"
    title = "Bukin N.4"
    formula = r"100\,y^2 + 0.01\,|x + 10|"
    traits = ("kink", "valley", "unimodal", "convex", "separable", "ill-conditioned")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        return 100 * (y * y) + 0.01 * (x + 10).abs()

    def minima(self):
        return [(-10.0, 0.0)]
