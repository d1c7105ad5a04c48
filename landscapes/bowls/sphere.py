"""The round bowl."""

from dataclasses import dataclass

from fallline.core import Landscape, dimensions


@dataclass(frozen=True)
class Sphere(Landscape):
    """The plainest bowl there is: the slope always points straight at the minimum and fades as one gets there. Plain
    descent at half the inverse curvature arrives in one step; Adam walks in at its own even pace, whatever the slope,
    and then circles; momentum swings past and comes back. Start here to see what each method does when nothing is in
    its way. (De Jong, 1975)"""

    dim: int = dimensions()

    domain = ((-5.12, 5.12), (-5.12, 5.12))
    start = (-4.0, 2.5)
    formula = r"\sum_i x_i^2"
    traits = ("bowl", "unimodal", "convex", "separable", "polynomial", "scalable")

    def f(self, x):
        return (x * x).sum(-1)

    def minima(self):
        return [(0.0,) * self.dim]
