"""The pen holder."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape
from fallline.landscapes._maths import safe_sqrt


@dataclass(frozen=True)
class PenHolder(Landscape):
    """A block with rows of holes for pens, flat between them: every hole has nearly the same depth, the four at the
    corners are deepest by a hair. On the flat the slope is nothing at all. Mostly printed as (+-9.646168, +-9.646168),
    value -0.963535. (Mishra, 2006)"""

    domain = ((-11.0, 11.0), (-11.0, 11.0))
    start = (4.2, 5.6)
    lower_outside = True
    title = "Pen holder"
    formula = r"-\exp\left(-\left|\cos x\,\cos y\;e^{\left|1 - \sqrt{x^2+y^2}/\pi\right|}\right|^{-1}\right)"
    traits = ("many minima", "waves", "plateau", "deceptive")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        far = (1 - safe_sqrt(x * x + y * y) / math.pi).abs()
        depth = (torch.cos(x) * torch.cos(y) * torch.exp(far)).abs()
        return -torch.exp(-1 / depth)

    def minima(self):
        return [
            (-9.646167670410366, -9.646167670410366),
            (-9.646167670410366, 9.646167670410366),
            (9.646167670410366, -9.646167670410366),
            (9.646167670410366, 9.646167670410366),
        ]
