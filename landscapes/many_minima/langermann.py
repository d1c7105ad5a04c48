"""Langermann, five drops at once."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape

CENTRES = ((3, 5, 2, 1, 7), (5, 2, 1, 4, 9), (1, 2, 5, 2, 3))  # a, b and the weights c


@dataclass(frozen=True)
class Langermann(Landscape):
    """Rings of waves around five points, as if five drops had fallen, two of them large: where the rings meet they add
    up or cancel, and the deepest trough belongs to nobody in particular. With the five centres used here the value is
    mostly printed as -5.1621 or -4.1558; it is -4.15581. (Langermann; in Bersini et al., 1996)"""

    domain = ((0.0, 10.0), (0.0, 10.0))
    start = (5.0, 3.4)
    formula = r"\sum_{i=1}^{5} c_i\,e^{-s_i/\pi}\cos(\pi s_i), \quad s_i = (x - a_i)^2 + (y - b_i)^2"
    traits = ("many minima", "waves", "plateau")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        a, b, c = torch.tensor(CENTRES, dtype=x.dtype, device=x.device)
        away = (x[..., None] - a) * (x[..., None] - a) + (y[..., None] - b) * (y[..., None] - b)
        return (c * torch.exp(-away / math.pi) * torch.cos(math.pi * away)).sum(-1)

    def minima(self):
        return [(2.7934022086450367, 1.5972325013283601)]
