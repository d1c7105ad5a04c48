"""A tilted ellipse."""

import math
from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class RotatedEllipse1(Landscape):
    """A bowl four times longer than wide, turned by 30 degrees. Methods that scale each axis by itself see the same
    mixture on both and gain nothing; momentum does. (Jamil and Yang, 2013)"""

    domain = ((-500.0, 500.0), (-500.0, 500.0))
    start = (400.0, -100.0)
    title = "Rotated ellipse 1"
    formula = r"7x^2 - 6\sqrt3\,x\,y + 13y^2"
    traits = ("bowl", "unimodal", "convex", "rotated", "polynomial")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        return 7 * (x * x) - 6 * math.sqrt(3) * (x * y) + 13 * (y * y)

    def minima(self):
        return [(0.0, 0.0)]
