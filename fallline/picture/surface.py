"""The surface of f over the plot plane: its grid, its bounding box with a floor, and its skirt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fallline.analysis.plot_plane import PlotPlane
from fallline.core import BadInput, Box
from fallline.core.number_text import format_short
from fallline.picture.heights import (
    HeightRange,
    HeightTransform,
    evaluate_grid,
    height_range,
    height_transform,
    tick_values,
)
from fallline.scene import Scene
from fallline.view import View

GRID_SIZE = 121  # grid points per axis
# Sides of the drawn box, as shares of its longer horizontal side.
MIN_SIDE = 0.5  # of the shorter horizontal side
HEIGHT_SIDE = 0.46  # of the heights that are shown
# Shares of the heights that are shown.
TOP_MARGIN = 0.03  # above the surface
BASE_MARGIN = 0.05  # from the lowest height down to the lower edge of the skirt
FLOOR_MARGIN = 0.24  # from the lowest height down to the floor
LIFT_SHARE = 0.012  # of the box's height, by which trails and balls lie above the surface
LEVEL_COUNT = 14  # lines of equal height on the surface
MOST_TICKS = 3  # on an edge of the floor


@dataclass(frozen=True)
class Surface:
    """A landscape over the plot plane.

    ``x`` and ``y`` (n,) are an even grid; the values ``f`` and the ``heights`` at which they are drawn are (n, n), with
    y along the rows, NaN where f has no finite value. ``box`` is the bounding box, (low, high) for x, y and height, of
    the surface and the floor below it; ``sides`` are the lengths of its sides as drawn, in scene units, whose origin is
    the box's middle. ``range`` are the heights that are shown; if it is ``cut``, the surface leaves the box at a pole.
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
        """What the heights are."""
        return "f − f*" if self.transform.kind == "log" else "f"

    @property
    def levels(self) -> tuple[float, float, float] | None:
        """The lines of equal height, as (first height, last height, distance in height); None for a flat surface."""
        low, high = self.range.low, self.range.high
        return (low, high, (high - low) / LEVEL_COUNT) if high > low else None

    @property
    def base(self) -> float:
        """The height of the lower edge of the skirt."""
        return self.range.low - BASE_MARGIN * _span(self.range)

    def skirt(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return (x, y, heights) of the skirt, (2, 4n) each: walls from the base (row 0) to the surface's edge (row 1).

        The columns go once around the plot range; heights are NaN at holes, and at most the top of the box.
        """
        first, last = np.zeros_like(self.x, dtype=int), np.full(len(self.x), len(self.x) - 1)
        along = np.arange(len(self.x))
        columns = np.concatenate((along, last, along[::-1], first))
        rows = np.concatenate((first, along, last, along[::-1]))
        edge = np.minimum(self.heights[rows, columns], self.box[2][1])
        base = np.where(np.isnan(edge), np.nan, self.base)
        return np.stack([self.x[columns]] * 2), np.stack([self.y[rows]] * 2), np.stack((base, edge))

    def floor_ticks(self) -> tuple[list[tuple[float, str]], list[tuple[float, str]]]:
        """Return the ticks (value, label) of the floor's edges along x and along y, at most MOST_TICKS each."""
        return _few_ticks(*self.box[0]), _few_ticks(*self.box[1])


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
    span = _span(shown)
    box = (*plane.plot_range, (shown.low - FLOOR_MARGIN * span, shown.high + TOP_MARGIN * span))
    sides = (width, depth, HEIGHT_SIDE * (1 + FLOOR_MARGIN + TOP_MARGIN))
    return Surface(x, y, f, heights, box, sides, shown, transform)


def _span(shown: HeightRange) -> float:
    """Return the length of a range of heights; 1 for that of a flat surface."""
    return shown.high - shown.low or 1.0


def _few_ticks(low: float, high: float) -> list[tuple[float, str]]:
    values = tick_values(low, high, MOST_TICKS)
    if len(values) > MOST_TICKS:
        values = values[:: 1 + (len(values) - 1) // MOST_TICKS]
    return [(float(value), format_short(value, 6)) for value in values]
