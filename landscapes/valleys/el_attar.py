"""El-Attar, Vidyasagar and Dutta."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class ElAttar(Landscape):
    """Three parabolic and cubic curves that almost meet in a point: the function is the sum of squared distances from
    all of them, so the minimum is above zero and lies in a crooked valley. Mostly printed as (3.4092, -2.1714), value
    1.712780 (or, wrongly, 0.470427). (El-Attar, Vidyasagar and Dutta, 1979)"""

    domain = ((-100.0, 100.0), (-100.0, 100.0))
    view = ((-5.0, 5.0), (-4.0, 4.0))
    start = (-3.5, 2.5)
    height = "log"
    title = "El-Attar-Vidyasagar-Dutta"
    formula = r"(x^2 + y - 10)^2 + (x + y^2 - 7)^2 + (x^2 + y^3 - 1)^2"
    traits = ("valley", "many minima", "bent", "steep walls", "polynomial")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        first, second, third = x * x + y - 10, x + y * y - 7, x * x + y * y * y - 1
        return first * first + second * second + third * third

    def minima(self):
        return [(3.409186822190061, -2.171433036284005)]
