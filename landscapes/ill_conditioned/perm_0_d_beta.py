"""Perm 0, d, beta."""

from dataclasses import dataclass

from fallline.core import Landscape, real


@dataclass(frozen=True)
class Perm0DBeta(Landscape):
    """A diagonal trench whose floor is all but level: everyone is on the floor in no time and nobody can tell which way
    it falls. The literature lists one minimum, (1, 1/2); with two coordinates there is a second one of the same value
    0, which for beta = 10 is (11/23, 45/46). In more than two dimensions such further solutions are not known in closed
    form, so this page stays with two. (Neumaier; in Surjanovic and Bingham, 2013)"""

    beta: float = real(10.0, 0.5, 50.0, log=True, help="how much all coordinates are weighted alike")

    domain = ((-2.0, 2.0), (-2.0, 2.0))
    start = (-1.2, 1.6)
    height = "log"
    title = "Perm 0, d, beta"
    formula = r"\sum_{i=1}^{2} \left(\sum_{j=1}^{2} (j + \beta)\left(x_j^i - j^{-i}\right)\right)^2"
    traits = ("ill-conditioned", "valley", "many minima", "polynomial")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        b = self.beta
        first = (1 + b) * (x - 1) + (2 + b) * (y - 0.5)
        second = (1 + b) * (x * x - 1) + (2 + b) * (y * y - 0.25)
        return first * first + second * second

    def minima(self):
        # With u = x - 1 and v = y - 1/2 the first condition gives u = -r v, and the second has v as a factor.
        r = (2 + self.beta) / (1 + self.beta)
        v = 1 / (r + 1)
        return [(1.0, 0.5), (1 - r * v, 0.5 + v)]
