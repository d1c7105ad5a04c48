"""The trap of Freudenstein and Roth."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class FreudensteinRoth(Landscape):
    """Two bent valleys, and the wrong one is the easy one: most starts end near (11.41, -0.897) at 48.98, a local
    minimum, while the minimum of 0 is at (5, 4). A lesson in where a good descent leads when the start is bad.
    (Freudenstein and Roth, 1963)"""

    domain = ((-15.0, 15.0), (-15.0, 15.0))
    view = ((-5.0, 15.0), (-3.0, 6.0))
    start = (0.5, -2.0)
    height = "log"
    title = "Freudenstein-Roth"
    formula = r"\left(x - 13 + ((5-y)y-2)y\right)^2 + \left(x - 29 + ((y+1)y-14)y\right)^2"
    traits = ("valley", "deceptive", "bent", "polynomial")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        first = x - 13 + ((5 - y) * y - 2) * y
        second = x - 29 + ((y + 1) * y - 14) * y
        return first * first + second * second

    def minima(self):
        return [(5.0, 4.0)]
