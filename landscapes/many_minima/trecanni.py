"""Treccani, two pits in a row."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class Trecanni(Landscape):
    """Two equally deep pits, (0, 0) and (-2, 0), with a low pass between them at x = -1. Plain descent ends in the pit
    of its side; with momentum one can roll over the pass and settle in the other. (Treccani; in Dixon and Szego,
    1975)"""

    domain = ((-5.0, 5.0), (-5.0, 5.0))
    view = ((-3.5, 1.5), (-2.5, 2.5))
    start = (-1.3, 2.0)
    title = "Treccani"
    formula = r"x^4 + 4x^3 + 4x^2 + y^2"
    traits = ("many minima", "saddle", "separable", "polynomial")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        pits = x * (x + 2)
        return pits * pits + y * y

    def minima(self):
        return [(0.0, 0.0), (-2.0, 0.0)]
