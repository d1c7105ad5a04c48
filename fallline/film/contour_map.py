"""The contour map of a landscape, as on the page, with the trails of the runs."""

from __future__ import annotations

import numpy as np

from fallline.analysis.critical_points import DEGENERATE, MAXIMUM, MINIMUM, SADDLE
from fallline.analysis.plot_plane import minima_in_plane
from fallline.core import Box
from fallline.film.arrow_labels import Box as PixelBox
from fallline.film.arrow_labels import draw_arrow_labels
from fallline.film.arrows import draw_arrows, draw_scale_legend
from fallline.film.canvas import Canvas, Rect
from fallline.film.drawn_race import DrawnRace
from fallline.film.fonts import text_width
from fallline.film.plot_axes import AXIS_MARGINS, LABEL_SIZE, draw_axes, draw_hatch, round_ticks, tick_count
from fallline.film.trails import Trails, circle, draw_minimum
from fallline.picture.contour_map import axis_title, has_equal_scales
from fallline.picture.critical_points import MANY_POINTS, find_critical_points_by_kind
from fallline.picture.descent_field import descent_field
from fallline.picture.heights import evaluate_grid, height_range, height_transform
from fallline.picture.levels import level_lines, place_labels
from fallline.picture.terrain_image import terrain_pixels

IMAGE_SIZE = 421  # grid points per axis, and pixels of the image of the terrain


