"""Giunta, a bowl with a wrinkle."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Giunta(Landscape):
    """A smooth bowl with faint wrinkles: the slope falters two or three times on the way down without ever quite
    turning, and the last stretch is nearly level. Mostly printed as (0.45834, 0.45834) with value 0.060447; of this
    form the minimum is at (0.46732, 0.46732), value 0.064470. (Giunta; in Mishra, 2006)"""

    domain = ((-1.0, 1.0), (-1.0, 1.0))
    start = (-0.8, -0.5)
    formula = (
        r"0.6 + \sum_i \left(\sin u_i + \sin^2 u_i + \tfrac{1}{50}\sin 4u_i\right), \quad u_i = \tfrac{16}{15}x_i - 1"
    )
    traits = ("bowl", "waves", "separable")

    def f(self, x):
        u = 16 / 15 * x - 1
        sine = torch.sin(u)
        return 0.6 + (sine + sine * sine + torch.sin(4 * u) / 50).sum(-1)

    def minima(self):
        return [(0.4673200253979606, 0.4673200253979606)]
