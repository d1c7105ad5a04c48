"""The Trid function."""

from dataclasses import dataclass

from fallline.core import Landscape, dimensions


@dataclass(frozen=True)
class Trid(Landscape):
    """A slanted convex bowl in which each coordinate is tied to its neighbours, like beads on a spring. The minimizer
    is far from the origin, x_i = i (n + 1 - i), and the larger the dimension the longer and flatter the way there.
    (Neumaier; in Adorio and Diliman, 2005)"""

    dim: int = dimensions()

    domain = ((-4.0, 4.0), (-4.0, 4.0))
    start = (-3.0, 1.0)
    formula = r"\sum_i (x_i - 1)^2 - \sum_{i \ge 2} x_i\,x_{i-1}"
    traits = ("bowl", "unimodal", "convex", "rotated", "polynomial", "scalable")

    def f(self, x):
        away = x - 1
        return (away * away).sum(-1) - (x[..., 1:] * x[..., :-1]).sum(-1)

    def minima(self):
        return [tuple(float(i * (self.dim + 1 - i)) for i in range(1, self.dim + 1))]

    def extend_to_dim(self, sides):
        """The domain is n^2 wide to each side; so is the start, which keeps its place in it."""
        wide = self.dim * self.dim / 4
        return tuple(
            tuple(edge * wide for edge in side) if isinstance(side, tuple) else side * wide
            for side in super().extend_to_dim(sides)
        )
