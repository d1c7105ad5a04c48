"""Mishra 5."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Mishra5(Landscape):
    """A valley along x near -2 with quilted walls, tilted so that it falls slowly towards smaller y: the lowest point
    of the box is on its lower edge, and outside the valley goes on. Mostly printed as (-1.98682, -10), value -1.01983.
    (Mishra, 2006)"""

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (4.0, -3.0)
    at_minima = "boundary"
    lower_outside = True
    title = "Mishra 5"
    formula = (
        r"\left(\sin^2\left((\cos x + \cos y)^2\right) + \cos^2\left((\sin x + \sin y)^2\right) + x\right)^2 "
        r"+ 0.01x + 0.1y"
    )
    traits = ("many minima", "valley", "waves", "boundary minimum", "unbounded below")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        across, along = torch.cos(x) + torch.cos(y), torch.sin(x) + torch.sin(y)
        first, second = torch.sin(across * across), torch.cos(along * along)
        quilt = first * first + second * second + x
        return quilt * quilt + 0.01 * x + 0.1 * y

    def minima(self):
        return [(-1.9868206464261489, -10.0)]
