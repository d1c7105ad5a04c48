"""Bukin N.2."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class Bukin2(Landscape):
    """A smooth, gently bent valley ten thousand times steeper across than along: a hard valley to follow, without
    Rosenbrock's sharp turn. The literature prints the second term with and without the square; this is the squared
    form, whose minimum is 0. (Bukin, 1997)"""

    domain = ((-15.0, -5.0), (-3.0, 3.0))
    start = (-6.0, 2.0)
    height = "log"
    title = "Bukin N.2"
    formula = r"100\left(y - 0.01x^2 + 1\right)^2 + 0.01\,(x + 10)^2"
    traits = ("valley", "unimodal", "bent", "ill-conditioned", "polynomial")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        across = y - 0.01 * (x * x) + 1
        along = x + 10
        return 100 * (across * across) + 0.01 * (along * along)

    def minima(self):
        return [(-10.0, 0.0)]
