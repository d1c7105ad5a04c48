"""Himmelblau's four pits."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class Himmelblau(Landscape):
    """Four pits of exactly the same depth around a low hill. The start is almost on top of the hill, where the slope is
    nearly nothing: which pit a run ends in depends on the method and its settings, and none is wrong. Besides (3, 2)
    they lie where x^3 + 3x^2 - 13x - 38 = 0 and y = 11 - x^2; mostly printed with 6 digits, here they are exact to
    double precision. (Himmelblau, 1972)"""

    domain = ((-6.0, 6.0), (-6.0, 6.0))
    view = ((-5.0, 5.0), (-5.0, 5.0))
    start = (-0.3, -0.9)
    height = "log"
    formula = r"(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
    traits = ("many minima", "polynomial", "saddle")

    def f(self, x):
        first = x[..., 0] * x[..., 0] + x[..., 1] - 11
        second = x[..., 0] + x[..., 1] * x[..., 1] - 7
        return first * first + second * second

    def minima(self):
        return [
            (3.0, 2.0),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.2831859912861696),
            (3.5844283403304917, -1.8481265269644036),
        ]
