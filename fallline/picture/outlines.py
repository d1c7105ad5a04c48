"""The outlines of balls, by the shape that tells a run from others.

The browser has the same in assets/race/outlines.js; tests/cases/outlines.json holds both to it.
"""

from __future__ import annotations

from functools import cache

import numpy as np

# Of polygons: corners, the first corner's direction in radians, and their distance.
POLYGONS = {
    "square": (4, 0.785, 1.25),
    "triangle": (3, -1.571, 1.3),
    "diamond": (4, 0.0, 1.25),
    "pentagon": (5, -1.571, 1.1),
    "wedge": (3, 1.571, 1.3),
}
STAR = (1.35, 0.55)  # distances of the star's points and of the corners between them
ARM, REACH = 0.42, 1.15  # half the width of the cross's arms, and how far they reach
ROUND = 28  # corners that make a circle


@cache
def outline(shape: str) -> np.ndarray:
    """The corners (n, 2) of a ball of radius 1, y downwards; a circle where the shape has no corners."""
    if shape == "cross":
        return _cross()
    if shape == "star":
        return _corners(10, -np.pi / 2, np.array(STAR)[np.arange(10) % 2])
    corners, first, far = POLYGONS.get(shape, (ROUND, 0.0, 1.0))
    return _corners(corners, first, np.full(corners, far))


def _corners(count: int, first: float, far: np.ndarray) -> np.ndarray:
    turns = first + 2 * np.pi * np.arange(count) / count
    return np.stack((far * np.cos(turns), far * np.sin(turns)), -1)


def _cross() -> np.ndarray:
    arm = np.array([(-ARM, -REACH), (ARM, -REACH), (ARM, -ARM)])
    quarter = np.array([(0, 1), (-1, 0)])  # (x, y) -> (-y, x)
    quarters = [arm @ np.linalg.matrix_power(quarter, turns) for turns in range(4)]
    return np.concatenate([each[:3] for each in quarters])
