"""Keane's bumps."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Keane(Landscape):
    """Bumps that shrink with the distance from the origin, cut by a crease along the diagonal: the two deepest dips are
    on the axes, at the very edge of the box. Whoever starts far out finds only shallow ones. Mostly printed as
    (1.39325, 0) and (0, 1.39325), value -0.673668. (Keane, 1994)"""

    domain = ((0.0, 10.0), (0.0, 10.0))
    view = ((0.0, 5.0), (0.0, 5.0))
    start = (3.6, 2.4)
    formula = r"-\frac{\sin^2(x - y)\,\sin^2(x + y)}{\sqrt{x^2 + y^2}}"
    traits = ("many minima", "waves", "boundary minimum")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        waves = torch.sin(x - y) * torch.sin(x + y)
        squared = x * x + y * y
        zero = (squared == 0).to(x.dtype)  # at the origin the function tends to 0
        return -(waves * waves) / torch.sqrt(squared + zero)

    def minima(self):
        return [(0.0, 1.3932490753255886), (1.3932490753255886, 0.0)]
