"""Price 2, one dip slightly deeper."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Price2(Landscape):
    """A regular grid of dips at exactly 1, and the one at the origin is 0.1 deeper, thanks to a dent too narrow to be
    felt from next door. Nothing on the way tells a run whether it is in the right one. (Price, 1977)"""

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    view = ((-5.0, 5.0), (-5.0, 5.0))
    start = (1.9, -1.3)
    title = "Price 2"
    formula = r"1 + \sin^2 x + \sin^2 y - 0.1\,e^{-x^2 - y^2}"
    traits = ("deceptive", "many minima", "waves")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        dent = 0.1 * torch.exp(-x * x - y * y)
        return 1 + torch.sin(x) * torch.sin(x) + torch.sin(y) * torch.sin(y) - dent

    def minima(self):
        return [(0.0, 0.0)]
