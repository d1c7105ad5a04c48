"""Mishra 6."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Mishra6(Landscape):
    """A bowl with a wrinkled wall of infinite height running through it near x = 0, where the logarithm has its pole:
    starts to the left of the wall end left of it. On the right the wrinkles leave a few dips, the deepest mostly
    printed as (2.88631, 1.82326), value -2.28395. (Mishra, 2006)"""

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    view = ((-4.0, 6.0), (-4.0, 6.0))
    start = (5.0, -2.0)
    title = "Mishra 6"
    formula = (
        r"-\ln\left(\sin^2\left((\cos x + \cos y)^2\right) - \cos^2\left((\sin x + \sin y)^2\right) + x\right)^2 "
        r"+ 0.1\left((x-1)^2 + (y-1)^2\right)"
    )
    traits = ("many minima", "waves", "steep walls")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        across, along = torch.cos(x) + torch.cos(y), torch.sin(x) + torch.sin(y)
        first, second = torch.sin(across * across), torch.cos(along * along)
        quilt = first * first - second * second + x
        return -torch.log(quilt * quilt) + 0.1 * ((x - 1) * (x - 1) + (y - 1) * (y - 1))

    def minima(self):
        return [(2.886307215532004, 1.8232603315820546)]
