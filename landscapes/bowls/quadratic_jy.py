"""The quadratic of Jamil and Yang."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class QuadraticJY(Landscape):
    """A smooth bowl far below zero, off centre and slightly turned: a reminder that neither the minimum nor its value
    has to be at nought. Its minimum is mostly printed as (0.19388, 0.48513) with value -3873.7243; both follow exactly
    from two linear equations. (Jamil and Yang, 2013)"""

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (-8.0, 7.0)
    title = "Quadratic (Jamil and Yang)"
    formula = r"-3803.84 - 138.08x - 232.92y + 128.08x^2 + 203.64y^2 + 182.25xy"
    traits = ("bowl", "unimodal", "convex", "rotated", "polynomial")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        return -3803.84 - 138.08 * x - 232.92 * y + 128.08 * (x * x) + 203.64 * (y * y) + 182.25 * (x * y)

    def minima(self):
        return [(0.19388017278895317, 0.4851339091269232)]
