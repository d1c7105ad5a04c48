"""The stretched quadratic bowl on which step sizes are explained."""

from dataclasses import dataclass

import torch

from core import Landscape, number


@dataclass(frozen=True)
class Quadratic(Landscape):
    r"""A bowl stretched into a trough. The steepest direction limits the learning rate (plain descent flies off above 2
    divided by the condition number), the flattest one then takes for ever; momentum is what helps. Turn it, and methods
    that scale each axis by itself lose their advantage. With u and v the axes turned by the angle, it is (u^2 +
    condition v^2) / 2. (Polyak, 1964)"""

    condition: float = number(100.0, 1.0, 1e4, log=True, means="condition number: largest curvature by smallest")
    rotate: float = number(0.0, 0.0, 90.0, means="degrees by which the trough is turned against the x axis")

    domain = ((-5.0, 5.0), (-5.0, 5.0))
    start = (-4.0, 1.0)
    title = "Stretched quadratic"
    formula = (
        r"\tfrac12\left(u^2 + \kappa\,v^2\right), \quad "
        r"u = x\cos\alpha + y\sin\alpha, \quad v = y\cos\alpha - x\sin\alpha"
    )
    traits = ("bowl", "valley", "unimodal", "convex", "polynomial", "ill-conditioned", "rotated")

    def f(self, x):
        angle = torch.deg2rad(torch.as_tensor(self.rotate, dtype=x.dtype))
        cos, sin = torch.cos(angle), torch.sin(angle)
        u = cos * x[..., 0] + sin * x[..., 1]
        v = cos * x[..., 1] - sin * x[..., 0]
        return 0.5 * (u * u + self.condition * (v * v))

    def minima(self):
        return [(0.0, 0.0)]
