"""The block under a surface as one camera sees it: map on the floor, walls, labels along the floor's edges."""

from __future__ import annotations

import numpy as np

from fallline.film.camera import Camera
from fallline.film.canvas import Canvas, Rect
from fallline.film.drawn_race import DrawnRace
from fallline.film.fonts import text_width
from fallline.picture.lighting import (
    FLOOR_STRENGTH,
    height_colours,
    level_line_colour,
    mix_colours,
    wall_brightness,
)
from fallline.picture.surface import Surface

LABEL_SIZE, TITLE_SIZE = 16, 18  # font sizes
LABEL_DISTANCE, TITLE_DISTANCE = 20, 46  # from the edge, in picture units
TICK_LENGTH = 7
FLOOR_STRIDE = 4  # the floor has every fourth point of the surface's grid
WALL_ROWS = 10  # facets of a wall, one above the other
LINE_ALPHA, FLOOR_LINE_ALPHA = 0.55, 0.2
TITLE_SHARES = (0.5, 0.64, 0.36, 0.75, 0.25)  # places along an edge that are tried for the name of its axis
MIN_TITLE_GAP = 0.12  # share of the edge between its name and a value


class SurfaceBlock:
    """The floor, walls and labels of a surface for one camera.

    ``terrain`` are the surface's colours by height, ``light_eye`` is the standard eye, by which it is lit.
    """

    def __init__(
        self, camera: Camera, race: DrawnRace, rect: Rect, terrain: tuple[str, ...], light_eye: np.ndarray
    ) -> None:
        """Find the walls on the camera's side."""
        self.camera, self.race, self.rect = camera, race, rect
        self.surface, self.terrain, self.light_eye = camera.surface, terrain, light_eye
        box = np.array(self.surface.box)
        self.low, self.high = box[:, 0], box[:, 1]
        self.is_high_near = camera.eye > 0
        self.near = np.where(self.is_high_near, self.high, self.low)

    def draw_floor(self, canvas: Canvas, level_lines: np.ndarray) -> None:
        """Draw the map on the floor, with the surface's lines of equal height ``level_lines`` (n, 3)."""
        surface, look = self.surface, self.race.look
        terrain = tuple(mix_colours(each, look.page_colours.background, 1 - FLOOR_STRENGTH) for each in self.terrain)
        heights = surface.heights[::FLOOR_STRIDE, ::FLOOR_STRIDE]
        x, y = np.meshgrid(surface.x[::FLOOR_STRIDE], surface.y[::FLOOR_STRIDE])
        positions = self.camera.project(np.stack((x, y, np.full(x.shape, self.low[2])), -1))
        _draw_grid(canvas, positions, height_colours(surface, heights, terrain))
        on_floor = np.column_stack((level_lines[:, :2], level_lines[:, 2] * 0 + self.low[2]))  # NaN stays between lines
        canvas.draw_line(self.camera.project(on_floor), level_line_colour(self.terrain), 0.8, FLOOR_LINE_ALPHA)

    def draw_walls(self, canvas: Canvas) -> None:
        """Draw the two walls on the camera's side, the farther one first; none if the camera is below the surface."""
        if self.camera.eye[2] < 0:
            return
        outside = [axis for axis in (0, 1) if abs(self.camera.eye[axis]) > self.surface.sides[axis] / 2]
        for axis in sorted(outside, key=lambda axis: abs(self.camera.eye[axis])):
            self._draw_wall(canvas, axis)

    def _draw_wall(self, canvas: Canvas, axis: int) -> None:
        surface = self.surface
        last = -1 if self.is_high_near[axis] else 0
        edge = np.minimum(surface.heights[:, last] if axis == 0 else surface.heights[last], self.high[2])
        along = surface.y if axis == 0 else surface.x
        normal = np.zeros(3)
        normal[axis] = 1 if self.is_high_near[axis] else -1
        shares = np.linspace(0, 1, WALL_ROWS + 1)[:, None]
        heights = surface.base + shares * (edge - surface.base)
        positions = self.camera.project(self._on_wall(axis, np.broadcast_to(along, heights.shape), heights))
        _draw_grid(
            canvas, positions, height_colours(surface, heights, self.terrain) * wall_brightness(normal, self.light_eye)
        )
        if surface.levels:
            for level in np.arange(*surface.levels)[1:]:
                line = self._on_wall(axis, along, np.where(edge >= level, level, np.nan))
                canvas.draw_line(self.camera.project(line), level_line_colour(self.terrain), 0.8, LINE_ALPHA)

    def _on_wall(self, axis: int, along: np.ndarray, heights: np.ndarray) -> np.ndarray:
        """Return points (..., 3) of the near wall across ``axis``."""
        across = np.where(np.isnan(heights), np.nan, self.near[axis])
        return np.stack((across, along, heights) if axis == 0 else (along, across, heights), -1)

    def draw_labels(self, canvas: Canvas) -> None:
        """Draw the values and the name of each axis along its near edge of the floor."""
        middle = (self.low + self.high) / 2
        centre = self.camera.project(np.array([middle[0], middle[1], self.low[2]]))
        for axis, (ticks, name) in enumerate(zip(self.surface.floor_ticks(), self.race.plane.names, strict=True)):
            shares = (np.array([value for value, _ in ticks]) - self.low[axis]) / (self.high - self.low)[axis]
            free = [share for share in TITLE_SHARES if (np.abs(shares - share) > MIN_TITLE_GAP).all()]
            title = self.low[axis] + (free or TITLE_SHARES)[0] * (self.high - self.low)[axis]
            start, end = self._on_edge(axis, self.low[axis]), self._on_edge(axis, self.high[axis])
            out = np.array([start[1] - end[1], end[0] - start[0]]) / np.linalg.norm(end - start)
            out = -out if out @ (start - centre) < 0 else out
            for value, text in ticks:
                self._draw_label(canvas, self._on_edge(axis, value), out, text, LABEL_SIZE, LABEL_DISTANCE)
                self._draw_tick(canvas, self._on_edge(axis, value), out)
            self._draw_label(canvas, self._on_edge(axis, title), out, name, TITLE_SIZE, TITLE_DISTANCE)

    def _on_edge(self, axis: int, value: float) -> np.ndarray:
        """Return the position (2,), in picture units, of a value of an axis on the near edge of the floor along it."""
        point = np.array([value, self.near[1 - axis], self.low[2]])
        return self.camera.project(point if axis == 0 else point[[1, 0, 2]])

    def _draw_tick(self, canvas: Canvas, position: np.ndarray, out: np.ndarray) -> None:
        ends = np.stack((position, position + TICK_LENGTH * out))
        canvas.draw_line(ends, self.race.look.page_colours.foreground, 1.2)

    def _draw_label(
        self, canvas: Canvas, position: np.ndarray, out: np.ndarray, text: str, size: float, distance: float
    ) -> None:
        colours = self.race.look.page_colours
        half = text_width(text, size) / 2
        x, y = position + (distance + 0.5 * half * abs(out[0])) * out
        x = min(max(x, self.rect.left + half), self.rect.right - half)
        canvas.draw_cached_text((x, y), text, size, colours.foreground, align="middle", halo=colours.background)


