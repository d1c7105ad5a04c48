"""Hartmann in three dimensions."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape

WEIGHTS = (1.0, 1.2, 3.0, 3.2)  # alpha
SHAPES = ((3, 10, 30), (0.1, 10, 35), (3, 10, 30), (0.1, 10, 35))  # A
PLACES = ((3689, 1170, 2673), (4699, 4387, 7470), (1091, 8732, 5547), (381, 5743, 8828))  # P in ten-thousandths


@dataclass(frozen=True)
class Hartmann3(Landscape):
    """Four Gaussian wells of four different shapes in a unit cube, only one of them the deepest: far from all of them
    there is hardly any slope, and the best well is a narrow pipe along x. The value is mostly printed as -3.86278 at
    (0.114614, 0.555649, 0.852547). (Hartman, 1972; Dixon and Szego, 1978)"""

    domain = ((0.0, 1.0), (0.0, 1.0), (0.0, 1.0))
    start = (0.8, 0.2, 0.3)
    title = "Hartmann, 3-D"
    formula = r"-\sum_{i=1}^{4} \alpha_i \exp\left(-\sum_{j=1}^{3} A_{ij}(x_j - P_{ij})^2\right)"
    traits = ("many minima", "plateau", "three dimensions")

    def f(self, x):
        shape, place, weight = (
            torch.tensor(each, dtype=x.dtype, device=x.device) for each in (SHAPES, PLACES, WEIGHTS)
        )
        away = x[..., None, :] - place / 10000
        return -(weight * torch.exp(-(shape * (away * away)).sum(-1))).sum(-1)

    def minima(self):
        return [(0.11458887665506896, 0.55564889461693, 0.8525469846866774)]
