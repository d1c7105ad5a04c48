"""Alpine 2, upside down."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape, dimensions
from fallline.landscapes._maths import safe_sqrt


@dataclass(frozen=True)
class Alpine2(Landscape):
    """Peaks that grow towards the upper right, turned over so that they are dips: nine in the box, the deepest in the
    last row. It is a product, so where one coordinate is wrong the other has nothing to gain. Below zero the root does
    not exist, and a run that strays there ends. The minimum is mostly printed as (7.917, 7.917), value -7.8856 (2.808
    to the power n). (Clerc, 1999)"""

    dim: int = dimensions(max_dim=500)

    domain = ((0.0, 10.0), (0.0, 10.0))
    start = (6.0, 9.0)
    lower_outside = True
    title = "Alpine 2"
    formula = r"-\prod_i \sqrt{x_i}\,\sin x_i"
    traits = ("many minima", "waves", "scalable", "unbounded below")

    def f(self, x):
        return -(safe_sqrt(x) * torch.sin(x)).prod(-1)

    def minima(self):
        return [(7.917052684666207,) * self.dim]
