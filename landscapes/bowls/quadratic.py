"""The stretched quadratic bowl on which step sizes are explained."""

from dataclasses import dataclass

from fallline.core import Landscape, real


@dataclass(frozen=True)
class Quadratic(Landscape):
    """A bowl stretched into a trough. The steepest direction limits the learning rate (plain descent flies off above 2
    divided by the condition number), the flattest one then takes for ever; momentum is what helps. Turn it, and methods
    that scale each axis by itself lose their advantage. (Polyak, 1964)"""

    condition: float = real(100.0, 1.0, 1e4, log=True, help="condition number: largest curvature by smallest")

    domain = ((-5.0, 5.0), (-5.0, 5.0))
    start = (-4.0, 1.0)
    title = "Stretched quadratic"
    formula = r"\tfrac12\left(x^2 + \kappa\,y^2\right)"
    traits = ("bowl", "valley", "unimodal", "convex", "polynomial", "ill-conditioned")

    def f(self, x):
        return 0.5 * (x[..., 0] * x[..., 0] + self.condition * (x[..., 1] * x[..., 1]))

    def minima(self):
        return [(0.0, 0.0)]
