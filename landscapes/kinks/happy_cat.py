"""HappyCat, a cat that runs in circles."""

from dataclasses import dataclass

from fallline.core import Landscape, dimensions
from fallline.landscapes._maths import safe_sqrt


@dataclass(frozen=True)
class HappyCat(Landscape):
    """A round crease that gets infinitely steep towards its bottom, and on it a gentle slope to the minimum at (-1,
    -1). Every method drops into the crease and then is thrown from side to side instead of following it: the function
    was made to fool methods that learn step sizes. (Beyer and Finck, 2012)"""

    dim: int = dimensions()

    domain = ((-2.0, 2.0), (-2.0, 2.0))
    start = (1.5, 0.4)
    at_minima = "cusp"
    title = "HappyCat"
    formula = r"\left((|x|^2 - n)^2\right)^{1/8} + \tfrac1n\left(\tfrac12|x|^2 + \sum_i x_i\right) + \tfrac12"
    traits = ("cusp", "valley", "bent", "scalable")

    def f(self, x):
        squared = (x * x).sum(-1)
        crease = safe_sqrt(safe_sqrt((squared - self.dim).abs()))  # the eighth root of the square
        return crease + (0.5 * squared + x.sum(-1)) / self.dim + 0.5

    def minima(self):
        return [(-1.0,) * self.dim]
