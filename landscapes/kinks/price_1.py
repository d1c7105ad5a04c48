"""Price 1, four bowls with creases between."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class Price1(Landscape):
    """Four identical round bowls, one in each quarter, and sharp ridges along the axes where they meet: the sign of
    each coordinate decides for good. Start on a ridge and the slightest noise chooses. (Price, 1977)"""

    domain = ((-500.0, 500.0), (-500.0, 500.0))
    view = ((-10.0, 10.0), (-10.0, 10.0))
    start = (0.8, -9.0)
    title = "Price 1"
    formula = r"(|x| - 5)^2 + (|y| - 5)^2"
    traits = ("many minima", "kink", "separable")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        return (x.abs() - 5) * (x.abs() - 5) + (y.abs() - 5) * (y.abs() - 5)

    def minima(self):
        return [(5.0, 5.0), (5.0, -5.0), (-5.0, 5.0), (-5.0, -5.0)]
