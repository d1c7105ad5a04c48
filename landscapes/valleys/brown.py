"""Brown's chain of exponents."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape, dimensions


@dataclass(frozen=True)
class Brown(Landscape):
    """Each coordinate is raised to a power that its neighbour sets: nearly a round bowl close in, and walls that grow
    faster than any polynomial farther out. From the corner the first steps are enormous, then nothing more happens that
    a bowl would not do. (Brown; in Begambre and Laier, 2009)"""

    dim: int = dimensions()

    domain = ((-1.0, 4.0), (-1.0, 4.0))
    view = ((-1.0, 2.0), (-1.0, 2.0))
    start = (1.8, 1.5)
    height = "log"
    formula = r"\sum_i (x_i^2)^{x_{i+1}^2 + 1} + (x_{i+1}^2)^{x_i^2 + 1}"
    traits = ("bowl", "unimodal", "steep walls", "scalable")

    def f(self, x):
        squared = x * x
        zero = (squared == 0).to(x.dtype)  # keeps the slope of 0 to a power 0 instead of not a number
        size, log = squared, torch.log(squared + zero)
        first = (1 - zero[..., :-1]) * torch.exp((size[..., 1:] + 1) * log[..., :-1])
        second = (1 - zero[..., 1:]) * torch.exp((size[..., :-1] + 1) * log[..., 1:])
        return (first + second).sum(-1)

    def minima(self):
        return [(0.0,) * self.dim]
