"""Ackley 3, a rippled tent."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape
from fallline.landscapes._maths import safe_sqrt


@dataclass(frozen=True)
class Ackley3(Landscape):
    """A wide tent upside down with ripples that grow no smaller towards the middle: everywhere a dip to get stuck in.
    The two deepest are mirror images, mostly printed as one, (0.683, -0.361) with -195.629, or as (0, -0.4) with -219,
    which is not a value it takes. (Ackley, 1987)"""

    domain = ((-32.0, 32.0), (-32.0, 32.0))
    view = ((-6.0, 6.0), (-6.0, 6.0))
    start = (4.5, 3.5)
    title = "Ackley 3"
    formula = r"-200\,e^{-0.02\sqrt{x^2 + y^2}} + 5\,e^{\cos 3x + \sin 3y}"
    traits = ("many minima", "funnel", "waves")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        tent = -200 * torch.exp(-0.02 * safe_sqrt(x * x + y * y))
        return tent + 5 * torch.exp(torch.cos(3 * x) + torch.sin(3 * y))

    def minima(self):
        return [(-0.6825771831515794, -0.36070186306103735), (0.6825771831515794, -0.36070186306103735)]
