"""Starts on a circle around the chosen one."""

from dataclasses import dataclass

import numpy as np

from fallline.core import StartPattern, integer, real
from fallline.core.start_pattern import shortest_side


@dataclass(frozen=True)
class Ring(StartPattern):
    """Starts on a circle around yours: the same distance, every direction. In more than two dimensions the circle lies
    in the plane of the first two coordinates. Of one variable the starts stand evenly on both sides of yours, up to
    that distance."""

    count: int = integer(12, 3, 200, log=True, at_least=1, at_most=5000, help="how many starts stand on the circle")
    radius: float = real(0.15, 0.01, 0.5, at_least=0.0, help="as a share of the view's shortest side")

    def starts_around(self, centre, view):
        if len(centre) == 1:
            return centre[0] + self.radius * shortest_side(view) * np.linspace(-1, 1, self.count)[:, None]
        angles = 2 * np.pi * np.arange(self.count) / self.count
        points = np.tile(np.asarray(centre, dtype=float), (self.count, 1))
        points[:, :2] += self.radius * shortest_side(view) * np.stack((np.cos(angles), np.sin(angles)), -1)
        return points
