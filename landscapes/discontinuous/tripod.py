"""The tripod."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class Tripod(Landscape):
    """Three pits in three pieces, with cliffs between the pieces: the slope on each piece leads to its own pit, and
    only the one below the x axis goes down to 0; the other two end at 1 and 2. A run that crosses a cliff does not feel
    it, since the gradient knows nothing of the jump. (Rahnamayan et al., 2007)"""

    domain = ((-100.0, 100.0), (-100.0, 100.0))
    start = (40.0, -20.0)
    at_minima = "kink"
    formula = r"p(y)(1 + p(x)) + |x + 50p(y)(1 - 2p(x))| + |y + 50(1 - 2p(y))|, \quad p(t) = [t \ge 0]"
    traits = ("discontinuous", "deceptive", "kink", "piecewise linear")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        right, up = (x >= 0).to(x.dtype), (y >= 0).to(x.dtype)
        return up * (1 + right) + (x + 50 * (up * (1 - 2 * right))).abs() + (y + 50 * (1 - 2 * up)).abs()

    def minima(self):
        return [(0.0, -50.0)]
