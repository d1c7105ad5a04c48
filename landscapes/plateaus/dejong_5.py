"""Shekel's foxholes."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape
from fallline.landscapes._maths import integer_power

PLACES = (-32, -16, 0, 16, 32)  # of the holes, along both axes


@dataclass(frozen=True)
class DeJong5(Landscape):
    """A level plain at 500 with 25 foxholes in a square grid, each a little deeper than the one before, the first one
    deepest: between the holes there is no slope to speak of, and inside one there is no way out. Mostly printed as
    (-32, -32), value 0.998004; the minimizer is (-31.97833, -31.97833). (De Jong, 1975)"""

    domain = ((-65.536, 65.536), (-65.536, 65.536))
    view = ((-45.0, 45.0), (-45.0, 45.0))
    start = (-26.0, -28.0)
    title = "De Jong F5 (foxholes)"
    formula = r"\left(0.002 + \sum_{j=1}^{25} \frac{1}{j + (x - a_{1j})^6 + (y - a_{2j})^6}\right)^{-1}"
    traits = ("plateau", "many minima", "deceptive")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        place = torch.tensor(PLACES, dtype=x.dtype, device=x.device)
        j = torch.arange(1, 26, dtype=x.dtype, device=x.device)
        away = integer_power(x[..., None] - place.repeat(5), 6) + integer_power(
            y[..., None] - place.repeat_interleave(5), 6
        )
        return 1 / (0.002 + (1 / (j + away)).sum(-1))

    def minima(self):
        return [(-31.97833483565697, -31.978334837300796)]
