"""Colville, or the function of Wood."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class Colville(Landscape):
    """Two banana valleys in four dimensions, tied together by a weak spring: both have to be followed at once, and the
    slower one sets the pace. A run that is halfway through one looks finished in the picture of the other. (Colville,
    1968)"""

    domain = ((-10.0, 10.0), (-10.0, 10.0), (-10.0, 10.0), (-10.0, 10.0))
    view = ((-4.0, 4.0), (-4.0, 4.0), (-4.0, 4.0), (-4.0, 4.0))
    start = (-3.0, -1.0, -3.0, -1.0)
    height = "log"
    title = "Colville (Wood), 4-D"
    formula = (
        r"100(x_1^2 - x_2)^2 + (x_1-1)^2 + (x_3-1)^2 + 90(x_3^2 - x_4)^2 "
        r"+ 10.1\left((x_2-1)^2 + (x_4-1)^2\right) + 19.8(x_2-1)(x_4-1)"
    )
    traits = ("valley", "bent", "ill-conditioned", "polynomial", "four dimensions")

    def f(self, x):
        away = x - 1
        first, third = x[..., 0] * x[..., 0] - x[..., 1], x[..., 2] * x[..., 2] - x[..., 3]
        bananas = (
            100 * (first * first) + away[..., 0] * away[..., 0] + away[..., 2] * away[..., 2] + 90 * (third * third)
        )
        spring = 10.1 * (away[..., 1] * away[..., 1] + away[..., 3] * away[..., 3])
        return bananas + spring + 19.8 * (away[..., 1] * away[..., 3])

    def minima(self):
        return [(1.0, 1.0, 1.0, 1.0)]
