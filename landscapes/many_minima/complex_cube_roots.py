"""The three cube roots of one."""

import math
from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class ComplexCubeRoots(Landscape):
    """Three pits at the cube roots of 1 in the plane of complex numbers, and a flat hill at the origin that belongs to
    none of them. Colour the starts by where they end and the famous fractal borders of Newton's method appear; gradient
    methods draw them smooth. (Cayley, 1879)"""

    domain = ((-2.0, 2.0), (-2.0, 2.0))
    view = ((-1.6, 1.6), (-1.6, 1.6))
    start = (-0.15, 0.1)
    title = "Cube roots of one"
    formula = r"(x^3 - 3xy^2 - 1)^2 + (3x^2y - y^3)^2"
    traits = ("many minima", "saddle", "polynomial", "plateau")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        real = x * x * x - 3 * (x * (y * y)) - 1
        imaginary = 3 * (x * x * y) - y * y * y
        return real * real + imaginary * imaginary

    def minima(self):
        side = math.sqrt(3) / 2
        return [(1.0, 0.0), (-0.5, side), (-0.5, -side)]
