"""The Styblinski-Tang function."""

from dataclasses import dataclass

from fallline.core import Landscape, dimensions


@dataclass(frozen=True)
class StyblinskiTang(Landscape):
    """Four wide bowls, one in each quarter, at three depths: -78.3, twice -64.2, and -50.1. A method without speed ends
    in the bowl of its quarter; the deepest is at the lower left. It is mostly printed as (-2.903534, -2.903534), value
    -78.332; each coordinate is the lowest root of 4x^3 - 32x + 5. (Styblinski and Tang, 1990)"""

    dim: int = dimensions()

    domain = ((-5.0, 5.0), (-5.0, 5.0))
    view = ((-4.5, 4.5), (-4.5, 4.5))
    start = (0.5, -0.2)
    title = "Styblinski-Tang"
    formula = r"\tfrac12\sum_i \left(x_i^4 - 16x_i^2 + 5x_i\right)"
    traits = ("many minima", "separable", "polynomial", "scalable")

    def f(self, x):
        return 0.5 * (((x * x - 16) * x + 5) * x).sum(-1)

    def minima(self):
        return [(-2.903534027771177,) * self.dim]
