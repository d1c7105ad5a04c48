"""Wayburn and Seader, second problem."""

import math
from dataclasses import dataclass

from fallline.core import Landscape


@dataclass(frozen=True)
class WayburnSeader2(Landscape):
    """A ring-shaped trench cut by the line y = 1: where they cross lie two minima, 0.22 apart and equally deep; from
    afar they look like one. Whoever comes from above meets the left or the right one almost by chance. (Wayburn and
    Seader, 1987)"""

    domain = ((-500.0, 500.0), (-500.0, 500.0))
    view = ((-1.0, 1.6), (0.0, 2.6))
    start = (0.4, 2.4)
    height = "log"
    title = "Wayburn-Seader 2"
    formula = r"\left(1.613 - 4(x - 0.3125)^2 - 4(y - 1.625)^2\right)^2 + (y - 1)^2"
    traits = ("valley", "many minima", "bent", "polynomial")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        ring = 1.613 - 4 * ((x - 0.3125) * (x - 0.3125)) - 4 * ((y - 1.625) * (y - 1.625))
        return ring * ring + (y - 1) * (y - 1)

    def minima(self):
        away = math.sqrt(0.0505) / 2  # on y = 1 the ring is where 4 (x - 0.3125)^2 = 1.613 - 4 * 0.625^2
        return [(0.3125 - away, 1.0), (0.3125 + away, 1.0)]
