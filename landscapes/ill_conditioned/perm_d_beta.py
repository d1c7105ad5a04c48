"""Perm d, beta."""

from dataclasses import dataclass

from fallline.core import Landscape, real


@dataclass(frozen=True)
class PermDBeta(Landscape):
    """A long flat trench in which two conditions on powers of the coordinates nearly repeat each other. The literature
    lists one minimum, (1, 2), at the corner of the box; with two coordinates there is a second one of the same value 0,
    which for beta = 1/2 is (23/13, 14/13). In more than two dimensions such further solutions are not known in closed
    form, so this page stays with two. (Neumaier; in Surjanovic and Bingham, 2013)"""

    beta: float = real(0.5, 0.1, 5.0, log=True, help="how much all powers are weighted alike")

    domain = ((-2.0, 2.0), (-2.0, 2.0))
    start = (-1.5, 1.0)
    height = "log"
    title = "Perm d, beta"
    formula = r"\sum_{i=1}^{2} \left(\sum_{j=1}^{2} (j^i + \beta)\left((x_j / j)^i - 1\right)\right)^2"
    traits = ("ill-conditioned", "valley", "many minima", "polynomial")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        b, half = self.beta, y / 2
        first = (1 + b) * (x - 1) + (2 + b) * (half - 1)
        second = (1 + b) * (x * x - 1) + (4 + b) * (half * half - 1)
        return first * first + second * second

    def minima(self):
        # With u = x - 1 and v = y / 2 - 1 the first condition gives u = -r v, and the second has v as a factor.
        b = self.beta
        r = (2 + b) / (1 + b)
        v = 2 * (r * (1 + b) - (4 + b)) / (r * r * (1 + b) + 4 + b)
        return [(1.0, 2.0), (1 - r * v, 2 + 2 * v)]
