"""The bird."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Bird(Landscape):
    """Two dark hollows in a folded sheet, equally deep and half a box apart, in a landscape with the outline of a bird.
    Between them lie ridges as high as the hollows are deep, so the start decides. Mostly printed as (4.701, 3.153) and
    (-1.582, -3.130), value -106.7645. (Mishra, 2006)"""

    domain = ((-2 * math.pi, 2 * math.pi), (-2 * math.pi, 2 * math.pi))
    start = (1.0, -1.0)
    formula = r"\sin x\;e^{(1 - \cos y)^2} + \cos y\;e^{(1 - \sin x)^2} + (x - y)^2"
    traits = ("many minima", "waves", "saddle")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        sine, cosine = torch.sin(x), torch.cos(y)
        first, second = torch.exp((1 - cosine) * (1 - cosine)), torch.exp((1 - sine) * (1 - sine))
        return sine * first + cosine * second + (x - y) * (x - y)

    def minima(self):
        return [(-1.5821421769300335, -3.1302468034546562), (4.701043130249553, 3.15293850372493)]
