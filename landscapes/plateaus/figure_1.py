"""The curve of figure 1 of the AdaBelief paper, as a landscape."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape, real


@dataclass(frozen=True)
class Figure1(Landscape):
    """The key insight of AdaBelief in one picture. From the right: a long nearly flat plain, a bend, a long straight
    steep slope, a narrow valley. Race Adam and AdaBelief at lr 0.02 for 2000 steps and watch their steps in units of
    lr. On the plain Adam's step is 1; at the bend it jumps to 6, because its average still remembers the plain, and
    then shrinks to 2 on the way down, although the slope stays as it is. AdaBelief's step grows to 11 on the plain,
    falls to 5 at the bend, where the slope surprises it, and grows again to 11 on the straight way down. In the valley
    both must brake. The figure gives no formula; this one is three straight stretches with rounded corners. (after
    Zhuang et al., 2020, figure 1)"""

    slope: float = real(1.0, 0.1, 10.0, log=True, help="steepness of the slope")
    plain: float = real(0.02, 1e-3, 0.1, log=True, help="steepness of the plain")
    bend: float = real(15.0, 5.0, 40.0, at_least=1.0, help="where the slope ends and the plain begins")

    domain = ((-5.0, 55.0), (-5.0, 5.0))
    start = (50.0, 3.0)
    title = "Figure 1: plain, slope, valley"
    formula = (
        r"a\left(\sqrt{x^2+\tfrac1{16}} - \tfrac14\right) - \frac{a-p}{2}"
        r"\left(\sqrt{(x-b)^2+\tfrac14} - d + \frac{b\,x}{d}\right) + \frac{y^2}{20}, \quad d = \sqrt{b^2+\tfrac14}"
    )
    traits = ("plateau", "valley", "unimodal", "straight slope", "separable")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        bend = torch.as_tensor(self.bend, dtype=x.dtype)
        past = x - bend
        far = torch.sqrt(bend * bend + 0.25)
        valley = torch.sqrt(x * x + 0.0625) - 0.25
        bent = torch.sqrt(past * past + 0.25) - far + x * (bend / far)
        return self.slope * valley - 0.5 * (self.slope - self.plain) * bent + y * y / 20

    def minima(self):
        return [(0.0, 0.0)]
