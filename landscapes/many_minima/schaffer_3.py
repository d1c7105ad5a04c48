"""Schaffer N.3."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Schaffer3(Landscape):
    """Hyperbolic waves folded once more: a braid of valleys, and the four deepest spots are on the axes close to the
    middle, in valleys that run on for ever at almost the same height. Mostly printed as (0, 1.2531) alone, value
    0.001567; by symmetry there are four. (Mishra, 2007)"""

    domain = ((-100.0, 100.0), (-100.0, 100.0))
    view = ((-4.0, 4.0), (-4.0, 4.0))
    start = (2.6, 1.2)
    title = "Schaffer N.3"
    formula = r"\frac12 + \frac{\sin^2\left(\cos|x^2 - y^2|\right) - \frac12}{\left(1 + 0.001(x^2 + y^2)\right)^2}"
    traits = ("many minima", "waves", "valley")

    def f(self, x):
        dtype, x = x.dtype, x.double()  # a phase of 20,000 radians is more than single precision resolves
        x, y = x[..., 0], x[..., 1]
        wave, fade = torch.sin(torch.cos(x * x - y * y)), 1 + 0.001 * (x * x + y * y)
        return (0.5 + (wave * wave - 0.5) / (fade * fade)).to(dtype)

    def minima(self):
        return [
            (-1.2531149631200684, 0.0),
            (0.0, -1.2531149631200684),
            (0.0, 1.2531149631200684),
            (1.2531149631200684, 0.0),
        ]
