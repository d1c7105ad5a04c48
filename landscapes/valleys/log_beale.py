"""Beale's valley under a logarithm, as in the AdaBelief authors' videos."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class LogBeale(Landscape):
    """Beale's function with its peaks pressed flat, so that a run can start on them: high plains that fall gently to a
    long bent valley. It is the function that the AdaBelief authors filmed as Beale, from (2.5, -2.5) and (-2.5, -2.5);
    a reader who took the plain one could not repeat their figure. As there, a valley without end runs off to the left.
    (Beale, 1958, compressed as in the videos of Zhuang et al., 2020)"""

    domain = ((-4.0, 4.0), (-4.0, 4.0))
    start = (-2.5, -2.5)
    title = "Log-compressed Beale"
    formula = r"\tfrac{1}{10}\ln\left(1 + (1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2\right)"
    traits = ("valley", "plateau", "compressed")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        first = 1.5 - x + x * y
        second = 2.25 - x + x * (y * y)
        third = 2.625 - x + x * (y * y * y)
        return torch.log1p(first * first + second * second + third * third) / 10

    def minima(self):
        return [(3.0, 0.5)]
