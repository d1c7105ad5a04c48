"""Price 4, three minima on two curves."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class Price4(Landscape):
    """Two curves cross in three points, and all three are minima of value 0: (0, 0), (2, 4) and one that is mostly
    printed as (1.464, -2.506). The one at the origin is so flat along one direction that runs end there without ever
    getting to it. (Price, 1977)"""

    domain = ((-50.0, 50.0), (-50.0, 50.0))
    view = ((-2.0, 4.0), (-5.0, 6.0))
    start = (3.5, 0.5)
    height = "log"
    title = "Price 4"
    formula = r"(2x^3y - y^3)^2 + (6x - y^2 + y)^2"
    traits = ("many minima", "valley", "flat minimum", "steep walls", "polynomial")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        cubic = 2 * (x * x * x * y) - y * y * y
        curve = 6 * x - y * y + y
        return cubic * cubic + curve * curve

    def minima(self):
        return [(0.0, 0.0), (2.0, 4.0), (1.4643521196636984, -2.5060127607816622)]
