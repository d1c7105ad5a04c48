"""Michalewicz, slits in a plain."""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import torch

from fallline.core import Landscape, dimensions, integer
from fallline.landscapes._maths import coordinate_numbers, unsqueeze_setting

GRID = 4000  # looks along one coordinate: enough to find the deepest slit of a hundred


@cache
def _lowest(rank: int, m: int) -> float:
    """Where -sin(x) sin(rank x^2 / pi)^(2m) is lowest in [0, pi]: a grid, then Newton on the derivative of its log."""
    look = np.linspace(0.0, math.pi, GRID)
    x = look[np.argmax(np.sin(look) * np.sin(rank * look * look / math.pi) ** (2 * m))]
    for _ in range(8):
        inside, pull = rank * x * x / math.pi, 4 * m * rank / math.pi
        slope = 1 / math.tan(x) + pull * x / math.tan(inside)
        bend = (
            -1 / math.sin(x) ** 2
            + pull / math.tan(inside)
            - pull * x * (2 * rank * x / math.pi) / math.sin(inside) ** 2
        )
        x -= slope / bend
    return float(x)


@dataclass(frozen=True)
class Michalewicz(Landscape):
    """A level plain cut by narrow slits, one set per coordinate; where the slits cross it is deepest. On the plain the
    slope is nothing at all, so plain descent stands still and only methods that divide by the slope's size move on. The
    slits get narrower with m; far beyond the box further ones go a little deeper. (Michalewicz, 1992)"""

    m: int = integer(10, 1, 20, at_least=1, at_most=50, help="how narrow the slits are")
    dim: int = dimensions(max_dim=100)

    domain = ((0.0, math.pi), (0.0, math.pi))
    start = (1.9, 1.35)
    formula = r"-\sum_i \sin x_i\,\sin^{2m}\frac{i\,x_i^2}{\pi}"
    traits = ("plateau", "many minima", "separable", "scalable")

    def f(self, x):
        slit = torch.sin(coordinate_numbers(x) * (x * x) / math.pi)
        zero = (slit == 0).to(x.dtype)  # keeps the slope of 0 to a power 0 instead of not a number
        narrow = (1 - zero) * torch.exp(unsqueeze_setting(self.m) * torch.log(slit * slit + zero))
        return -(torch.sin(x) * narrow).sum(-1)

    def minima(self):
        return [tuple(_lowest(rank, self.m) for rank in range(1, self.dim + 1))]
