"""Mishra 4, as printed by Jamil and Yang."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape
from fallline.landscapes._maths import safe_sqrt


@dataclass(frozen=True)
class Mishra4xy(Landscape):
    """Parabola-shaped creases, infinitely steep at their bottoms, on a sheet that is tilted ever so slightly: the
    minimum is where one of them meets the lower edge of the box, at y = -10 and x^2 = 9 pi^2 + 10. Mostly printed as
    (-9.94112, -10), value -0.199409. A run is thrown about in the crease it meets and hardly slides along it; outside
    the box it goes on falling. (Mishra, 2006)"""

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (5.0, -6.0)
    at_minima = "cusp"
    fmin = -0.01 * (math.sqrt(9 * math.pi * math.pi + 10) + 10)  # rounding of x keeps f from showing it
    lower_outside = True
    title = "Mishra 4 (x² + y)"
    formula = r"\sqrt{\left|\sin\sqrt{|x^2 + y|}\right|} + 0.01\,(x + y)"
    traits = ("cusp", "many minima", "waves", "boundary minimum", "unbounded below")

    def f(self, x):
        dtype, x = x.dtype, x.double()  # single precision would blur the creases
        x, y = x[..., 0], x[..., 1]
        return (safe_sqrt(torch.sin(safe_sqrt((x * x + y).abs())).abs()) + 0.01 * (x + y)).to(dtype)

    def minima(self):
        return [(-math.sqrt(9 * math.pi * math.pi + 10), -10.0)]
