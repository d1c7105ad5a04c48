"""The curve of a landscape of one variable, with the trails of the runs on it."""

from __future__ import annotations

import numpy as np

from fallline.film.arrow_labels import draw_arrow_labels
from fallline.film.arrows import PICTURE_SCALE, draw_arrows, draw_scale_legend
from fallline.film.canvas import Canvas, Rect
from fallline.film.drawn_race import DrawnRace
from fallline.film.plot_axes import AXIS_MARGINS, draw_axes, draw_hatch, round_ticks, tick_count
from fallline.film.trails import Trails, draw_minimum
from fallline.picture.graph import ARROW_LANES_PX, build_graph, minima_on_graph

CURVE_WIDTH = 2.2  # in picture units
LEGEND_HEIGHT = 96  # of the legend of the arrows' scales
FILL_ALPHA = 0.07  # of the area below the curve


class GraphPlot:
    """The plot of f over one variable in a picture: the curve, its minima and axes; the runs at a step."""

    def __init__(self, race: DrawnRace, rect: Rect) -> None:
        """Lay out the axes in ``rect``, which they fill, since they have different units."""
        self.race, self.rect = race, rect
        self.graph = build_graph(race.scene, race.plane, race.view)
        self.map_rect = rect.inset(*AXIS_MARGINS)
        self.trails = Trails(race, self.map_rect, self.to_picture)

    def to_picture(self, points: np.ndarray) -> np.ndarray:
        """Return the positions (..., 2), in picture units, of points (..., 2 or more): the variable and the height."""
        (x0, x1), (y0, y1) = self.graph.box
        x = self.map_rect.left + (points[..., 0] - x0) / (x1 - x0) * self.map_rect.width
        y = self.map_rect.top + (y1 - points[..., 1]) / (y1 - y0) * self.map_rect.height
        return np.stack((x, y), -1)

    def draw_static(self, canvas: Canvas) -> None:
        """Draw the curve, the places where f has no value, the minima and the axes."""
        colours, graph, rect = self.race.look.page_colours, self.graph, self.map_rect
        for low, high in graph.gaps:
            left, right = (float(self.to_picture(np.array([x, graph.box[1][0]]))[0]) for x in (low, high))
            draw_hatch(canvas, self.race.look, Rect(left, rect.top, right - left, rect.height))
        with canvas.clip_to(rect):
            for part in graph.parts:
                line = self.to_picture(np.stack((graph.x[part], graph.heights[part]), -1))
                corners = [(line[-1, 0], rect.bottom), (line[0, 0], rect.bottom), line[0]]
                canvas.fill_polygon(np.concatenate((line, corners)), colours.foreground, FILL_ALPHA)
                canvas.draw_line(line, colours.foreground, CURVE_WIDTH, 0.8)
        for point in self.to_picture(minima_on_graph(graph, self.race.plane)):
            draw_minimum(canvas, point, colours.minimum, colours.background)
        self._draw_axes(canvas)

    def draw_step(self, canvas: Canvas, t: int) -> None:
        """Draw the trails up to step t, the start, the runs' markers, and the step arrows if the view shows them."""
        self.trails.draw_step(canvas, t, self._draw_step_arrows)

    def _draw_step_arrows(self, canvas: Canvas, t: int) -> None:
        """Draw the selected run's arrows of step t with labels, and the legend of their scales.

        The arrows lie in lanes above the ball, since all are along the variable.
        """
        race, colours = self.race, self.race.look.page_colours
        unit = self.map_rect.width / (self.graph.box[0][1] - self.graph.box[0][0])
        scales = race.step_arrows.scales(t)
        selected = race.selected_run
        ball = self.trails.paths[id(selected)][0, t]
        drawn = []
        for arrow in race.step_arrows.arrows(0, t, scales):
            tail = ball - (0, PICTURE_SCALE * ARROW_LANES_PX[arrow.layer])

            def project(offsets: np.ndarray, tail: np.ndarray = tail) -> np.ndarray:
                return tail + offsets * (unit, 0)

            drawn += draw_arrows(canvas, [arrow], selected.colour, race.look.theme, colours.background, project)
        rect = self.map_rect
        legend_rect = Rect(rect.left, rect.top, rect.width, LEGEND_HEIGHT)  # at the top, since minima are at the bottom
        legend = draw_scale_legend(
            canvas, race.step_arrows, t, scales, legend_rect, unit, (colours.foreground, colours.background)
        )
        draw_arrow_labels(canvas, drawn, colours.background, rect, legend)

    def _draw_axes(self, canvas: Canvas) -> None:
        graph, rect = self.graph, self.map_rect
        (x_low, x_high), (low, _) = graph.box
        across = round_ticks(x_low, x_high, tick_count(rect.width))
        up = graph.ticks(tick_count(rect.height))
        ticks = (
            [(float(self.to_picture(np.array([value, low]))[0]), text) for value, text in across],
            [(float(self.to_picture(np.array([x_low, height]))[1]), text.replace("-", "−")) for height, text in up],
        )
        draw_axes(canvas, self.race.look, rect, ticks, (graph.names[0], graph.title))
