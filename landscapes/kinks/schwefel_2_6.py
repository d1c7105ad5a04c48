"""Schwefel 2.6, the larger of two slopes."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Schwefel26(Landscape):
    """A folded sheet: two planes and their mirror images meet in creases that lead to the minimum at (1, 3). Runs drop
    onto a crease and saw along it; the smaller the rate, the finer the saw. (Schwefel, 1981)"""

    domain = ((-100.0, 100.0), (-100.0, 100.0))
    view = ((-10.0, 10.0), (-10.0, 10.0))
    start = (-8.0, -6.0)
    at_minima = "kink"
    title = "Schwefel 2.6"
    formula = r"\max\left(|x + 2y - 7|,\; |2x + y - 5|\right)"
    traits = ("kink", "valley", "unimodal", "convex", "piecewise linear")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        return torch.maximum((x + 2 * y - 7).abs(), (2 * x + y - 5).abs())

    def minima(self):
        return [(1.0, 3.0)]
