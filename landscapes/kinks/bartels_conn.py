"""Bartels and Conn."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class BartelsConn(Landscape):
    """A slanted bowl with shallow creases laid over it by the sizes of a sine and a cosine: from afar a bowl, close up
    a sharp-edged groove along x = 0 with the minimum in it, at height 1. (Bartels and Conn, 1980)"""

    domain = ((-500.0, 500.0), (-500.0, 500.0))
    view = ((-3.0, 3.0), (-3.0, 3.0))
    start = (-2.4, 1.3)
    at_minima = "kink"
    title = "Bartels-Conn"
    formula = r"|x^2 + y^2 + xy| + |\sin x| + |\cos y|"
    traits = ("kink", "bowl", "rotated")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        return (x * x + y * y + x * y).abs() + torch.sin(x).abs() + torch.cos(y).abs()

    def minima(self):
        return [(0.0, 0.0)]
