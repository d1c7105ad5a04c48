"""Venter and Sobieszczanski-Sobieski."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class Venter(Landscape):
    """Waves on both axes that get finer outwards, in a bowl that barely bends them: hundreds of dips, and the middle
    one is four hundred deep. From far out the dips look all alike, and a run needs luck or speed. (Venter and
    Sobieszczanski-Sobieski, 2003)"""

    domain = ((-50.0, 50.0), (-50.0, 50.0))
    view = ((-20.0, 20.0), (-20.0, 20.0))
    start = (-16.0, 12.0)
    title = "Venter-Sobieszczanski-Sobieski"
    formula = r"\sum_{t \in \{x, y\}} t^2 - 100\cos^2 t - 100\cos\tfrac{t^2}{30}"
    traits = ("many minima", "waves", "separable")

    def f(self, x):
        squared, cosine = x * x, torch.cos(x)
        return (squared - 100 * (cosine * cosine) - 100 * torch.cos(squared / 30)).sum(-1)

    def minima(self):
        return [(0.0, 0.0)]
