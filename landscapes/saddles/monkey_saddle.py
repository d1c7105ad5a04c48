"""The monkey saddle."""

from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class MonkeySaddle(Landscape):
    """A saddle with three ways down, two for the legs and one for the tail, so flat in the middle that even its
    curvature is zero. The start is nearly on the ridge that leads to the middle: plain descent creeps there and waits
    hundreds of steps, Adam turns off at once. The valleys go down without end; the lowest points of the box are its
    corners (2, 2) and (2, -2), value -16, where a run only passes by. (Hilbert and Cohn-Vossen, 1932)"""

    domain = ((-2.0, 2.0), (-2.0, 2.0))
    start = (1.5, 0.002)
    at_minima = "boundary"
    lower_outside = True
    formula = r"x^3 - 3\,x\,y^2"
    traits = ("saddle", "polynomial", "unbounded below", "flat")

    def f(self, x):
        return x[..., 0] * (x[..., 0] * x[..., 0] - 3 * (x[..., 1] * x[..., 1]))

    def minima(self):
        return [(2.0, -2.0), (2.0, 2.0)]