def make_facets(surface: Surface, colours: np.ndarray, camera: Camera) -> tuple[np.ndarray, np.ndarray]:
    """Return the surface's facets from far to near: corners (n, 4, 2) in the picture, and their colours (n, 4, 3).

    Facets with a corner without a value, or wholly above the box, near a pole, are left out; others end at its top.
    """
    x, y = np.meshgrid(surface.x, surface.y)
    top = surface.box[2][1]
    positions = camera.project(np.stack((x, y, np.minimum(surface.heights, top)), -1))
    i, j = np.meshgrid(*camera.facet_order(), indexing="ij")
    corners, corner_colours, heights = (
        _corners(each, i, j) for each in (positions, colours, surface.heights[..., None])
    )
    drawn = np.isfinite(heights).all((1, 2)) & (heights < top).any((1, 2))
    return corners[drawn], corner_colours[drawn]


def _draw_grid(canvas: Canvas, positions: np.ndarray, colours: np.ndarray) -> None:
    """Fill the cells of a grid of positions (rows, columns, 2) with colours (rows, columns, 3), those with NaN not."""
    i, j = np.meshgrid(np.arange(len(positions) - 1), np.arange(positions.shape[1] - 1), indexing="ij")
    corners, corner_colours = _corners(positions, i, j), _corners(colours, i, j)
    known = np.isfinite(corners).all((1, 2)) & np.isfinite(corner_colours).all((1, 2))
    canvas.draw_facets(corners[known], corner_colours[known])


def _corners(grid: np.ndarray, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Return the values (n, 4, ...) of a grid (rows, columns, ...) at the four corners of the cells (i, j)."""
    indices = [(i, j), (i, j + 1), (i + 1, j + 1), (i + 1, j)]
    return np.stack([grid[index] for index in indices], 2).reshape(-1, 4, grid.shape[-1])
