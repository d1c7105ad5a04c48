"""The surface in space: its grid, the box that it is drawn in, and where it is looked at from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fallline.analysis.plot_plane import Slice, minima_in
from fallline.core import Box, Point
from fallline.picture.heights import Height, grid, height
from fallline.scene import Scene
from fallline.view import View

ACROSS = 91
STANDARD_EYE = (1.35, -0.9, 1.25)
CENTRE = (0.0, 0.0, -0.14)  # a little below the middle, so that the surface fills its panel
THIN = 0.45  # the least share of the widest side that the other is drawn with
TALL = 0.62  # the height of the drawn box beside its widest side
LEVELS = 14  # lines of equal height on it


@dataclass(frozen=True)
class Surface:
    """A landscape as drawn: an even grid ``x, y`` (across,), ``f`` and heights ``drawn`` (across, across; rows are y).

    ``box`` holds it all, (low, high) for x, y and height; ``sides`` are the box's lengths as drawn.
    """

    x: np.ndarray
    y: np.ndarray
    f: np.ndarray
    drawn: np.ndarray
    box: Box
    sides: tuple[float, float, float]
    transform: Height

    @property
    def title(self) -> str:
        """What the axis of heights is called."""
        return "f − f*" if self.transform.kind == "log" else "f"

    @property
    def levels(self) -> tuple[float, float, float] | None:
        """First, last and distance of the heights at which lines are drawn; None for one that is flat."""
        low, high = float(np.nanmin(self.drawn)), float(np.nanmax(self.drawn))
        return (low, high, (high - low) / LEVELS) if high > low else None


def surface_of(scene: Scene, plane: Slice, view: View) -> Surface:
    """The surface over the plane that a view shows of a scene."""
    transform = height(scene.landscape, plane, view.height_of(scene.landscape))
    x, y, f = grid(scene.landscape, plane, ACROSS)
    drawn = transform.of(f)
    lengths = np.ptp(np.array(plane.box), axis=1)
    wide, deep = np.maximum(lengths / lengths.max(), THIN).tolist()
    return Surface(x, y, f, drawn, (*plane.box, _range(drawn)), (wide, deep, TALL), transform)


def minima_on(surface: Surface, scene: Scene, plane: Slice) -> list[list[float]]:
    """The global minima in the drawn box as points in space."""
    lowest = float(surface.transform.of(scene.landscape.fmin))
    return [[*point, lowest] for point in minima_in(plane, scene.landscape) if _within(plane.box, point)]


def _within(box: Box, point: Point) -> bool:
    return all(low <= value <= high for (low, high), value in zip(box, point, strict=True))


def _range(drawn: np.ndarray) -> tuple[float, float]:
    low, high = float(np.nanmin(drawn)), float(np.nanmax(drawn))
    room = 0.03 * (high - low) or 1.0
    return low - room, high + room
