"""The quadratic of the DeepOBS benchmark: a hundred coordinates, most of them nearly flat."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape
from fallline.landscapes.deepobs import DIM, quadratic_problem


@dataclass(frozen=True)
class QuadraticDeep(Landscape):
    """A bowl like the ones that networks are trained in: in 10 hidden directions its walls are 30 to 60 steep, in the
    other 90 it hardly rises. The value is the benchmark's test loss, half the mean of (x - data)' Q (x - data) over its
    test data, so its minimum is their mean and is not 0; training on other data ends a little beside it. What is drawn
    is the plane of two coordinates, in which all directions mix. (Schneider et al., 2019)"""

    domain = ((-2.0, 2.0),) * DIM
    start = (1.0,) * DIM
    title = "Quadratic of DeepOBS"
    formula = r"\frac{1}{2N}\sum_{i=1}^{N} (x - d_i)^T Q\,(x - d_i)"
    traits = ("convex", "ill-conditioned", "unimodal", "quadratic", "rotated")

    def f(self, x):
        curvatures, turned, mean, least = (
            torch.as_tensor(each, dtype=x.dtype, device=x.device) for each in quadratic_problem()
        )
        off = (x - mean).reshape(-1, 1, DIM)
        # A product for each point: one for all would round a point differently in another's company.
        along = torch.bmm(off, turned.expand(len(off), DIM, DIM)).reshape(x.shape)
        return least + 0.5 * (curvatures * along * along).sum(-1)

    def minima(self):
        return [tuple(quadratic_problem()[2].tolist())]
