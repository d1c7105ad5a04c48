"""Easom's needle."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Easom(Landscape):
    """One narrow pit in an endless flat plain. Four units from its middle the slope is a millionth of what it is
    inside: SGD stands still there, while methods that divide the slope by its own size walk as if nothing were the
    matter; still further out the slope is exactly zero in double precision and nobody moves. (Easom, 1990)"""

    domain = ((-100.0, 100.0), (-100.0, 100.0))
    view = ((0.0, 6.5), (0.0, 6.5))
    start = (1.7, 4.6)
    formula = r"-\cos x\,\cos y\,\exp\left(-(x-\pi)^2 - (y-\pi)^2\right)"
    traits = ("plateau", "needle", "many minima")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        right, up = x - math.pi, y - math.pi
        return -(torch.cos(x) * torch.cos(y)) * torch.exp(-(right * right + up * up))

    def minima(self):
        return [(math.pi, math.pi)]
