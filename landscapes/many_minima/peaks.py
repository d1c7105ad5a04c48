"""Three peaks and two hollows."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape
from fallline.landscapes._maths import integer_power


@dataclass(frozen=True)
class Peaks(Landscape):
    """Three hills and two hollows in a plain that fades to nothing: the picture many know from plotting software. The
    deep hollow lies in front; from behind the hills a run ends in the small one or drifts off into the plain. Mostly
    printed as (0.2283, -1.6255), value -6.5511. (MathWorks, 1984)"""

    domain = ((-3.0, 3.0), (-3.0, 3.0))
    start = (-0.2, 1.9)
    formula = r"3(1-x)^2e^{-x^2-(y+1)^2} - 10\left(\tfrac x5 - x^3 - y^5\right)e^{-x^2-y^2} - \tfrac13e^{-(x+1)^2-y^2}"
    traits = ("many minima", "saddle", "plateau")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        first = 3 * ((1 - x) * (1 - x)) * torch.exp(-x * x - (y + 1) * (y + 1))
        second = 10 * (x / 5 - x * x * x - integer_power(y, 5)) * torch.exp(-x * x - y * y)
        return first - second - torch.exp(-(x + 1) * (x + 1) - y * y) / 3

    def minima(self):
        return [(0.22827892055636909, -1.6255349574999964)]
