"""The standard camera of a surface: of some directions, the one from which most of trails and minima are seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fallline.picture.sight import is_visible, raise_to_surface
from fallline.picture.surface import LIFT_SHARE, Surface

ELEVATIONS = tuple(np.radians((43.0, 55.0, 66.0)))  # the first ones are preferred
# Three in each quadrant, none along an axis, so that two sides of the box are seen; the first ones are preferred.
AZIMUTHS = tuple(np.radians(corner + turn) for turn in (0, -18, 18) for corner in (-45, -135, 45, 135))
DISTANCE = 2.1  # of the eye from the surface's centre, in scene units; painters move it until the surface fits
# The point that the camera looks at, in scene units: below the middle, since what is near looks larger.
CENTRE = (0.0, 0.0, -0.08)
MINIMA_WEIGHT = 0.5  # of the visible share of the minima, relative to that of the trails
TRAIL_POINTS = 240  # points of all trails that are looked at
NOTICEABLE_SHARE = 0.03  # by which another direction must show more than the first one to be taken
HIGH_SHARE = 0.25  # by which a higher direction, from where heights look flatter, must show more than a lower one

Eye = tuple[float, float, float]


def choose_eye(surface: Surface, paths: Sequence[np.ndarray], minima: Sequence[Sequence[float]]) -> Eye:
    """Return the eye's position, in scene units, from which most of the paths and of the minima are visible.

    ``paths`` are those of the runs, (starts, steps+1, 3) each: plane coordinates and heights; ``minima`` are points on
    the surface. Of directions that show nearly as much, the first of AZIMUTHS is taken; a higher one is taken
    only if it shows far more.
    """
    trail, lowest = _trail_points(surface, paths), np.array(minima, dtype=float).reshape(-1, 3)

    def best_eye(elevation: float) -> tuple[float, Eye]:
        best_score, best = -np.inf, _eye_at(AZIMUTHS[0], elevation)
        for eye in (_eye_at(azimuth, elevation) for azimuth in AZIMUTHS):
            seen, seen_minima = (_visible_share(surface, np.array(eye), points) for points in (trail, lowest))
            score = seen + MINIMA_WEIGHT * seen_minima
            if score > best_score + NOTICEABLE_SHARE:
                best_score, best = score, eye
        return best_score, best

    most = bool(len(trail)) + MINIMA_WEIGHT * bool(len(lowest))
    score, eye = best_eye(ELEVATIONS[0])
    for elevation in ELEVATIONS[1:]:
        if score + HIGH_SHARE < most:
            high_score, high_eye = best_eye(elevation)
            score, eye = (high_score, high_eye) if high_score > score + HIGH_SHARE else (score, eye)
    return eye


def _eye_at(azimuth: float, elevation: float) -> Eye:
    level = DISTANCE * np.cos(elevation)
    x, y, z = level * np.cos(azimuth), level * np.sin(azimuth), DISTANCE * np.sin(elevation)
    return round(float(x), 4), round(float(y), 4), round(float(z), 4)


def _trail_points(surface: Surface, paths: Sequence[np.ndarray]) -> np.ndarray:
    """Return about TRAIL_POINTS points (n, 3) of the paths, evenly many of each, that lie in the plot range.

    They are evenly spaced along a path, so that a run that has come to rest does not count for all of it.
    """
    lines = [line for path in paths for line in path]
    low, high = np.array(surface.box[:2]).T
    chosen = [np.empty((0, 3))]
    for line in lines:
        inside = line[np.isfinite(line).all(-1) & ((line[:, :2] >= low) & (line[:, :2] <= high)).all(-1)]
        steps = np.linalg.norm(np.diff(inside[:, :2], axis=0) / (high - low), axis=-1)
        length = np.concatenate([[0.0], np.cumsum(steps)])
        count = max(TRAIL_POINTS // len(lines), 2)
        if len(inside):
            chosen.append(inside[np.unique(np.searchsorted(length, np.linspace(0, length[-1], count)))])
    return raise_to_surface(surface, np.concatenate(chosen))


def _visible_share(surface: Surface, eye: np.ndarray, points: np.ndarray) -> float:
    lift = np.array((0, 0, LIFT_SHARE * (surface.box[2][1] - surface.box[2][0])))
    return float(is_visible(surface, eye, points + lift).mean()) if len(points) else 0.0
