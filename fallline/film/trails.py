"""The trails and markers of a race's runs on a flat plot: a contour map, or the curve of one variable."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from fallline.film.canvas import Canvas, Rect
from fallline.film.drawn_race import DrawnRace, DrawnRun
from fallline.picture import Look

MINIMUM_RADIUS = 11  # of the mark of a minimum, in picture units
START_RING_RADIUS = 12  # of the mark of the start, in picture units


class Trails:
    """The trails and markers of all runs on a plot in ``plot_rect``; ``paths`` has the picture positions of a run."""

    def __init__(self, race: DrawnRace, plot_rect: Rect, to_picture: Callable[[np.ndarray], np.ndarray]) -> None:
        """Place the paths of the runs by ``to_picture``, from points (..., 2 or more) to picture units (..., 2)."""
        self.race, self.plot_rect, self.start = race, plot_rect, to_picture(race.start)
        self.paths = {id(drawn_run): to_picture(drawn_run.paths) for drawn_run in (*race.drawn_runs, *race.ghosts)}

    def draw_step(self, canvas: Canvas, t: int, draw_step_arrows: Callable[[Canvas, int], None]) -> None:
        """Draw the trails up to step t, the start, the runs' markers, and the step arrows if the view shows them."""
        with canvas.clip_to(self.plot_rect):
            self.draw_trails(canvas, t)
            draw_start_ring(canvas, self.start, self.race.look)
            if self.race.view.inside:
                draw_step_arrows(canvas, t)
        self.draw_markers(canvas, t)

    def draw_trails(self, canvas: Canvas, t: int) -> None:
        """Draw the trails up to step t, those of the previous race dashed."""
        for drawn_run in self.race.ghosts:
            for path in self.paths[id(drawn_run)]:
                canvas.draw_line(path[: t + 1], drawn_run.colour, 1.5, 0.5, (5, 5))
        for drawn_run in self.race.drawn_runs:
            line = join_paths(self.paths[id(drawn_run)][:, : t + 1])
            if drawn_run.has_many_starts:
                canvas.draw_line(line, drawn_run.colour, drawn_run.width, 0.8)
            else:
                canvas.draw_trail(line, drawn_run.colour, self.race.look.page_colours.background, drawn_run.width)

    def draw_markers(self, canvas: Canvas, t: int) -> None:
        """Draw the runs' markers at step t; for each outside of the plot, an arrowhead at the edge points to it."""
        for drawn_run in (*self.race.ghosts, *self.race.drawn_runs):
            self._draw_run_markers(canvas, drawn_run, t)

    def _draw_run_markers(self, canvas: Canvas, drawn_run: DrawnRun, t: int) -> None:
        paths, rect = self.paths[id(drawn_run)], self.plot_rect
        positions = paths[:, min(t, paths.shape[1] - 1)]
        positions = positions[np.isfinite(positions).all(-1)]
        edge = np.clip(positions, (rect.left, rect.top), (rect.right, rect.bottom))
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


def join_paths(paths: np.ndarray) -> np.ndarray:
    """Return paths (starts, points, 2) joined to one line (n, 2); a point of NaN follows each of several paths."""
    if len(paths) == 1:
        return paths[0]
    gap = np.full((len(paths), 1, 2), np.nan)
    return np.concatenate((paths, gap), 1).reshape(-1, 2)


def circle(count: int) -> np.ndarray:
    """Return ``count`` points (count, 2) on the circle of radius 1 around 0, the first one again at the end."""
    angles = np.linspace(0, 2 * np.pi, count)
    return np.stack((np.cos(angles), np.sin(angles)), -1)


def draw_minimum(canvas: Canvas, position: np.ndarray, colour: str, background: str, alpha: float = 1.0) -> None:
    """Draw the mark of a minimum, a bullseye, at ``position`` (2,), in picture units, on a disc of ``background``."""
    canvas.fill_polygon(position + MINIMUM_RADIUS * circle(33), background, 0.85 * alpha)
    canvas.draw_line(position + 0.64 * MINIMUM_RADIUS * circle(33), colour, 2.4, alpha)
    canvas.fill_polygon(position + 0.25 * MINIMUM_RADIUS * circle(17), colour, alpha)


def draw_start_ring(canvas: Canvas, position: np.ndarray, look: Look) -> None:
    """Draw the mark of the start, a ring around ``position`` (2,), in picture units."""
    for colour, width in ((look.page_colours.background, 4.5), (look.page_colours.foreground, 1.8)):
        canvas.draw_line(position + START_RING_RADIUS * circle(33), colour, width)


def draw_arrowhead(canvas: Canvas, position: np.ndarray, target: np.ndarray, colour: str, casing: str) -> None:
    """Draw an arrowhead at ``position`` (2,) that points towards ``target`` (2,), both in picture units.

    ``casing`` is the colour of its outline. The two points must differ.
    """
    along = (target - position) / np.linalg.norm(target - position)
    across = np.array([-along[1], along[0]])
    corners = np.array([2 * along, -14 * along + 9 * across, -14 * along - 9 * across, 2 * along]) + position
    canvas.draw_line(corners, casing, 3)
    canvas.fill_polygon(corners, colour)
