"""Beale's valley."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class Beale(Landscape):
    """Four corners above 160,000, and between them a plain that is crossed at height 14 by the lines x = 0 and y = 1:
    the same learning rate is far too large up there and far too small down here. To the left a second valley runs off
    along y = 1 for ever and never goes below 0.45; whoever falls into it does not come back. (Beale, 1958)"""

    domain = ((-4.5, 4.5), (-4.5, 4.5))
    start = (1.0, 1.0)
    height = "log"
    formula = r"(1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2"
    traits = ("valley", "plateau", "polynomial", "steep walls")
    aliases = {"two_d_beale": {}}  # in the DeepOBS benchmark; see the examples

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        first = 1.5 - x + x * y
        second = 2.25 - x + x * (y * y)
        third = 2.625 - x + x * (y * y * y)
        return first * first + second * second + third * third

    def minima(self):
        return [(3.0, 0.5)]
