"""The egg holder."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape
from fallline.landscapes._maths import safe_sqrt


@dataclass(frozen=True)
class Eggholder(Landscape):
    """Slanted waves of all heights, and the deepest dip is at the very edge of the box, cut off by it: outside it goes
    on falling. Hundreds of dips look alike from inside. Mostly printed as (512, 404.2319), value -959.6407. (Whitley et
    al., 1996)"""

    domain = ((-512.0, 512.0), (-512.0, 512.0))
    start = (300.0, 250.0)
    at_minima = "boundary"
    lower_outside = True
    title = "Eggholder"
    formula = r"-(y + 47)\sin\sqrt{\left|\tfrac x2 + y + 47\right|} - x\sin\sqrt{|x - y - 47|}"
    traits = ("deceptive", "many minima", "waves", "boundary minimum", "unbounded below")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        up = y + 47
        return -up * torch.sin(safe_sqrt((x / 2 + up).abs())) - x * torch.sin(safe_sqrt((x - up).abs()))

    def minima(self):
        return [(512.0, 404.2318051137578)]