class ContourMap:
    """The contour map of a picture: shaded heights, level lines and axes; the runs' trails and markers at a step."""

    def __init__(self, race: DrawnRace, rect: Rect) -> None:
        """Place the map in ``rect``; its axes have equal scales unless the plot range is much longer than wide."""
        self.race, self.rect = race, rect
        self.map_rect = _fit_map(race.plane.plot_range, rect.inset(*AXIS_MARGINS))
        self.trails = Trails(race, self.map_rect, self.to_picture)
        self.label_boxes: list[PixelBox] = []  # of the level lines' labels, once they are drawn

    def to_picture(self, points: np.ndarray) -> np.ndarray:
        """Return the positions (..., 2), in picture units, of points (..., 2 or more); only their x and y count."""
        (x0, x1), (y0, y1) = self.race.plane.plot_range
        x = self.map_rect.left + (points[..., 0] - x0) / (x1 - x0) * self.map_rect.width
        y = self.map_rect.top + (y1 - points[..., 1]) / (y1 - y0) * self.map_rect.height
        return np.stack((x, y), -1)

    def draw_static(self, canvas: Canvas) -> None:
        """Draw the shaded heights, the level lines with labels, the minima and the axes.

        If the view shows them, the descent field and the critical points are drawn, too.
        """
        race, colours = self.race, self.race.look.page_colours
        landscape, view = race.scene.landscape, race.view
        transform = height_transform(landscape, race.plane, view.height_scale(landscape))
        x, y, f = evaluate_grid(landscape, race.plane, IMAGE_SIZE)
        if not np.isfinite(f).all():
            draw_hatch(canvas, race.look, self.map_rect)
        heights = transform.to_height(f)
        shown = height_range(landscape, race.plane, transform, heights)
        minima = np.reshape(minima_in_plane(race.plane, landscape), (-1, 2))
        levels = level_lines((x, y, f), transform, shown)
        with canvas.clip_to(self.map_rect):
            canvas.draw_image(terrain_pixels(x, y, heights, shown, race.look.terrain), self._image_rect())
            for _, lines in levels:
                for line in lines:
                    canvas.draw_line(self.to_picture(line), colours.foreground, 1.2, 0.3)
            if view.field:
                canvas.draw_line(self.to_picture(descent_field(landscape, race.plane)), colours.foreground, 1.3, 0.6)
            if view.critical_points:
                self._draw_critical_points(canvas)
        for text, position in place_labels(levels, race.plane.plot_range, minima):
            x, y = self.to_picture(position)
            canvas.draw_text((x, y), text, LABEL_SIZE - 3, colours.foreground, align="middle", halo=colours.background)
            half = text_width(text, LABEL_SIZE - 3) / 2
            self.label_boxes.append((x - half, y - LABEL_SIZE / 2, x + half, y + LABEL_SIZE / 2))
        for position in self.to_picture(minima):
            draw_minimum(canvas, position, colours.minimum, colours.background)
        self._draw_axes(canvas)

    def draw_step(self, canvas: Canvas, t: int) -> None:
        """Draw the trails up to step t, the start, the runs' markers, and the step arrows if the view shows them."""
        self.trails.draw_step(canvas, t, self._draw_step_arrows)

    def _draw_step_arrows(self, canvas: Canvas, t: int) -> None:
        """Draw the selected run's arrows of step t with labels, and the legend of their scales."""
        race, colours = self.race, self.race.look.page_colours
        low, high = np.array(race.plane.plot_range).T
        units = np.array([self.map_rect.width, -self.map_rect.height]) / (high - low)
        scales = race.step_arrows.scales(t)
        selected = race.selected_run
        position = self.trails.paths[id(selected)][0, t]
        arrows = draw_arrows(
            canvas,
            race.step_arrows.arrows(0, t, scales),
            selected.colour,
            race.look.theme,
            colours.background,
            lambda offsets: position + offsets * units,
        )
        legend = draw_scale_legend(
            canvas, race.step_arrows, t, scales, self.map_rect, units[0], (colours.foreground, colours.background)
        )
        draw_arrow_labels(canvas, arrows, colours.background, self.map_rect, [*legend, *self.label_boxes])

    def _image_rect(self) -> Rect:
        """Return the rectangle of the terrain's image, whose outer pixels are centred on the map's edges."""
        rect = self.map_rect
        half_x, half_y = (side / (IMAGE_SIZE - 1) / 2 for side in (rect.width, rect.height))
        return rect.inset(-half_x, -half_y, -half_x, -half_y)

    def _draw_critical_points(self, canvas: Canvas) -> None:
        colour = self.race.look.page_colours.minimum
        for found in find_critical_points_by_kind(self.race.scene, self.race.view, self.race.plane):
            size = 6 if len(found.points) < MANY_POINTS else 3.5
            for x, y in self.to_picture(found.points):
                canvas.draw_line(_CRITICAL_POINT_OUTLINES[found.kind] * size + (x, y), colour, 1.8)

    def _draw_axes(self, canvas: Canvas) -> None:
        plane, rect = self.race.plane, self.map_rect
        (x_low, x_high), (y_low, y_high) = plane.plot_range
        across = round_ticks(x_low, x_high, tick_count(rect.width))
        up = round_ticks(y_low, y_high, tick_count(rect.height))
        ticks = (
            [(float(self.to_picture(np.array([value, y_low]))[0]), text) for value, text in across],
            [(float(self.to_picture(np.array([x_low, value]))[1]), text) for value, text in up],
        )
        draw_axes(canvas, self.race.look, rect, ticks, (axis_title(plane, 0), axis_title(plane, 1)))


# Outlines of the marks of critical points, of radius about 1.
_CRITICAL_POINT_OUTLINES = {
    MINIMUM: circle(20),
    SADDLE: np.array([(-0.8, -0.8), (0.8, 0.8), (np.nan, np.nan), (-0.8, 0.8), (0.8, -0.8)]),
    MAXIMUM: np.array([(0, -1.1), (1, 0.75), (-1, 0.75), (0, -1.1)]),
    DEGENERATE: circle(8) * 0.3,
}


def _fit_map(plot_range: Box, rect: Rect) -> Rect:
    if not has_equal_scales(plot_range):
        return rect
    across, up = (high - low for low, high in plot_range)
    scale = min(rect.width / across, rect.height / up)
    width, height = across * scale, up * scale
    return Rect(rect.left + (rect.width - width) / 2, rect.top + (rect.height - height) / 2, width, height)
