"""Schwefel 2.21, the largest coordinate."""

from dataclasses import dataclass

from fallline.core import Landscape, dimensions


@dataclass(frozen=True)
class Schwefel221(Landscape):
    """A pyramid with its edges along the diagonals: only the largest coordinate has a slope, all others wait their
    turn. A run slides to a diagonal and then zigzags along it, one coordinate at a time; AdaBelief and Adam remember
    the silent ones. (Schwefel, 1981)"""

    dim: int = dimensions()

    domain = ((-100.0, 100.0), (-100.0, 100.0))
    start = (-80.0, 30.0)
    at_minima = "kink"
    title = "Schwefel 2.21"
    formula = r"\max_i |x_i|"
    traits = ("kink", "unimodal", "convex", "piecewise linear", "scalable")

    def f(self, x):
        return x.abs().amax(-1)

    def minima(self):
        return [(0.0,) * self.dim]
