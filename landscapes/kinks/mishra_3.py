"""Mishra 3, with squares."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape
from fallline.landscapes._maths import safe_sqrt


@dataclass(frozen=True)
class Mishra3(Landscape):
    """Circular creases, infinitely steep at their bottoms, on a sheet that is tilted ever so slightly: the minimum is
    where the outermost whole crease reaches lowest, at exactly x = y = -4.5 pi / sqrt 2. A run is thrown about in the
    crease it meets and never slides along it. The value is -0.09 pi / sqrt 2 = -0.19993; the form with x^2 + y instead
    of x^2 + y^2 is a landscape of its own. (Mishra, 2006)"""

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (-4.2, -7.2)
    at_minima = "cusp"
    fmin = -0.09 * math.pi / math.sqrt(2)  # rounding of x keeps f from showing it
    lower_outside = True
    title = "Mishra 3"
    formula = r"\sqrt{\left|\cos\sqrt{x^2 + y^2}\right|} + 0.01\,(x + y)"
    traits = ("cusp", "many minima", "waves", "unbounded below")

    def f(self, x):
        dtype, x = x.dtype, x.double()  # single precision would blur the creases
        x, y = x[..., 0], x[..., 1]
        return (safe_sqrt(torch.cos(safe_sqrt(x * x + y * y)).abs()) + 0.01 * (x + y)).to(dtype)

    def minima(self):
        return [(-4.5 * math.pi / math.sqrt(2),) * 2]
