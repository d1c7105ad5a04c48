"""The table with four deep corners."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape
from fallline.landscapes._maths import safe_sqrt


@dataclass(frozen=True)
class HolderTable(Landscape):
    """A table top of low waves with a leg pulled down at each corner: four equally deep pits far out, and inside only
    shallow dips to be caught in. Mostly printed as (+-8.05502, +-9.66459), value -19.2085. (Mishra, 2006)"""

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (5.0, 5.5)
    lower_outside = True
    title = "Hölder table"
    formula = r"-\left|\sin x\,\cos y\;e^{\left|1 - \sqrt{x^2+y^2}/\pi\right|}\right|"
    traits = ("many minima", "waves", "kink", "deceptive", "unbounded below")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        far = (1 - safe_sqrt(x * x + y * y) / math.pi).abs()
        return -(torch.sin(x) * torch.cos(y) * torch.exp(far)).abs()

    def minima(self):
        return [
            (-8.055023475736563, -9.664590019241272),
            (-8.055023475736563, 9.664590019241272),
            (8.055023475736563, -9.664590019241272),
            (8.055023475736563, 9.664590019241272),
        ]
