"""Ackley 2, a pointed tent upside down."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape
from fallline.landscapes._maths import safe_sqrt


@dataclass(frozen=True)
class Ackley2(Landscape):
    """A funnel with a point at its bottom and a slope that grows all the way in: plain descent speeds up towards the
    point and is thrown across it; Adam marches in at an even pace and dithers around the tip. (Ackley, 1987)"""

    domain = ((-32.0, 32.0), (-32.0, 32.0))
    start = (-25.0, 18.0)
    at_minima = "kink"
    title = "Ackley 2"
    formula = r"-200\,e^{-0.02\sqrt{x^2 + y^2}}"
    traits = ("kink", "funnel", "unimodal")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        return -200 * torch.exp(-0.02 * safe_sqrt(x * x + y * y))

    def minima(self):
        return [(0.0, 0.0)]
