"""The discus, or tablet."""

from dataclasses import dataclass

from fallline.core import Landscape, dimensions, real


@dataclass(frozen=True)
class Discus(Landscape):
    """One axis is a million times more curved than all the others, so the level lines are needles. Whoever is stable on
    the steep axis crawls on the rest; Adam and its kin rescale each axis and walk straight in. (Hansen, Finck, Ros and
    Auger, 2009)"""

    condition: float = real(1e6, 1.0, 1e8, log=True, at_least=1.0, help="how many times more the first axis curves")
    dim: int = dimensions()

    domain = ((-5.0, 5.0), (-5.0, 5.0))
    start = (3.0, -4.0)
    height = "log"
    formula = r"\kappa\,x_1^2 + \sum_{i \ge 2} x_i^2"
    traits = ("ill-conditioned", "valley", "unimodal", "convex", "separable", "polynomial", "scalable")

    def f(self, x):
        return self.condition * (x[..., 0] * x[..., 0]) + (x[..., 1:] * x[..., 1:]).sum(-1)

    def minima(self):
        return [(0.0,) * self.dim]
