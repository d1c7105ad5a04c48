"""The sharp ridge."""

from dataclasses import dataclass

from fallline.core import Landscape, dimensions, real
from fallline.landscapes._maths import safe_sqrt


@dataclass(frozen=True)
class SharpRidge(Landscape):
    """A V-shaped gorge with a gently curved floor: the walls are a hundred times steeper than the floor ever gets, and
    they do not fade. Whatever bounces between the walls hardly moves along; AdaBelief sees the bouncing as surprise and
    shortens just that axis. (Hansen, Finck, Ros and Auger, 2009)"""

    steepness: float = real(100.0, 1.0, 1000.0, log=True, help="steepness of the walls")
    dim: int = dimensions()

    domain = ((-5.0, 5.0), (-5.0, 5.0))
    start = (-4.0, 2.0)
    at_minima = "kink"
    formula = r"x_1^2 + s\,\sqrt{\sum_{i \ge 2} x_i^2}"
    traits = ("kink", "valley", "unimodal", "convex", "steep walls", "scalable")

    def f(self, x):
        return x[..., 0] * x[..., 0] + self.steepness * safe_sqrt((x[..., 1:] * x[..., 1:]).sum(-1))

    def minima(self):
        return [(0.0,) * self.dim]
