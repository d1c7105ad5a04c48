"""Rosenbrock's banana valley."""

from dataclasses import dataclass

from core import Landscape, number


@dataclass(frozen=True)
class Rosenbrock(Landscape):
    """A curved valley: easy to find, hard to follow. With b = 1 and scale = 0.005 it is the one in the AdaBelief
    authors' videos. (Rosenbrock, 1960)"""

    b: float = number(100.0, 1.0, 1000.0, log=True, means="how steep the walls of the valley are")
    scale: float = number(1.0, 1e-3, 10.0, log=True, means="factor on the whole function")

    domain = ((-5.0, 10.0), (-5.0, 10.0))
    view = ((-2.0, 2.0), (-1.0, 3.0))
    start = (-1.2, 1.0)
    height = "log"
    formula = r"s\left((1-x)^2 + b\,(y-x^2)^2\right)"
    traits = ("valley", "unimodal", "ill-conditioned", "polynomial")
    also = {"rosenbrock_b1": {"b": 1.0}}

    def f(self, x):
        across = x[..., 1] - x[..., 0] * x[..., 0]
        along = 1 - x[..., 0]
        return self.scale * (along * along + self.b * (across * across))

    def minima(self):
        return [(1.0, 1.0)]
