"""Schaffer N.4."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Schaffer4(Landscape):
    """The counterpart of N.3 with sine and cosine exchanged: crests where that one has valleys, and a floor at 0.2926
    that none of the waves goes below. Four minima on the axes, mostly printed as (0, 1.25313) alone, value 0.292579.
    (Mishra, 2007)"""

    domain = ((-100.0, 100.0), (-100.0, 100.0))
    view = ((-4.0, 4.0), (-4.0, 4.0))
    start = (2.6, 1.2)
    title = "Schaffer N.4"
    formula = r"\frac12 + \frac{\cos^2\left(\sin|x^2 - y^2|\right) - \frac12}{\left(1 + 0.001(x^2 + y^2)\right)^2}"
    traits = ("many minima", "waves", "valley", "plateau")

    def f(self, x):
        dtype, x = x.dtype, x.double()  # a phase of 20,000 radians is more than single precision resolves
        x, y = x[..., 0], x[..., 1]
        wave, fade = torch.cos(torch.sin(x * x - y * y)), 1 + 0.001 * (x * x + y * y)
        return (0.5 + (wave * wave - 0.5) / (fade * fade)).to(dtype)

    def minima(self):
        return [
            (-1.2531318314637332, 0.0),
            (0.0, -1.2531318314637332),
            (0.0, 1.2531318314637332),
            (1.2531318314637332, 0.0),
        ]
