"""Branin RCOS 2, one lake of three."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class BraninRcos2(Landscape):
    """Branin's valley with waves in y as well and a slow rise away from the origin: of the three lakes only one is left
    deepest, at the upper left. Mostly printed as (-3.2, 12.53), value 5.559037. (Munteanu and Lazarescu, 1998)"""

    domain = ((-5.0, 15.0), (-5.0, 15.0))
    start = (8.0, 9.0)
    title = "Branin RCOS 2"
    formula = (
        r"\left(y - \tfrac{5.1}{4\pi^2}x^2 + \tfrac{5}{\pi}x - 6\right)^2 "
        r"+ 10\left(1 - \tfrac{1}{8\pi}\right)\cos x\cos y + \ln(x^2 + y^2 + 1) + 10"
    )
    traits = ("many minima", "valley", "bent", "waves")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        across = y - 5.1 / (4 * math.pi * math.pi) * (x * x) + 5 / math.pi * x - 6
        waves = 10 * (1 - 1 / (8 * math.pi)) * (torch.cos(x) * torch.cos(y))
        return across * across + waves + torch.log(x * x + y * y + 1) + 10

    def minima(self):
        return [(-3.1969884247443834, 12.526257885290116)]
