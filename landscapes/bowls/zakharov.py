"""Zakharov's plate."""

from dataclasses import dataclass

from fallline.core import Landscape, dimensions
from fallline.landscapes._maths import coordinate_numbers


@dataclass(frozen=True)
class Zakharov(Landscape):
    """A shallow bowl with steep cliffs along one diagonal: the cliffs shake whoever comes down them too fast, and the
    floor behind them is nearly flat. A rate that survives the cliffs creeps on the floor. (Zakharov; in Hedar, 2005)"""

    dim: int = dimensions()

    domain = ((-5.0, 10.0), (-5.0, 10.0))
    start = (6.0, -4.0)
    height = "log"
    formula = r"\sum_i x_i^2 + s^2 + s^4, \quad s = \sum_i \tfrac{i}{2} x_i"
    traits = ("bowl", "unimodal", "convex", "steep walls", "polynomial", "scalable")

    def f(self, x):
        slant = (0.5 * coordinate_numbers(x) * x).sum(-1)
        squared = slant * slant
        return (x * x).sum(-1) + squared + squared * squared

    def minima(self):
        return [(0.0,) * self.dim]
