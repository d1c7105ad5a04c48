"""The square of a bowl."""

from dataclasses import dataclass

from fallline.core import Landscape, dimensions


@dataclass(frozen=True)
class ChungReynolds(Landscape):
    """The round bowl squared: from above the paths look the same, but the slope fades with the third power of the
    distance, so a fixed learning rate that is bold at the rim is timid at the bottom. (Chung and Reynolds, 1998)"""

    dim: int = dimensions()

    domain = ((-100.0, 100.0), (-100.0, 100.0))
    start = (-80.0, 60.0)
    height = "log"
    formula = r"\left(\sum_i x_i^2\right)^2"
    traits = ("plateau", "flat minimum", "unimodal", "convex", "polynomial", "scalable")

    def f(self, x):
        squared = (x * x).sum(-1)
        return squared * squared

    def minima(self):
        return [(0.0,) * self.dim]
