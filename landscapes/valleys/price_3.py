"""Price 3, a modified Rosenbrock."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class Price3(Landscape):
    """The banana valley crossed by a second parabola: the minima are where the two cross, and a local one waits on the
    wrong side. From the start it is a long slide to the crossing at the upper right. (Price, 1977)"""

    domain = ((-5.0, 5.0), (-5.0, 5.0))
    view = ((-1.6, 1.6), (-1.0, 2.2))
    start = (-1.2, 0.3)
    height = "log"
    title = "Price 3"
    formula = r"100\,(y - x^2)^2 + \left(6.4(y - 0.5)^2 - x - 0.6\right)^2"
    traits = ("valley", "many minima", "bent", "ill-conditioned", "polynomial")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        banana = y - x * x
        second = 6.4 * ((y - 0.5) * (y - 0.5)) - x - 0.6
        return 100 * (banana * banana) + second * second

    def minima(self):
        return [(0.3413075033535242, 0.11649081184541595), (1.0, 1.0)]
