"""Booth's tilted bowl."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class Booth(Landscape):
    """A gentle diagonal trough, nine times more curved across than along: two straight lines are to be met at once, and
    the minimum is where they cross. Everyone gets there; watch by which road. (Booth; in Jamil and Yang, 2013)"""

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    view = ((-5.0, 7.0), (-3.0, 9.0))
    start = (-4.0, 6.0)
    formula = r"(x + 2y - 7)^2 + (2x + y - 5)^2"
    traits = ("bowl", "unimodal", "convex", "polynomial", "rotated")

    def f(self, x):
        first = x[..., 0] + 2 * x[..., 1] - 7
        second = 2 * x[..., 0] + x[..., 1] - 5
        return first * first + second * second

    def minima(self):
        return [(1.0, 3.0)]
