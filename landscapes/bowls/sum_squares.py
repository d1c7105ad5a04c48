"""A bowl that is steeper along each further axis."""

from dataclasses import dataclass

from fallline.core import Landscape, dimensions
from fallline.landscapes._maths import coordinate_numbers


@dataclass(frozen=True)
class SumSquares(Landscape):
    """A bowl whose curvature grows evenly from axis to axis: the first coordinate is the slowest to arrive, the last
    one sets the largest rate that plain descent survives. In two dimensions it is nearly round; turn up the dimension
    and the spread becomes a lesson in conditioning. (Hedar, 2005)"""

    dim: int = dimensions()

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (-8.0, 6.0)
    formula = r"\sum_i i\,x_i^2"
    traits = ("bowl", "unimodal", "convex", "separable", "polynomial", "scalable")

    def f(self, x):
        return (coordinate_numbers(x) * (x * x)).sum(-1)

    def minima(self):
        return [(0.0,) * self.dim]
