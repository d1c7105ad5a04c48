"""The contour map of a landscape, as on the page, with the trails of the runs."""

from __future__ import annotations

from typing import cast

import numpy as np
from contourpy import FillType, contour_generator

from fallline.analysis.critical_points import DEGENERATE, MAXIMUM, MINIMUM, SADDLE
from fallline.analysis.plot_plane import minima_in_plane
from fallline.core import Box
from fallline.film.arrows import draw_arrows, draw_scale_legend
from fallline.film.canvas import Canvas, Rect
from fallline.film.colour_scale import interpolate_hex_colours
from fallline.film.drawn_race import DrawnRace, DrawnRun
from fallline.picture import Look
from fallline.picture.contour_map import BAND_COUNT, GRID_SIZE, axis_title, has_equal_scales
from fallline.picture.critical_points import MANY_POINTS, find_critical_points_by_kind
from fallline.picture.descent_field import descent_field
from fallline.picture.heights import evaluate_grid, height_transform, tick_values
from fallline.picture.levels import level_lines, place_labels

# In picture units.
LABEL_SIZE, TITLE_SIZE = 17, 19  # font sizes
TICK_SPACING = 75  # approximate
START_RING_RADIUS = 12  # of the mark of the start


class ContourMap:
    """The contour map of a picture: bands of colour, level lines and axes; the runs' trails and markers at a step."""

    def __init__(self, race: DrawnRace, rect: Rect) -> None:
        """Place the map in ``rect``; its axes have equal scales unless the plot range is much longer than wide."""
        self.race, self.rect = race, rect
        self.map_rect = _fit_map(race.plane.plot_range, rect.inset(72, 8, 8, 62))
        self.paths = {id(drawn_run): self.to_picture(drawn_run.paths) for drawn_run in (*race.drawn_runs, *race.ghosts)}

    def to_picture(self, points: np.ndarray) -> np.ndarray:
        """Return the positions (..., 2), in picture units, of points (..., 2 or more); only their x and y count."""
        (x0, x1), (y0, y1) = self.race.plane.plot_range
        x = self.map_rect.left + (points[..., 0] - x0) / (x1 - x0) * self.map_rect.width
        y = self.map_rect.top + (y1 - points[..., 1]) / (y1 - y0) * self.map_rect.height
        return np.stack((x, y), -1)

    def draw_static(self, canvas: Canvas) -> None:
        """Draw the bands of colour, the level lines with labels, the minima and the axes.

        If the view shows them, the descent field and the critical points are drawn, too.
        """
        race, colours = self.race, self.race.look.page_colours
        landscape, view = race.scene.landscape, race.view
        transform = height_transform(landscape, race.plane, view.height_scale(landscape))
        grid = evaluate_grid(landscape, race.plane, GRID_SIZE)
        with canvas.clip_to(self.map_rect):
            self._draw_bands(canvas, *grid[:2], transform.to_height(grid[2]))
            levels = level_lines(grid, transform)
            for _, lines in levels:
                for line in lines:
                    canvas.draw_line(self.to_picture(line), colours.foreground, 1.2, 0.3)
            if view.field:
                canvas.draw_line(self.to_picture(descent_field(landscape, race.plane)), colours.foreground, 1.3, 0.6)
            if view.critical_points:
                self._draw_critical_points(canvas)
        for text, position in place_labels(levels, race.plane.plot_range):
            x, y = self.to_picture(position)
            canvas.draw_text((x, y), text, LABEL_SIZE - 3, colours.foreground, align="middle", halo=colours.background)
        for minimum in minima_in_plane(race.plane, landscape):
            draw_minimum_cross(canvas, self.to_picture(np.array(minimum)), colours.minimum, colours.background)
        self._draw_axes(canvas)

    def draw_step(self, canvas: Canvas, t: int) -> None:
        """Draw the trails up to step t, the start, the runs' markers, and the step arrows if the view shows them."""
        race = self.race
        with canvas.clip_to(self.map_rect):
            for drawn_run in race.ghosts:
                for path in self.paths[id(drawn_run)]:
                    canvas.draw_line(path[: t + 1], drawn_run.colour, 1.5, 0.5, (5, 5))
            for drawn_run in race.drawn_runs:
                self._draw_trail(canvas, drawn_run, t)
            draw_start_ring(canvas, self.to_picture(race.start), race.look)
            if race.view.inside:
                self._draw_step_arrows(canvas, t)
        for drawn_run in (*race.ghosts, *race.drawn_runs):
            self._draw_markers(canvas, drawn_run, t)

    def _draw_step_arrows(self, canvas: Canvas, t: int) -> None:
        """Draw the arrows of step t, and the legend of their scales."""
        race, colours = self.race, self.race.look.page_colours
        low, high = np.array(race.plane.plot_range).T
        units = np.array([self.map_rect.width, -self.map_rect.height]) / (high - low)
        scales = race.step_arrows.scales(t)
        for index, drawn_run in enumerate(race.drawn_runs):
            position = self.paths[id(drawn_run)][0, t]

            def project(offsets: np.ndarray, position: np.ndarray = position) -> np.ndarray:
                return position + offsets * units

            arrows = race.step_arrows.arrows(index, t, scales)
            draw_arrows(canvas, arrows, drawn_run.colour, colours.background, project)
        draw_scale_legend(
            canvas, race.step_arrows, t, scales, self.map_rect, units[0], (colours.foreground, colours.background)
        )

    def _draw_trail(self, canvas: Canvas, drawn_run: DrawnRun, t: int) -> None:
        paths = self.paths[id(drawn_run)]
        if drawn_run.has_many_starts:
            canvas.draw_line(join_paths(paths[:, : t + 1]), drawn_run.colour, drawn_run.width, 0.8)
        else:
            canvas.draw_trail(
                join_paths(paths[:, : t + 1]), drawn_run.colour, self.race.look.page_colours.background, drawn_run.width
            )

    def _draw_markers(self, canvas: Canvas, drawn_run: DrawnRun, t: int) -> None:
        """Draw the markers of a run at step t; for each outside of the map, an arrowhead at the edge points to it."""
        paths = self.paths[id(drawn_run)]
        positions = paths[:, min(t, paths.shape[1] - 1)]
        low, high = (
            np.array([self.map_rect.left, self.map_rect.top]),
            np.array([self.map_rect.right, self.map_rect.bottom]),
        )
        edge = np.clip(positions, low, high)
        is_inside = np.linalg.norm(positions - edge, axis=-1) <= drawn_run.radius
        background, alpha = self.race.look.page_colours.background, 0.5 if drawn_run.is_ghost else 1.0
        for position, target in zip(edge[~is_inside], positions[~is_inside], strict=True):
            draw_arrowhead(canvas, position, target, drawn_run.colour, background)
        canvas.draw_markers(
            drawn_run.shape,
            drawn_run.colour,
            background,
            positions[is_inside],
            drawn_run.radius * (0.5 if drawn_run.is_ghost else 1),
            alpha,
        )

    def _draw_bands(self, canvas: Canvas, x: np.ndarray, y: np.ndarray, heights: np.ndarray) -> None:
        """Fill the bands of height; each fills all that is higher, so that no seams show between bands."""
        low, high = float(heights.min()), float(heights.max())
        span = high - low or 1.0
        lines = contour_generator(x, y, heights, fill_type=FillType.OuterCode)
        band_colours = interpolate_hex_colours(self.race.look.terrain, (np.arange(BAND_COUNT) + 0.5) / BAND_COUNT)
        canvas.fill_rect(self.map_rect, band_colours[0])
        for index in range(1, BAND_COUNT):
            found = lines.filled(low + index / BAND_COUNT * span, high + span)
            outlines, codes = cast("tuple[list[np.ndarray], list[np.ndarray]]", found)  # the types for OuterCode
            for outline, code in zip(outlines, codes, strict=True):
                canvas.fill_polygon(self.to_picture(outline), band_colours[index], codes=code)

    def _draw_critical_points(self, canvas: Canvas) -> None:
        colour = self.race.look.page_colours.minimum
        for found in find_critical_points_by_kind(self.race.scene, self.race.view, self.race.plane):
            size = 6 if len(found.points) < MANY_POINTS else 3.5
            for x, y in self.to_picture(found.points):
                canvas.draw_line(_CRITICAL_POINT_OUTLINES[found.kind] * size + (x, y), colour, 1.8)

    def _draw_axes(self, canvas: Canvas) -> None:
        colours, plane, map_rect = self.race.look.page_colours, self.race.plane, self.map_rect
        edges = np.array(
            [(map_rect.left, map_rect.top), (map_rect.left, map_rect.bottom), (map_rect.right, map_rect.bottom)]
        )
        canvas.draw_line(edges, colours.foreground, 1.2, 0.6)
        for value, text in round_ticks(*plane.plot_range[0], round(map_rect.width / TICK_SPACING)):
            x, _ = self.to_picture(np.array([value, plane.plot_range[1][0]]))
            canvas.draw_line(np.array([(x, map_rect.bottom), (x, map_rect.bottom + 6)]), colours.foreground, 1.2, 0.6)
            canvas.draw_text((x, map_rect.bottom + 20), text, LABEL_SIZE, colours.foreground, align="middle")
        for value, text in round_ticks(*plane.plot_range[1], round(map_rect.height / TICK_SPACING)):
            _, y = self.to_picture(np.array([plane.plot_range[0][0], value]))
            canvas.draw_line(np.array([(map_rect.left - 6, y), (map_rect.left, y)]), colours.foreground, 1.2, 0.6)
            canvas.draw_text((map_rect.left - 11, y), text, LABEL_SIZE, colours.foreground, align="right")
        across, up = (axis_title(plane, axis) for axis in (0, 1))
        canvas.draw_text(
            (map_rect.left + map_rect.width / 2, map_rect.bottom + 45),
            across,
            TITLE_SIZE,
            colours.foreground,
            align="middle",
        )
        canvas.draw_text(
            (map_rect.left - 62, map_rect.top + map_rect.height / 2),
            up,
            TITLE_SIZE,
            colours.foreground,
            align="middle",
            angle=90,
        )


