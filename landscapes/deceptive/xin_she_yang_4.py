"""Xin-She Yang 4."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape, dimensions
from fallline.landscapes._maths import safe_sqrt


@dataclass(frozen=True)
class XinSheYang4(Landscape):
    """Hundreds of spikes on a plain that slopes the wrong way, and one sharp hole in the middle, 1 deep and not visible
    from anywhere: a needle in a haystack for every method that follows a slope. (Yang, 2010)"""

    dim: int = dimensions()

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (1.4, -0.9)
    at_minima = "kink"
    title = "Xin-She Yang 4"
    formula = r"\left(\sum_i \sin^2 x_i - e^{-\sum_i x_i^2}\right)e^{-\sum_i \sin^2\sqrt{|x_i|}}"
    traits = ("deceptive", "many minima", "kink", "waves", "scalable")

    def f(self, x):
        sine, slow = torch.sin(x), torch.sin(safe_sqrt(x.abs()))
        hole = torch.exp(-(x * x).sum(-1))
        return ((sine * sine).sum(-1) - hole) * torch.exp(-(slow * slow).sum(-1))

    def minima(self):
        return [(0.0,) * self.dim]
