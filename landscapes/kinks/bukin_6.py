"""Bukin N.6."""

from dataclasses import dataclass

from fallline.core import Landscape
from fallline.landscapes._maths import safe_sqrt


@dataclass(frozen=True)
class Bukin6(Landscape):
    """A bent crease that gets infinitely steep towards its bottom, with the minimum somewhere along it. The closer to
    the crease, the larger the gradient, so every step throws the run out again: hardly anything gets along the crease,
    and nothing comes to rest. (Bukin, 1997)"""

    domain = ((-15.0, -5.0), (-3.0, 3.0))
    start = (-7.0, 2.0)
    at_minima = "cusp"
    title = "Bukin N.6"
    formula = r"100\sqrt{\left|y - 0.01x^2\right|} + 0.01\,|x + 10|"
    traits = ("cusp", "kink", "valley", "bent", "ill-conditioned")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        return 100 * safe_sqrt((y - 0.01 * (x * x)).abs()) + 0.01 * (x + 10).abs()

    def minima(self):
        return [(-10.0, 1.0)]
