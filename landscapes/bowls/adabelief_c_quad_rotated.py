"""A stretched bowl turned by 45 degrees, case (c) of the AdaBelief paper."""

from dataclasses import dataclass

from fallline.core import Landscape, real


@dataclass(frozen=True)
class AdaBeliefQuadRotated(Landscape):
    """A smooth trough that runs diagonally, ten times more curved across than along. Everyone drops onto the floor
    first and then follows it; scaling each axis by itself does not help here, since both axes see the same mixture of
    steep and gentle. With scale = 0.1 it is RotateQuadratic of the authors' videos, from (2.5, 0.1). (Zhuang et al.,
    2020, figure 3c)"""

    ratio: float = real(10.0, 1.0, 1000.0, log=True, help="how many times more it curves across than along")

    domain = ((-3.0, 3.0), (-3.0, 3.0))
    start = (2.5, 0.1)
    title = "AdaBelief (c): rotated quadratic"
    formula = r"(x+y)^2 + \frac{(x-y)^2}{r}"
    traits = ("bowl", "valley", "unimodal", "convex", "rotated", "polynomial", "ill-conditioned")

    def f(self, x):
        across = x[..., 0] + x[..., 1]
        along = x[..., 0] - x[..., 1]
        return across * across + along * along / self.ratio

    def minima(self):
        return [(0.0, 0.0)]
