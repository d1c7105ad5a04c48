"""Powell, singular."""

from dataclasses import dataclass

from fallline.core import Landscape
from fallline.landscapes._maths import integer_power


@dataclass(frozen=True)
class PowellSingular(Landscape):
    """Steep at first, then without any curvature at all in two of its four directions: Newton's method loses its
    footing at the minimum, and plain descent slows down to nothing long before. Watch f - f* fall on the log axis and
    the distance lag behind. (Powell, 1962)"""

    domain = ((-4.0, 5.0), (-4.0, 5.0), (-4.0, 5.0), (-4.0, 5.0))
    start = (3.0, -1.0, 0.0, 1.0)
    height = "log"
    title = "Powell singular, 4-D"
    formula = r"(x_1 + 10x_2)^2 + 5(x_3 - x_4)^2 + (x_2 - 2x_3)^4 + 10(x_1 - x_4)^4"
    traits = ("plateau", "flat minimum", "ill-conditioned", "polynomial", "four dimensions")

    def f(self, x):
        first, second = x[..., 0] + 10 * x[..., 1], x[..., 2] - x[..., 3]
        third, fourth = x[..., 1] - 2 * x[..., 2], x[..., 0] - x[..., 3]
        return first * first + 5 * (second * second) + integer_power(third, 4) + 10 * integer_power(fourth, 4)

    def minima(self):
        return [(0.0, 0.0, 0.0, 0.0)]
