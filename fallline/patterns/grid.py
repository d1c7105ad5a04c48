"""Starts on a grid over the view."""

from dataclasses import dataclass

import numpy as np

from fallline.core import StartPattern, integer, real


@dataclass(frozen=True)
class Grid(StartPattern):
    """Starts on an even grid over the view, or over a part of it around yours; a part that would stick out of the view
    is moved back into it. In more than two dimensions the grid lies in the plane of the first two coordinates; of
    one variable it is a row."""

    across: int = integer(7, 2, 14, at_least=1, at_most=70, help="how many starts stand along each side")
    width: float = real(1.0, 0.05, 1.0, above=0.0, at_most=1.0, help="the share of the view that it covers")

    def starts_around(self, centre, view):
        shares = (np.arange(self.across) + 0.5) / self.across
        axes = []
        for middle, (low, high) in zip(centre, view[:2], strict=False):
            side = self.width * (high - low)
            corner = min(max(middle - side / 2, low), high - side)
            axes.append(corner + side * shares)
        points = np.tile(np.asarray(centre, dtype=float), (self.across ** len(axes), 1))
        points[:, :2] = np.stack(np.meshgrid(*axes), -1).reshape(-1, len(axes))
        return points
