"""The three-hump camel's back."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class ThreeHumpCamel(Landscape):
    """A dip in the middle and a shallower one on either side of it, at (1.7476, -0.8738) and opposite, only 0.3 higher:
    a cautious run stays in the first one it meets, a fast one rolls through to the middle. (Branin, 1972; Dixon and
    Szego, 1978)"""

    also_called = ("camel",)
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    view = ((-2.2, 2.2), (-2.2, 2.2))
    start = (-2.0, -1.0)
    title = "Three-hump camel"
    formula = r"2x^2 - 1.05\,x^4 + \tfrac16 x^6 + x\,y + y^2"
    traits = ("many minima", "polynomial", "saddle")

    def f(self, x):
        xx = x[..., 0] * x[..., 0]
        return (2 - 1.05 * xx + xx * xx / 6) * xx + x[..., 0] * x[..., 1] + x[..., 1] * x[..., 1]

    def minima(self):
        return [(0.0, 0.0)]
