"""Rosenbrock's banana valley."""

from dataclasses import dataclass

from fallline.core import Landscape, dimensions, real
from fallline.landscapes._maths import unsqueeze_setting


@dataclass(frozen=True)
class Rosenbrock(Landscape):
    """A curved valley: easy to find, hard to follow. With b = 1 and scale = 0.005 it is the one in the AdaBelief
    authors' videos. (Rosenbrock, 1960)"""

    b: float = real(100.0, 1.0, 1000.0, log=True, help="how steep the walls of the valley are")
    dim: int = dimensions()

    also_called = ("banana",)
    domain = ((-5.0, 10.0), (-5.0, 10.0))
    view = ((-2.0, 2.0), (-1.0, 3.0))
    start = (-1.2, 1.0)
    height = "log"
    formula = r"\sum_{i<n} (1 - x_i)^2 + b\,(x_{i+1} - x_i^2)^2"
    traits = ("valley", "unimodal", "ill-conditioned", "polynomial", "bent", "scalable")
    aliases = {"rosenbrock_b1": {"b": 1.0}, "two_d_rosenbrock": {}}  # the latter in the DeepOBS benchmark

    def f(self, x):
        across = x[..., 1:] - x[..., :-1] * x[..., :-1]
        along = 1 - x[..., :-1]
        return (along * along + unsqueeze_setting(self.b) * (across * across)).sum(-1)

    def minima(self):
        return [(1.0,) * self.dim]
