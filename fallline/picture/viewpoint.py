"""The standard camera of a surface: of twelve directions, the one from which most of trails and minima are seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fallline.picture.sight import is_visible
from fallline.picture.surface import LIFT_SHARE, Surface

ELEVATION = np.radians(43.0)
# Three in each quadrant, none along an axis, so that two sides of the box are seen; the first ones are preferred.
AZIMUTHS = tuple(np.radians(corner + turn) for turn in (0, -18, 18) for corner in (-45, -135, 45, 135))
DISTANCE = 2.1  # of the eye from the surface's centre, in scene units; painters move it until the surface fits
# The point that the camera looks at, in scene units: below the middle, since what is near looks larger.
CENTRE = (0.0, 0.0, -0.08)
MINIMA_WEIGHT = 0.5  # of the visible share of the minima, relative to that of the trails
TRAIL_POINTS = 240  # points of all trails that are looked at
NOTICEABLE_SHARE = 0.03  # by which another direction must show more than the first one to be taken

Eye = tuple[float, float, float]


def choose_eye(surface: Surface, paths: Sequence[np.ndarray], minima: Sequence[Sequence[float]]) -> Eye:
    """Return the eye's position, in scene units, from which most of the paths and of the minima are visible.

    ``paths`` are those of the runs, (starts, steps+1, 3) each: plane coordinates and heights; ``minima`` are points on
    the surface. Of directions that show nearly as much, the first of AZIMUTHS is taken.
    """
    trail, lowest = _trail_points(surface, paths), np.array(minima, dtype=float).reshape(-1, 3)
    best_azimuth, best_score = AZIMUTHS[0], -np.inf
    for azimuth in AZIMUTHS:
        eye = np.array(_eye_at(azimuth))
        score = _visible_share(surface, eye, trail) + MINIMA_WEIGHT * _visible_share(surface, eye, lowest)
        if score > best_score + NOTICEABLE_SHARE:
            best_azimuth, best_score = azimuth, score
    return _eye_at(best_azimuth)


def _eye_at(azimuth: float) -> Eye:
    level = DISTANCE * np.cos(ELEVATION)
    x, y, z = level * np.cos(azimuth), level * np.sin(azimuth), DISTANCE * np.sin(ELEVATION)
    return round(float(x), 4), round(float(y), 4), round(float(z), 4)


def _trail_points(surface: Surface, paths: Sequence[np.ndarray]) -> np.ndarray:
    """Return at most TRAIL_POINTS points (n, 3) of the paths, evenly many of each, that lie in the plot range."""
    each_count = max(TRAIL_POINTS // max(len(paths), 1), 1)
    chosen = [points[:: max(len(points) // each_count, 1)] for points in (path.reshape(-1, 3) for path in paths)]
    points = np.concatenate([np.empty((0, 3)), *chosen])
    low, high = np.array(surface.box[:2]).T
    return points[np.isfinite(points).all(-1) & ((points[:, :2] >= low) & (points[:, :2] <= high)).all(-1)]


def _visible_share(surface: Surface, eye: np.ndarray, points: np.ndarray) -> float:
    lift = np.array((0, 0, LIFT_SHARE * (surface.box[2][1] - surface.box[2][0])))
    return float(is_visible(surface, eye, points + lift).mean()) if len(points) else 0.0
