"""Levy 5, a crowd of dips with one winner."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Levy5(Landscape):
    """A product of two wave trains, so dips and peaks alternate like a chessboard, hundreds of them; a shallow bowl on
    top decides which of the many deep ones is deepest. Speed carries a run from square to square; nothing tells it
    where to go. Mostly printed as (-1.3068, -1.4248), value -176.1375. (Levy and Montalvo, 1985)"""

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    view = ((-4.0, 2.0), (-4.0, 2.0))
    start = (0.6, 0.9)
    title = "Levy 5"
    formula = r"\sum_{i=1}^{5} i\cos((i-1)x + i)\;\sum_{j=1}^{5} j\cos((j+1)y + j) + (x + 1.42513)^2 + (y + 0.80032)^2"
    traits = ("many minima", "waves", "deceptive")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        count = torch.arange(1, 6, dtype=x.dtype, device=x.device)
        across = (count * torch.cos((count - 1) * x[..., None] + count)).sum(-1)
        along = (count * torch.cos((count + 1) * y[..., None] + count)).sum(-1)
        return across * along + (x + 1.42513) * (x + 1.42513) + (y + 0.80032) * (y + 0.80032)

    def minima(self):
        return [(-1.3068530097535722, -1.4248450415606813)]
