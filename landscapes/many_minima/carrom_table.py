"""The carrom board."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape
from fallline.landscapes._maths import safe_sqrt


@dataclass(frozen=True)
class CarromTable(Landscape):
    """A board of waves with a pocket at each corner: the four deepest dips are far out, near the corners, and
    everything inside is shallow by comparison. Going outward pays, which no slope in the middle says. Mostly printed as
    (+-9.646157, +-9.646157); it is (+-9.646168, +-9.646168), value -24.156816. (Mishra, 2006)"""

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (4.6, 5.2)
    lower_outside = True
    title = "Carrom table"
    formula = r"-\tfrac{1}{30}\left(\cos x\,\cos y\;e^{\left|1 - \sqrt{x^2+y^2}/\pi\right|}\right)^2"
    traits = ("many minima", "waves", "deceptive", "unbounded below")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        far = (1 - safe_sqrt(x * x + y * y) / math.pi).abs()
        board = torch.cos(x) * torch.cos(y) * torch.exp(far)
        return -(board * board) / 30

    def minima(self):
        return [
            (-9.646167670410366, -9.646167670410366),
            (-9.646167670410366, 9.646167670410366),
            (9.646167670410366, -9.646167670410366),
            (9.646167670410366, 9.646167670410366),
        ]
