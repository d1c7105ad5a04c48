"""Hartmann in six dimensions."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape

WEIGHTS = (1.0, 1.2, 3.0, 3.2)  # alpha
SHAPES = (  # A
    (10, 3, 17, 3.5, 1.7, 8),
    (0.05, 10, 17, 0.1, 8, 14),
    (3, 3.5, 1.7, 10, 17, 8),
    (17, 8, 0.05, 10, 0.1, 14),
)
PLACES = (  # P in ten-thousandths
    (1312, 1696, 5569, 124, 8283, 5886),
    (2329, 4135, 8307, 3736, 1004, 9991),
    (2348, 1451, 3522, 2883, 3047, 6650),
    (4047, 8828, 8732, 5743, 1091, 381),
)


@dataclass(frozen=True)
class Hartmann6(Landscape):
    """Four Gaussian wells of four different shapes in a unit cube, only one of them the deepest: a second well at
    -3.2032 catches about as many runs as the deepest one. The value is mostly printed as -3.32237 at (0.20169,
    0.150011, 0.476874, 0.275332, 0.311652, 0.6573). (Hartman, 1972; Dixon and Szego, 1978)"""

    domain = ((0.0, 1.0), (0.0, 1.0), (0.0, 1.0), (0.0, 1.0), (0.0, 1.0), (0.0, 1.0))
    start = (0.6, 0.4, 0.6, 0.5, 0.5, 0.4)
    title = "Hartmann, 6-D"
    formula = r"-\sum_{i=1}^{4} \alpha_i \exp\left(-\sum_{j=1}^{6} A_{ij}(x_j - P_{ij})^2\right)"
    traits = ("many minima", "plateau", "six dimensions")

    def f(self, x):
        shape, place, weight = (
            torch.tensor(each, dtype=x.dtype, device=x.device) for each in (SHAPES, PLACES, WEIGHTS)
        )
        away = x[..., None, :] - place / 10000
        return -(weight * torch.exp(-(shape * (away * away)).sum(-1))).sum(-1)

    def minima(self):
        return [
            (
                0.20168951100670543,
                0.15001069182345797,
                0.476873974221897,
                0.2753324304940561,
                0.31165161660011326,
                0.6573005340656203,
            )
        ]
