"""Branin, three lakes along a parabola."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Branin(Landscape):
    """A parabola-shaped valley with three equally deep lakes in it, at x = -pi, pi and 3 pi. Which one a run reaches
    depends on the side it comes from; between them the valley floor hardly rises. All three are exact: the value is
    5/(4 pi), mostly printed as 0.397887. (Branin, 1972)"""

    domain = ((-5.0, 10.0), (0.0, 15.0))
    start = (6.0, 12.0)
    title = "Branin"
    formula = (
        r"\left(y - \tfrac{5.1}{4\pi^2}x^2 + \tfrac{5}{\pi}x - 6\right)^2 "
        r"+ 10\left(1 - \tfrac{1}{8\pi}\right)\cos x + 10"
    )
    traits = ("many minima", "valley", "bent")
    aliases = {"two_d_branin": {}}  # in the DeepOBS benchmark; see the examples

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        across = y - 5.1 / (4 * math.pi * math.pi) * (x * x) + 5 / math.pi * x - 6
        return across * across + 10 * (1 - 1 / (8 * math.pi)) * torch.cos(x) + 10

    def minima(self):
        # Where cos x = -1 and the parabola's square is 0: y = 5.1 k^2 / 4 - 5 k + 6 for x = k pi.
        return [(k * math.pi, 1.275 * k * k - 5 * k + 6) for k in (-1, 1, 3)]
