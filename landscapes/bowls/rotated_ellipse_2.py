"""A tilted ellipse, rounder."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class RotatedEllipse2(Landscape):
    """A bowl turned by 45 degrees and only three times more curved across than along: everyone arrives, and the paths
    show the character of each method without drama. (Jamil and Yang, 2013)"""

    domain = ((-500.0, 500.0), (-500.0, 500.0))
    start = (450.0, 50.0)
    title = "Rotated ellipse 2"
    formula = r"x^2 - x\,y + y^2"
    traits = ("bowl", "unimodal", "convex", "rotated", "polynomial")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        return x * x - x * y + y * y

    def minima(self):
        return [(0.0, 0.0)]
