"""Wayburn and Seader, first problem."""

from dataclasses import dataclass

from fallline.core import Landscape
from fallline.landscapes._maths import integer_power


@dataclass(frozen=True)
class WayburnSeader1(Landscape):
    """A bent trench between walls of the twelfth power, with two equally deep ends: (1, 2) and a second one that is
    mostly printed as (1.597, 0.806) and is a root of a polynomial of degree six. From outside the first steps are
    violent; on the floor it becomes a matter of which end is nearer. (Wayburn and Seader, 1987)"""

    domain = ((-5.0, 5.0), (-5.0, 5.0))
    view = ((-2.0, 3.0), (-2.0, 4.0))
    start = (-1.0, 2.5)
    height = "log"
    title = "Wayburn-Seader 1"
    formula = r"(x^6 + y^4 - 17)^2 + (2x + y - 4)^2"
    traits = ("valley", "many minima", "steep walls", "polynomial")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        curve, line = integer_power(x, 6) + integer_power(y, 4) - 17, 2 * x + y - 4
        return curve * curve + line * line

    def minima(self):
        return [(1.0, 2.0), (1.5968041538769333, 0.8063916922461333)]
