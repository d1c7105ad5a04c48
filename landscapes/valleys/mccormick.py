"""McCormick's wavy trough."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class McCormick(Landscape):
    """A bent sheet with waves along its diagonal. The minimum is the lowest dip of the usual box only: one wave further
    down the diagonal lies the next, lower by pi, and so on without end, so a run that is too fast rolls out of the box
    and below the minimum; distance and f - f* mean nothing there. The literature prints (-0.547, -1.547), value
    -1.9133; the minimizer is (1/2 - pi/3, -1/2 - pi/3) and the value -1.91322..., which is -sqrt(3)/2 - pi/3.
    (McCormick, 1976)"""

    domain = ((-1.5, 4.0), (-3.0, 4.0))
    view = ((-3.0, 3.0), (-3.0, 3.0))
    start = (0.0, 2.0)
    lower_outside = True
    title = "McCormick"
    formula = r"\sin(x + y) + (x - y)^2 - 1.5\,x + 2.5\,y + 1"
    traits = ("valley", "waves", "unbounded below")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        return torch.sin(x + y) + (x - y) * (x - y) - 1.5 * x + 2.5 * y + 1

    def minima(self):
        x = (3 - 2 * math.pi) / 6
        return [(x, x - 1)]
