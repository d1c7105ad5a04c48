"""Schaffer N.2."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Schaffer2(Landscape):
    """Waves along hyperbolas, so that the origin is a crossing of two long level valleys: everywhere on the diagonals f
    is nearly as low as at the minimum, and the way in is all but flat. (Mishra, 2007)"""

    domain = ((-100.0, 100.0), (-100.0, 100.0))
    view = ((-5.0, 5.0), (-5.0, 5.0))
    start = (3.5, 2.6)
    title = "Schaffer N.2"
    formula = r"\frac12 + \frac{\sin^2(x^2 - y^2) - \frac12}{\left(1 + 0.001(x^2 + y^2)\right)^2}"
    traits = ("many minima", "waves", "valley", "plateau", "flat minimum")

    def f(self, x):
        dtype, x = x.dtype, x.double()  # a phase of 20,000 radians is more than single precision resolves
        x, y = x[..., 0], x[..., 1]
        wave, fade = torch.sin(x * x - y * y), 1 + 0.001 * (x * x + y * y)
        return (0.5 + (wave * wave - 0.5) / (fade * fade)).to(dtype)

    def minima(self):
        return [(0.0, 0.0)]
