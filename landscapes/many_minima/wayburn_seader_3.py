"""Wayburn and Seader, third problem."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class WayburnSeader3(Landscape):
    """A ring-shaped valley laid over a slanted cubic: the slope around the ring leads to its upper right, where the
    minimum is mostly printed as (5.611, 6.187) with value 21.35; lower is (5.147, 6.840), 19.1059. To the far left the
    cubic falls, but the ring's fourth power always wins. (Wayburn and Seader, 1987)"""

    domain = ((-500.0, 500.0), (-500.0, 500.0))
    view = ((0.0, 8.0), (1.0, 9.0))
    start = (2.2, 2.4)
    height = "log"
    title = "Wayburn-Seader 3"
    formula = r"\tfrac23 x^3 - 8x^2 + 33x - xy + 5 + \left((x-4)^2 + (y-5)^2 - 4\right)^2"
    traits = ("valley", "bent", "saddle", "polynomial")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        ring = (x - 4) * (x - 4) + (y - 5) * (y - 5) - 4
        return ((2 / 3 * x - 8) * x + 33) * x - x * y + 5 + ring * ring

    def minima(self):
        return [(5.14689674955931, 6.839589743760508)]
