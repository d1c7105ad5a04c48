"""The six-hump camel's back."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class SixHumpCamel(Landscape):
    """Three pairs of dips on either side of the origin, two of them deepest and equally deep, four of them traps. Turn
    the picture by 180 degrees and it is the same. The deepest dips are mostly printed as (0.0898, -0.7126) with value
    -1.0316; here they are exact to double precision. (Branin, 1972; Dixon and Szego, 1978)"""

    also_called = ("camel",)
    domain = ((-3.0, 3.0), (-2.0, 2.0))
    view = ((-2.0, 2.0), (-1.1, 1.1))
    start = (-1.0, 1.0)
    title = "Six-hump camel"
    formula = r"\left(4 - 2.1\,x^2 + \tfrac13 x^4\right)x^2 + x\,y + \left(4y^2 - 4\right)y^2"
    traits = ("many minima", "polynomial", "saddle")

    def f(self, x):
        xx, yy = x[..., 0] * x[..., 0], x[..., 1] * x[..., 1]
        return (4 - 2.1 * xx + xx * xx / 3) * xx + x[..., 0] * x[..., 1] + (4 * yy - 4) * yy

    def minima(self):
        x, y = 0.08984201310031806, -0.7126564030207396
        return [(x, y), (-x, -y)]
