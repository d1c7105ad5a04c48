"""Fitting two exponentials at once."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class JennrichSampson(Landscape):
    """Ten data that two exponentials cannot fit, so the minimum is far above zero; towards the upper right corner the
    sum explodes. The valley is a narrow arc on which the two exponents trade places. Mostly printed as 124.362 at
    (0.2578, 0.2578). (Jennrich and Sampson, 1968)"""

    domain = ((-1.0, 1.0), (-1.0, 1.0))
    view = ((-1.0, 0.6), (-1.0, 0.6))
    start = (-0.5, 0.45)
    height = "log"
    title = "Jennrich-Sampson"
    formula = r"\sum_{i=1}^{10} \left(2 + 2i - (e^{ix} + e^{iy})\right)^2"
    traits = ("valley", "steep walls", "data fit", "ill-conditioned")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        count = torch.arange(1, 11, dtype=x.dtype, device=x.device)
        rest = 2 + 2 * count - (torch.exp(count * x[..., None]) + torch.exp(count * y[..., None]))
        return (rest * rest).sum(-1)

    def minima(self):
        return [(0.2578252136703641, 0.2578252136703641)]
