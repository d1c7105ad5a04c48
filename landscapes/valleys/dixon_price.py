"""The Dixon-Price valley."""

import math
from dataclasses import dataclass

from fallline.core import Landscape, dimensions
from fallline.landscapes._maths import coordinate_numbers


@dataclass(frozen=True)
class DixonPrice(Landscape):
    """A horseshoe of a valley with a minimum in each arm, mirror images of each other: the sign of the last coordinate
    decides which, and the start settles it. With more dimensions the coordinates must fall into place one after the
    other. (Dixon and Price, 1989)"""

    dim: int = dimensions()

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    view = ((-2.0, 4.0), (-2.5, 2.5))
    start = (3.5, 0.4)
    height = "log"
    title = "Dixon-Price"
    formula = r"(x_1 - 1)^2 + \sum_{i \ge 2} i\,(2x_i^2 - x_{i-1})^2"
    traits = ("valley", "many minima", "bent", "polynomial", "scalable")

    def f(self, x):
        first, tied = x[..., 0] - 1, 2 * (x[..., 1:] * x[..., 1:]) - x[..., :-1]
        return first * first + (coordinate_numbers(x)[1:] * (tied * tied)).sum(-1)

    def minima(self):
        point = [1.0]
        for _ in range(self.dim - 1):
            point.append(math.sqrt(point[-1] / 2))
        return [(*point[:-1], point[-1]), (*point[:-1], -point[-1])]
