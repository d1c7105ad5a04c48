"""Powell, badly scaled."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class PowellBadlyScaled(Landscape):
    """One coordinate of the minimum is a million times the other, and the valley that leads there hugs the axes: a step
    that is right for one coordinate is hopeless for the other. By symmetry there are two such minima; books print one
    of them, as (1.098e-5, 9.106). (Powell, 1970)"""

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (0.05, 0.01)
    height = "log"
    formula = r"(10^4 x\,y - 1)^2 + (e^{-x} + e^{-y} - 1.0001)^2"
    traits = ("ill-conditioned", "valley", "many minima", "steep walls", "plateau")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        product = 1e4 * (x * y) - 1
        decay = torch.exp(-x) + torch.exp(-y) - 1.0001
        return product * product + decay * decay

    def minima(self):
        return [(1.0981593296998175e-05, 9.106146739866524), (9.106146739866524, 1.0981593296998175e-05)]