def _circle(count: int) -> np.ndarray:
    angles = np.linspace(0, 2 * np.pi, count)
    return np.stack((np.cos(angles), np.sin(angles)), -1)


# Outlines of the marks of critical points, of radius about 1.
_CRITICAL_POINT_OUTLINES = {
    MINIMUM: _circle(20),
    SADDLE: np.array([(-0.8, -0.8), (0.8, 0.8), (np.nan, np.nan), (-0.8, 0.8), (0.8, -0.8)]),
    MAXIMUM: np.array([(0, -1.1), (1, 0.75), (-1, 0.75), (0, -1.1)]),
    DEGENERATE: _circle(8) * 0.3,
}


def join_paths(paths: np.ndarray) -> np.ndarray:
    """Return paths (starts, points, 2) joined to one line (n, 2); a point of NaN follows each of several paths."""
    if len(paths) == 1:
        return paths[0]
    gap = np.full((len(paths), 1, 2), np.nan)
    return np.concatenate((paths, gap), 1).reshape(-1, 2)


def draw_minimum_cross(canvas: Canvas, position: np.ndarray, colour: str, casing: str, alpha: float = 1.0) -> None:
    """Draw the mark of a minimum, a cross, at ``position`` (2,), in picture units, over one of colour ``casing``."""
    arms = np.array([(-9, 0), (9, 0), (np.nan, np.nan), (0, -9), (0, 9)])
    for line_colour, width in ((casing, 5.5), (colour, 2.6)):
        canvas.draw_line(position + arms, line_colour, width, alpha)


