"""Lines of sight: which points a surface hides from an eye."""

from __future__ import annotations

import numpy as np

from fallline.analysis.plot_plane import PlotPlane, minima_in_plane
from fallline.core import Box, Point
from fallline.picture.surface import Surface
from fallline.scene import Scene

RAY_SAMPLE_COUNT = 64  # samples along a line of sight
HIDING_HEIGHT_SHARE = 0.012  # of the box's height, by which the surface must exceed a line of sight to hide a point


def is_visible(surface: Surface, eye: np.ndarray, points: np.ndarray, samples: int = RAY_SAMPLE_COUNT) -> np.ndarray:
    """Return for each of the points (n, 3), plane coordinates and height, whether the eye sees it; bool (n,).

    ``eye`` (3,) is in scene units (see ``Surface.sides``). A point is hidden if a sample of its line of sight lies more
    than HIDING_HEIGHT_SHARE of the box's height below the surface.
    """
    box = np.array(surface.box)
    end = box[:, 0] + (eye / surface.sides + 0.5) * (box[:, 1] - box[:, 0])
    hiding_height = HIDING_HEIGHT_SHARE * (box[2, 1] - box[2, 0])
    hidden, in_box = np.zeros(len(points), dtype=bool), np.ones(len(points), dtype=bool)
    for share in (np.arange(1, samples + 1) / samples) ** 1.5:
        ray = points + share * (end - points)
        inside = ((ray[:, :2] >= box[:2, 0]) & (ray[:, :2] <= box[:2, 1])).all(-1) & (ray[:, 2] <= box[2, 1])
        in_box &= inside  # beyond the box nothing can hide the point
        if not in_box.any():
            break
        hidden[in_box] |= surface_height(surface, ray[in_box]) > ray[in_box, 2] + hiding_height
    return ~hidden


def raise_to_surface(surface: Surface, points: np.ndarray) -> np.ndarray:
    """Return points (..., 3), plane coordinates and height, with those under the drawn surface raised to it.

    The bottom of a narrow valley lies under the surface, whose grid is coarser.
    """
    heights = surface_height(surface, points.reshape(-1, 3)).reshape(points.shape[:-1])
    raised = np.where(heights > points[..., 2], heights, points[..., 2])
    return np.concatenate([points[..., :2], raised[..., None]], axis=-1)


def minima_on_surface(surface: Surface, scene: Scene, plane: PlotPlane) -> list[list[float]]:
    """Return the global minima within the plot range as points [x, y, height], none under the surface as drawn."""
    lowest = float(surface.transform.to_height(scene.landscape.fmin))
    inside = [point for point in minima_in_plane(plane, scene.landscape) if _contains(plane.plot_range, point)]
    points = np.array([(*point, lowest) for point in inside]).reshape(-1, 3)
    return [[float(value) for value in point] for point in raise_to_surface(surface, points)]


def surface_height(surface: Surface, points: np.ndarray) -> np.ndarray:
    """Return the surface's height (n,) at the x and y of points (n, 2 or 3), interpolated bilinearly.

    For points outside of the plot range it is the height at the nearest point of the range's edge.
    """
    rows, columns = surface.heights.shape
    (x0, x1), (y0, y1), _ = surface.box
    u = np.clip((points[:, 0] - x0) / (x1 - x0), 0, 1) * (columns - 1)
    v = np.clip((points[:, 1] - y0) / (y1 - y0), 0, 1) * (rows - 1)
    i, j = np.minimum(u.astype(int), columns - 2), np.minimum(v.astype(int), rows - 2)
    a, b = u - i, v - j
    z = surface.heights
    low = (1 - a) * z[j, i] + a * z[j, i + 1]
    high = (1 - a) * z[j + 1, i] + a * z[j + 1, i + 1]
    return (1 - b) * low + b * high


def _contains(plot_range: Box, point: Point) -> bool:
    return all(low <= value <= high for (low, high), value in zip(plot_range, point, strict=True))
