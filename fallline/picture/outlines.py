"""The outlines of the markers of runs, by shape.

assets/race/outlines.js computes the same outlines in JavaScript; tests/cases/outlines.json is the test of both.
"""

from __future__ import annotations

from functools import cache

import numpy as np

# Regular polygons: number of corners, direction of the first corner in radians, distance of the corners.
POLYGONS = {
    "square": (4, 0.785, 1.25),
    "triangle": (3, -1.571, 1.3),
    "diamond": (4, 0.0, 1.25),
    "hexagon": (6, 0.0, 1.12),
    "pentagon": (5, -1.571, 1.1),
    "wedge": (3, 1.571, 1.3),
}
STAR_RADII = (1.35, 0.55)  # of the star's points, and of the corners between them
CIRCLE_CORNERS = 28


@cache
def marker_outline(shape: str) -> np.ndarray:
    """Return the corners (n, 2) of a marker around 0 with radius about 1, y downwards; unknown shapes are circles."""
    if shape == "star":
        return _corners(10, -np.pi / 2, np.array(STAR_RADII)[np.arange(10) % 2])
    corners, first, radius = POLYGONS.get(shape, (CIRCLE_CORNERS, 0.0, 1.0))
    return _corners(corners, first, np.full(corners, radius))


def _corners(count: int, first: float, radii: np.ndarray) -> np.ndarray:
    angles = first + 2 * np.pi * np.arange(count) / count
    return np.stack((radii * np.cos(angles), radii * np.sin(angles)), -1)