def draw_start_ring(canvas: Canvas, position: np.ndarray, look: Look) -> None:
    """Draw the mark of the start, a ring around ``position`` (2,), in picture units."""
    for colour, width in ((look.page_colours.background, 4.5), (look.page_colours.foreground, 1.8)):
        canvas.draw_line(position + START_RING_RADIUS * _circle(33), colour, width)


def draw_arrowhead(canvas: Canvas, position: np.ndarray, target: np.ndarray, colour: str, casing: str) -> None:
    """Draw an arrowhead at ``position`` (2,) that points towards ``target`` (2,), both in picture units.

    ``casing`` is the colour of its outline. The two points must differ.
    """
    along = (target - position) / np.linalg.norm(target - position)
    across = np.array([-along[1], along[0]])
    corners = np.array([2 * along, -14 * along + 9 * across, -14 * along - 9 * across, 2 * along]) + position
    canvas.draw_line(corners, casing, 3)
    canvas.fill_polygon(corners, colour)


def round_ticks(low: float, high: float, count: int) -> list[tuple[float, str]]:
    """Return about ``count`` ticks of an axis at round values from ``low`` to ``high``, as pairs (value, label)."""
    return [(value, f"{value + 0.0:.6g}".replace("-", "−")) for value in tick_values(low, high, count)]


def _fit_map(plot_range: Box, rect: Rect) -> Rect:
    if not has_equal_scales(plot_range):
        return rect
    across, up = (high - low for low, high in plot_range)
    scale = min(rect.width / across, rect.height / up)
    width, height = across * scale, up * scale
    return Rect(rect.left + (rect.width - width) / 2, rect.top + (rect.height - height) / 2, width, height)
