"""Absolute values of unequal weight, case (d) of the AdaBelief paper."""

from dataclasses import dataclass

from fallline.core import Landscape, real


@dataclass(frozen=True)
class AdaBeliefAbsScaled(Landscape):
    """A V-shaped valley along x with a gently falling floor: steep across, ten times gentler along. SGD hops across the
    valley and hardly moves along it; Adam moves equally fast along both axes, because it divides each slope by its own
    size; AdaBelief brakes across and speeds up along. With scale = 0.1 it is Valley1 and Valley3 of the authors'
    videos, from (0.5, 1.5) and (2.5, 0.1). (Zhuang et al., 2020, figure 3d)"""

    ratio: float = real(10.0, 1.0, 1000.0, log=True, help="how many times steeper it is across than along")

    domain = ((-3.0, 3.0), (-3.0, 3.0))
    start = (2.5, 0.1)
    at_minima = "kink"
    title = "AdaBelief (d): unequal absolute values"
    formula = r"\frac{|x|}{r} + |y|"
    traits = ("kink", "valley", "unimodal", "convex", "separable", "piecewise linear", "ill-conditioned")

    def f(self, x):
        return x[..., 0].abs() / self.ratio + x[..., 1].abs()

    def minima(self):
        return [(0.0, 0.0)]
