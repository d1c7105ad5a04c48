"""Absolute values turned by 45 degrees, case (b) of the AdaBelief paper."""

from dataclasses import dataclass

from fallline.core import Landscape, choice, real


@dataclass(frozen=True)
class AdaBeliefAbsRotated(Landscape):
    """A V-shaped valley that runs diagonally: both coordinates bounce at once, so that a method that scales each axis
    by itself can no longer tell across from along. Everyone drops onto the valley floor fast and then crawls along it
    to the minimum. The paper's figure has the floor along x + y = 0 ('falling'); the authors' video RotateValley, with
    scale = 0.1 and from (2.5, 0.1), has it along x = y ('rising'). (Zhuang et al., 2020, figure 3b)"""

    ratio: float = real(10.0, 1.0, 1000.0, log=True, help="how many times steeper it is across than along")
    valley: str = choice("falling", ("falling", "rising"), help="which diagonal the floor follows")

    domain = ((-3.0, 3.0), (-3.0, 3.0))
    start = (2.5, 0.1)
    at_minima = "kink"
    title = "AdaBelief (b): rotated absolute values"
    formula = r"|x \pm y| + \frac{|x \mp y|}{r}"
    traits = ("kink", "valley", "unimodal", "convex", "rotated", "piecewise linear", "ill-conditioned")

    def f(self, x):
        total = (x[..., 0] + x[..., 1]).abs()
        difference = (x[..., 0] - x[..., 1]).abs()
        across, along = (total, difference) if self.valley == "falling" else (difference, total)
        return across + along / self.ratio

    def minima(self):
        return [(0.0, 0.0)]
