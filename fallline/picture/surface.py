"""The surface of f over the plot plane: its grid, its bounding box, and the standard camera."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fallline.analysis.plot_plane import PlotPlane, minima_in_plane
from fallline.core import Box, Point
from fallline.picture.heights import HeightTransform, evaluate_grid, height_transform
from fallline.scene import Scene
from fallline.view import View

GRID_SIZE = 91  # grid points per axis
# The camera's position and the point that it looks at, in Plotly's units; a little below the middle, so that the
# surface fills its panel.
STANDARD_EYE = (1.35, -0.9, 1.25)
CENTRE = (0.0, 0.0, -0.14)
# Sides of the drawn box, as shares of its longer horizontal side.
MIN_SIDE = 0.45  # of the shorter horizontal side
HEIGHT_SIDE = 0.62  # of the vertical side
LEVEL_COUNT = 14  # lines of equal height on the surface


@dataclass(frozen=True)
class Surface:
    """A landscape over the plot plane.

    ``x`` and ``y`` (n,) are an even grid; the values ``f`` and the ``heights`` at which they are drawn are (n, n), with
    y along the rows. ``box`` is the bounding box, (low, high) for x, y and height; ``sides`` are the lengths of its
    sides as drawn.
    """

    x: np.ndarray
    y: np.ndarray
    f: np.ndarray
    heights: np.ndarray
    box: Box
    sides: tuple[float, float, float]
    transform: HeightTransform

    @property
    def title(self) -> str:
        """The title of the height axis."""
        return "f − f*" if self.transform.kind == "log" else "f"

    @property
    def levels(self) -> tuple[float, float, float] | None:
        """The lines of equal height, as (first height, last height, distance in height); None for a flat surface."""
        low, high = float(np.nanmin(self.heights)), float(np.nanmax(self.heights))
        return (low, high, (high - low) / LEVEL_COUNT) if high > low else None


def build_surface(scene: Scene, plane: PlotPlane, view: View) -> Surface:
    """Return the surface of a scene's landscape over the plot plane, with heights on the view's scale."""
    transform = height_transform(scene.landscape, plane, view.height_scale(scene.landscape))
    x, y, f = evaluate_grid(scene.landscape, plane, GRID_SIZE)
    heights = transform.to_height(f)
    lengths = np.ptp(np.array(plane.plot_range), axis=1)
    width, depth = np.maximum(lengths / lengths.max(), MIN_SIDE).tolist()
    return Surface(
        x, y, f, heights, (*plane.plot_range, _height_range(heights)), (width, depth, HEIGHT_SIDE), transform
    )


def minima_on_surface(surface: Surface, scene: Scene, plane: PlotPlane) -> list[list[float]]:
    """Return the global minima within the plot range as points [x, y, height]."""
    lowest = float(surface.transform.to_height(scene.landscape.fmin))
    return [[*point, lowest] for point in minima_in_plane(plane, scene.landscape) if _contains(plane.plot_range, point)]


def _contains(plot_range: Box, point: Point) -> bool:
    return all(low <= value <= high for (low, high), value in zip(plot_range, point, strict=True))


def _height_range(heights: np.ndarray) -> tuple[float, float]:
    low, high = float(np.nanmin(heights)), float(np.nanmax(heights))
    margin = 0.03 * (high - low) or 1.0
    return low - margin, high + margin
