"""The test tube holder."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape


@dataclass(frozen=True)
class TestTubeHolder(Landscape):
    """Round holes in rows, as for test tubes, with sharp rims along the lines where sine or cosine changes sign: a run
    falls into the nearest hole and the rim keeps it there. The two deepest lie on the x axis, mostly printed as
    (+-1.5706, 0), value -10.8723. (Mishra, 2006)"""

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (2.6, 1.2)
    title = "Test tube holder"
    formula = r"-4\left|\sin x\,\cos y\;e^{\left|\cos\left((x^2+y^2)/200\right)\right|}\right|"
    traits = ("many minima", "waves", "kink")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        return -4 * (torch.sin(x) * torch.cos(y) * torch.exp(torch.cos((x * x + y * y) / 200).abs())).abs()

    def minima(self):
        return [(-1.5706026141658023, 0.0), (1.5706026141658023, 0.0)]
