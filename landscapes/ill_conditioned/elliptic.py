"""The high-conditioned ellipsoid."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape, dimensions, real
from fallline.landscapes._maths import coordinate_numbers, unsqueeze_setting


@dataclass(frozen=True)
class Elliptic(Landscape):
    """A trough a million times more curved across than along. Plain descent must step so carefully for the steep axis
    that it does not visibly move on the flat one; methods with a rate per axis hardly notice the difference, as long as
    nobody turns the picture. (Hansen, Finck, Ros and Auger, 2009)"""

    condition: float = real(
        1e6, 1.0, 1e8, log=True, at_least=1.0, help="condition number: steepest curvature by flattest"
    )
    dim: int = dimensions()

    domain = ((-5.0, 5.0), (-5.0, 5.0))
    start = (-4.0, 3.0)
    height = "log"
    formula = r"\sum_i \kappa^{(i-1)/(n-1)}\,x_i^2"
    traits = ("ill-conditioned", "valley", "unimodal", "convex", "separable", "polynomial", "scalable")

    def f(self, x):
        share = (coordinate_numbers(x) - 1) / (self.dim - 1)
        stretch = torch.exp(
            share * torch.log(unsqueeze_setting(torch.as_tensor(self.condition, dtype=x.dtype, device=x.device)))
        )
        return (stretch * (x * x)).sum(-1)

    def minima(self):
        return [(0.0,) * self.dim]
