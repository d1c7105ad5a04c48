"""Chichinadze, one groove among many."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Chichinadze(Landscape):
    """A broad trough along x with grooves of two widths ploughed into it, and a faint dent in y that is all that says
    where along the groove to stop: y has hardly any slope. Printed as (5.90133, 0.5) with -43.3159 and as (6.18987,
    0.5) with -42.9444; for the form used here the second is right. (Chichinadze; in Mishra, 2006)"""

    domain = ((-30.0, 30.0), (-30.0, 30.0))
    view = ((0.0, 12.0), (-4.0, 5.0))
    start = (9.3, 2.2)
    formula = (
        r"x^2 - 12x + 11 + 10\cos\tfrac{\pi x}{2} + 8\sin\tfrac{5\pi x}{2} "
        r"- \tfrac{1}{\sqrt5}\,e^{-\frac12(y - 0.5)^2}"
    )
    traits = ("many minima", "waves", "plateau", "separable")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        grooves = 10 * torch.cos(0.5 * math.pi * x) + 8 * torch.sin(2.5 * math.pi * x)
        dent = torch.exp(-0.5 * ((y - 0.5) * (y - 0.5))) / math.sqrt(5)
        return (x - 12) * x + 11 + grooves - dent

    def minima(self):
        return [(6.18986658698431, 0.5)]
