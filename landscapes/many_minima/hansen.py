"""Hansen, nine minima in a product of waves."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape

# Where the slow train is highest (13.71...) and the fast one lowest (-12.87...); their period is 2 pi.
CREST, TROUGH = -1.306707703621301, -1.425128428319761


@dataclass(frozen=True)
class Hansen(Landscape):
    """Two different wave trains multiplied: slow waves along x, fast ones along y, hundreds of dips and nine equally
    deep ones. The dips are long and narrow, so that a rate which suits one axis is wrong for the other. (Hansen; in
    Levy and Montalvo, 1985)"""

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    view = ((-4.0, 4.0), (-4.0, 4.0))
    start = (2.0, -2.6)
    formula = r"\sum_{i=0}^{4} (i+1)\cos(ix + i + 1)\;\sum_{j=0}^{4} (j+1)\cos((j+2)y + j + 1)"
    traits = ("many minima", "waves")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        i = torch.arange(5, dtype=x.dtype, device=x.device)
        slow = ((i + 1) * torch.cos(i * x[..., None] + i + 1)).sum(-1)
        return slow * ((i + 1) * torch.cos((i + 2) * y[..., None] + i + 1)).sum(-1)

    def minima(self):
        period = 2 * math.pi
        return [(CREST + i * period, TROUGH + j * period) for i in (-1, 0, 1) for j in (-1, 0, 1)]
