"""The Styblinski-Tang function."""

from dataclasses import dataclass

from core import Landscape


@dataclass(frozen=True)
class StyblinskiTang(Landscape):
    """Four wide bowls, one in each quarter, at three depths: -78.3, twice -64.2, and -50.1. A method without speed ends
    in the bowl of its quarter; the deepest is at the lower left. It is mostly printed as (-2.903534, -2.903534), value
    -78.332; each coordinate is the lowest root of 4x^3 - 32x + 5. (Styblinski and Tang, 1990)"""

    domain = ((-5.0, 5.0), (-5.0, 5.0))
    view = ((-4.5, 4.5), (-4.5, 4.5))
    start = (0.5, -0.2)
    title = "Styblinski-Tang"
    formula = r"\tfrac12\left(x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y\right)"
    traits = ("many minima", "separable", "polynomial")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        return 0.5 * (((x * x - 16) * x + 5) * x + ((y * y - 16) * y + 5) * y)

    def minima(self):
        return [(-2.903534027771177, -2.903534027771177)]
