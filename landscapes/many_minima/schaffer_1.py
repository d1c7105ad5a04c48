"""Schaffer N.1."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Schaffer1(Landscape):
    """Rings of waves around the origin whose height dies away slowly with the distance: the minimum is the innermost
    dip, and each ring outside it is a moat. A run circles in the moat it starts in. (Schaffer et al., 1989)"""

    domain = ((-100.0, 100.0), (-100.0, 100.0))
    view = ((-5.0, 5.0), (-5.0, 5.0))
    start = (2.9, 1.9)
    title = "Schaffer N.1"
    formula = r"\frac12 + \frac{\sin^2(x^2 + y^2) - \frac12}{\left(1 + 0.001(x^2 + y^2)\right)^2}"
    traits = ("many minima", "waves", "flat minimum")

    def f(self, x):
        dtype, x = x.dtype, x.double()  # a phase of 20,000 radians is more than single precision resolves
        x, y = x[..., 0], x[..., 1]
        squared = x * x + y * y
        wave, fade = torch.sin(squared), 1 + 0.001 * squared
        return (0.5 + (wave * wave - 0.5) / (fade * fade)).to(dtype)

    def minima(self):
        return [(0.0, 0.0)]
