"""The Goldstein-Price polynomial."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class GoldsteinPrice(Landscape):
    """Crossing ravines between walls of up to a million: the minimum is 3, the traps beside it lie at 30, 84 and 840,
    so on a plain scale the four cannot be told apart. Slopes span six orders of magnitude, so a learning rate that
    survives the walls crawls on the floor. (Goldstein and Price, 1971)"""

    domain = ((-2.0, 2.0), (-2.0, 2.0))
    start = (-1.5, 0.5)
    height = "log"
    title = "Goldstein-Price"
    formula = (
        r"\left[1 + (x+y+1)^2 (19 - 14x + 3x^2 - 14y + 6xy + 3y^2)\right] "
        r"\left[30 + (2x-3y)^2 (18 - 32x + 12x^2 + 48y - 36xy + 27y^2)\right]"
    )
    traits = ("many minima", "polynomial", "steep walls", "ill-conditioned")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        total, difference = x + y + 1, 2 * x - 3 * y
        first = 19 - 14 * x + 3 * (x * x) - 14 * y + 6 * (x * y) + 3 * (y * y)
        second = 18 - 32 * x + 12 * (x * x) + 48 * y - 36 * (x * y) + 27 * (y * y)
        return (1 + total * total * first) * (30 + difference * difference * second)

    def minima(self):
        return [(0.0, -1.0)]
