"""Shubert, eighteen minima in nine pairs."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape

# Where one wave train, -10 to 10 in steps of 2 pi, is lowest (-12.87...) and highest (14.50...).
TROUGH, CREST = -1.425128428319761, -0.8003211004719731


@dataclass(frozen=True)
class Shubert(Landscape):
    """A product of two wave trains: hundreds of dips, eighteen of them equally deep and grouped in pairs, because the
    deepest trough of one train may meet the highest crest of the other in two ways. Whichever is nearest wins, if the
    run is not caught before. (Shubert, 1972)"""

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    view = ((-4.0, 4.0), (-4.0, 4.0))
    start = (1.6, -2.2)
    formula = r"\sum_{j=1}^{5} j\cos((j+1)x + j)\;\sum_{j=1}^{5} j\cos((j+1)y + j)"
    traits = ("many minima", "waves")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        j = torch.arange(1, 6, dtype=x.dtype, device=x.device)
        waves = (j * torch.cos((j + 1) * x[..., None] + j)).sum(-1)
        return waves * (j * torch.cos((j + 1) * y[..., None] + j)).sum(-1)

    def minima(self):
        low, high = ([at + turn * 2 * math.pi for turn in (-1, 0, 1)] for at in (TROUGH, CREST))
        return [pair for x in low for y in high for pair in ((x, y), (y, x))]
