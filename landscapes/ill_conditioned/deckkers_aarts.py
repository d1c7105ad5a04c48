"""Dekkers and Aarts."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class DeckkersAarts(Landscape):
    """A deep narrow fold along the y axis with a pit at each end and a low rise between them. Across the fold it curves
    a hundred thousand times more than along, so the rate that keeps a run in the fold hardly moves it. Mostly printed
    as (0, +-15) with -24777; it is (0, +-14.945), -24776.518. (Dekkers and Aarts, 1991)"""

    domain = ((-20.0, 20.0), (-20.0, 20.0))
    start = (6.0, 3.0)
    height = "log"
    title = "Dekkers-Aarts"
    formula = r"10^5x^2 + y^2 - (x^2 + y^2)^2 + 10^{-5}(x^2 + y^2)^4"
    traits = ("ill-conditioned", "many minima", "steep walls", "saddle", "polynomial")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        squared = x * x + y * y
        fourth = squared * squared
        return 1e5 * (x * x) + y * y - fourth + 1e-5 * (fourth * fourth)

    def minima(self):
        return [(0.0, -14.945112151891959), (0.0, 14.945112151891959)]
