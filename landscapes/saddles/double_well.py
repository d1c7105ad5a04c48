"""The double well."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class DoubleWell(Landscape):
    """Two equal wells with a pass between them. The start is almost on the line that leads straight to the pass: plain
    descent runs up to it, slows to a halt, and only then falls to one side; Adam, which makes every slope count as much
    as any other, never goes near it. (Nesterov, 2004, section 1.2)"""

    domain = ((-2.0, 2.0), (-2.0, 2.0))
    start = (0.001, 1.5)
    formula = r"(x^2 - 1)^2 + y^2"
    traits = ("saddle", "many minima", "polynomial", "separable")

    def f(self, x):
        well = x[..., 0] * x[..., 0] - 1
        return well * well + x[..., 1] * x[..., 1]

    def minima(self):
        return [(-1.0, 0.0), (1.0, 0.0)]
