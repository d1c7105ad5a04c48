"""Rosenbrock with a trap door."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class RosenbrockModified(Landscape):
    """Rosenbrock's banana with a narrow hole dug beside it, deeper than the valley: the valley leads to (1, 1) at 74,
    where every book says the minimum should be, while the hole goes down to 34.04. Mostly printed as (-0.9, -0.95),
    value 34.37; it is (-0.909554, -0.950572), 34.0402. (Sobieszczanski-Sobieski et al., 1998)"""

    domain = ((-2.0, 2.0), (-2.0, 2.0))
    start = (-1.2, 1.0)
    title = "Rosenbrock, modified"
    formula = r"74 + 100\,(y - x^2)^2 + (1 - x)^2 - 400\,e^{-\left((x+1)^2 + (y+1)^2\right)/0.1}"
    traits = ("deceptive", "valley", "many minima", "bent")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        across, along = y - x * x, 1 - x
        hole = torch.exp(-10 * ((x + 1) * (x + 1) + (y + 1) * (y + 1)))
        return 74 + 100 * (across * across) + along * along - 400 * hole

    def minima(self):
        return [(-0.9095537365026206, -0.9505717126590494)]
