"""Zirilli, two unequal pits."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class Zirilli(Landscape):
    """Two pits side by side, one a little deeper than the other: from the right, speed is needed to pass the better one
    by rolling through the worse. The deeper one is mostly printed as (-1.0465, 0), value -0.3523; it is the lowest root
    of x^3 - x + 0.1. (Aluffi-Pentini, Parisi and Zirilli, 1985)"""

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    view = ((-2.0, 2.0), (-2.0, 2.0))
    start = (1.8, 1.5)
    title = "Zirilli"
    formula = r"0.25x^4 - 0.5x^2 + 0.1x + 0.5y^2"
    traits = ("many minima", "saddle", "separable", "polynomial")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        return ((0.25 * (x * x) - 0.5) * x + 0.1) * x + 0.5 * (y * y)

    def minima(self):
        return [(-1.0466805318046022, 0.0)]
