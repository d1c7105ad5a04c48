"""Biggs EXP2, two rates of decay."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class BiggsExp2(Landscape):
    """Two decay rates are to be told apart from their sum. Where both are large the data do not care, and the landscape
    is a plain without end; the minimum sits in a slot along its edge. Runs reach the slot soon and then creep along it
    for ever. (Biggs, 1971)"""

    domain = ((0.0, 20.0), (0.0, 20.0))
    view = ((0.0, 5.0), (0.0, 20.0))
    start = (4.0, 3.0)
    height = "log"
    title = "Biggs EXP2"
    formula = (
        r"\sum_{i=1}^{10} \left(e^{-t_i x} - 5e^{-t_i y} - e^{-t_i} + 5e^{-10t_i}\right)^2, \quad t_i = \tfrac{i}{10}"
    )
    traits = ("plateau", "valley", "data fit")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        t = torch.arange(1, 11, dtype=x.dtype, device=x.device) / 10
        data = torch.exp(-t) - 5 * torch.exp(-10 * t)
        rest = torch.exp(-t * x[..., None]) - 5 * torch.exp(-t * y[..., None]) - data
        return (rest * rest).sum(-1)

    def minima(self):
        return [(1.0, 10.0)]
