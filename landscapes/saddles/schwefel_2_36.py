"""Schwefel 2.36, a pit in a corner of a saddle."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class Schwefel236(Landscape):
    """In the box the function has a single shallow-looking pit at (12, 12), 3456 below zero, in a corner of a landscape
    that reaches 200 million at the far corner. Saddles at the edges lead out of the box, and there it falls for ever.
    (Schwefel, 1981)"""

    domain = ((0.0, 500.0), (0.0, 500.0))
    view = ((0.0, 40.0), (0.0, 40.0))
    start = (30.0, 6.0)
    lower_outside = True
    title = "Schwefel 2.36"
    formula = r"-x\,y\,(72 - 2x - 2y)"
    traits = ("saddle", "unbounded below", "polynomial")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        return -(x * y) * (72 - 2 * x - 2 * y)

    def minima(self):
        return [(12.0, 12.0)]
