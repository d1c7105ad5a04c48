"""Mishra 3, as printed by Jamil and Yang."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape
from fallline.landscapes._maths import safe_sqrt


@dataclass(frozen=True)
class Mishra3xy(Landscape):
    """Parabola-shaped creases, infinitely steep at their bottoms, on a sheet that is tilted ever so slightly: the
    minimum is where one of them meets the lower edge of the box, at y = -10 and x^2 = 6.25 pi^2 + 10. Mostly printed as
    (-8.466, -10), value -0.18467. A run is thrown about in the crease it meets and hardly slides along it; outside the
    box it goes on falling. (Mishra, 2006)"""

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (-4.0, -6.0)
    at_minima = "cusp"
    fmin = -0.01 * (math.sqrt(6.25 * math.pi * math.pi + 10) + 10)  # rounding of x keeps f from showing it
    lower_outside = True
    title = "Mishra 3 (x² + y)"
    formula = r"\sqrt{\left|\cos\sqrt{|x^2 + y|}\right|} + 0.01\,(x + y)"
    traits = ("cusp", "many minima", "waves", "boundary minimum", "unbounded below")

    def f(self, x):
        dtype, x = x.dtype, x.double()  # single precision would blur the creases
        x, y = x[..., 0], x[..., 1]
        return (safe_sqrt(torch.cos(safe_sqrt((x * x + y).abs())).abs()) + 0.01 * (x + y)).to(dtype)

    def minima(self):
        return [(-math.sqrt(6.25 * math.pi * math.pi + 10), -10.0)]
