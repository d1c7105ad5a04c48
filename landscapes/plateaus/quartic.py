"""De Jong F4 without its noise."""

from dataclasses import dataclass

from fallline.core import Landscape, dimensions
from fallline.landscapes._maths import coordinate_numbers, integer_power


@dataclass(frozen=True)
class Quartic(Landscape):
    """A tub: steep at the rim, flat at the bottom, where slope and curvature both fade to nothing. Plain descent never
    quite arrives; a method that divides by the size of the slope does. (De Jong, 1975)"""

    dim: int = dimensions()

    domain = ((-1.28, 1.28), (-1.28, 1.28))
    start = (-1.1, 0.9)
    formula = r"\sum_i i\,x_i^4"
    traits = ("plateau", "flat minimum", "unimodal", "convex", "separable", "polynomial", "scalable")

    def f(self, x):
        return (coordinate_numbers(x) * integer_power(x, 4)).sum(-1)

    def minima(self):
        return [(0.0,) * self.dim]
