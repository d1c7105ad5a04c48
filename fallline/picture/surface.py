"""The surface of f over the plot plane: its grid, its bounding box, and the standard camera."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fallline.analysis.plot_plane import PlotPlane, minima_in_plane
from fallline.core import BadInput, Box, Point
from fallline.picture.heights import HeightRange, HeightTransform, evaluate_grid, height_range, height_transform
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
    y along the rows, NaN where f has no finite value. ``box`` is the bounding box, (low, high) for x, y and height;
    ``sides`` are the lengths of its sides as drawn; ``range`` are the heights that are shown: if it is ``cut``, the
    surface leaves the box near a pole.
    """

    x: np.ndarray
    y: np.ndarray
    f: np.ndarray
    heights: np.ndarray
    box: Box
    sides: tuple[float, float, float]
    range: HeightRange
    transform: HeightTransform

    @property
    def title(self) -> str:
        """The title of the height axis."""
        return "f − f*" if self.transform.kind == "log" else "f"

    @property
    def levels(self) -> tuple[float, float, float] | None:
        """The lines of equal height, as (first height, last height, distance in height); None for a flat surface."""
        low, high = self.range.low, self.range.high
        return (low, high, (high - low) / LEVEL_COUNT) if high > low else None


def build_surface(scene: Scene, plane: PlotPlane, view: View) -> Surface:
    """Return the surface of a scene's landscape over the plot plane, with heights on the view's scale.

    Raises BadInput on the line of a landscape of one variable, which has no surface.
    """
    if plane.is_line:
        raise BadInput(
            "{landscape} has one variable, so there is no surface to draw in space; the map's part is its curve.",
            landscape=scene.landscape.id,
        )
    transform = height_transform(scene.landscape, plane, view.height_scale(scene.landscape))
    x, y, f = evaluate_grid(scene.landscape, plane, GRID_SIZE)
    heights = transform.to_height(f)
    lengths = np.ptp(np.array(plane.plot_range), axis=1)
    width, depth = np.maximum(lengths / lengths.max(), MIN_SIDE).tolist()
    shown = height_range(scene.landscape, plane, transform, heights)
    box = (*plane.plot_range, _with_margins(shown))
    return Surface(x, y, f, heights, box, (width, depth, HEIGHT_SIDE), shown, transform)


def minima_on_surface(surface: Surface, scene: Scene, plane: PlotPlane) -> list[list[float]]:
    """Return the global minima within the plot range as points [x, y, height]."""
    lowest = float(surface.transform.to_height(scene.landscape.fmin))
    return [[*point, lowest] for point in minima_in_plane(plane, scene.landscape) if _contains(plane.plot_range, point)]


def _contains(plot_range: Box, point: Point) -> bool:
    return all(low <= value <= high for (low, high), value in zip(plot_range, point, strict=True))


def _with_margins(shown: HeightRange) -> tuple[float, float]:
    margin = 0.03 * (shown.high - shown.low) or 1.0
    return shown.low - margin, shown.high + margin
