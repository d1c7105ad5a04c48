"""The cubic valley."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class Cube(Landscape):
    """Rosenbrock's valley with a cube in place of the square: it starts on one side of the origin, passes through a
    flat middle and climbs on the other, so the valley bends twice. Momentum gathered on the first stretch flies out at
    the bend. (Leon, 1966)"""

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    view = ((-1.8, 1.8), (-2.5, 2.5))
    start = (-1.2, -1.0)
    height = "log"
    formula = r"100\,(y - x^3)^2 + (1 - x)^2"
    traits = ("valley", "unimodal", "bent", "ill-conditioned", "polynomial")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        across = y - x * x * x
        along = 1 - x
        return 100 * (across * across) + along * along

    def minima(self):
        return [(1.0, 1.0)]
