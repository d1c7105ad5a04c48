"""The surface in space, as the page's camera sees it; hidden parts of trails are drawn faintly."""

from __future__ import annotations

import numpy as np
from contourpy import contour_generator

from fallline.film.arrow_labels import draw_arrow_labels
from fallline.film.arrows import draw_arrows
from fallline.film.camera import Camera, is_in_plot_range
from fallline.film.canvas import Canvas, Rect
from fallline.film.drawn_race import DrawnRace, DrawnRun
from fallline.film.solid_marks import draw_solid_markers, draw_tube
from fallline.film.surface_block import SurfaceBlock, make_facets
from fallline.film.trails import draw_minimum, draw_start_ring, join_paths
from fallline.picture.levels import lines_at_height
from fallline.picture.lighting import brightness, height_colours, level_line_colour, surface_terrain
from fallline.picture.sight import minima_on_surface, raise_to_surface, surface_height
from fallline.picture.surface import LIFT_SHARE, Surface, build_surface
from fallline.picture.viewpoint import choose_eye

HIDDEN_ALPHA = 0.35
LINE_ALPHA = 0.55  # of lines of equal height
TUBE_FACTOR = 1.15  # of the width of a trail on the map
OUTSIDE, HIDDEN, VISIBLE = 0, 1, 2  # states of a point of a path


class SurfacePlot:
    """The surface plot of a picture: surface, box and axes; the trails and markers of the runs at a step."""

    def __init__(self, race: DrawnRace, rect: Rect, *, orbits: bool = False) -> None:
        """Set up the surface and the camera in ``rect``; ``orbits`` leaves room to rotate the camera."""
        self.race, self.rect = race, rect
        self.surface = build_surface(race.scene, race.plane, race.view)
        self.minima = minima_on_surface(self.surface, race.scene, race.plane)
        standard_eye = choose_eye(self.surface, [each.paths for each in race.drawn_runs], self.minima)
        self.light_eye = np.array(standard_eye)
        self.terrain = surface_terrain(self.surface, race.look.terrain)
        colours = height_colours(self.surface, self.surface.heights, self.terrain)
        self.facet_colours = colours * brightness(self.surface, self.light_eye)[..., None]
        self.level_lines = _make_level_lines(self.surface)
        low, high = self.surface.box[2]
        self.lift = np.array((0, 0, LIFT_SHARE * (high - low)))  # of trails and markers above the surface
        self.initial_camera = Camera.from_view(race.view, self.surface, rect, standard_eye, orbits=orbits)
        self.rotate_camera(0.0)

    def rotate_camera(self, angle: float) -> None:
        """Set the camera to its initial position rotated by ``angle`` radians, and project the paths anew."""
        self.camera = self.initial_camera.rotate(angle)
        self.paths = {
            id(drawn_run): _ProjectedPaths(self.camera, raise_to_surface(self.surface, drawn_run.paths) + self.lift)
            for drawn_run in (*self.race.drawn_runs, *self.race.ghosts)
        }

    def draw_static(self, canvas: Canvas) -> None:
        """Draw the surface with lines of equal height on its block, the floor with labels, and the minima."""
        race, colours = self.race, self.race.look.page_colours
        block = SurfaceBlock(self.camera, race, self.rect, self.terrain, self.light_eye)
        with canvas.clip_to(self.rect):
            block.draw_floor(canvas, self.level_lines)
            canvas.draw_facets(*make_facets(self.surface, self.facet_colours, self.camera))
            self._draw_level_lines(canvas)
            block.draw_walls(canvas)
        block.draw_labels(canvas)
        with canvas.clip_to(self.rect):
            for point in np.array(self.minima).reshape(-1, 1, 3):
                alpha = 1.0 if self.camera.is_visible(point + self.lift)[0] else HIDDEN_ALPHA
                draw_minimum(canvas, self.camera.project(point)[0], colours.minimum, colours.background, alpha)

    def draw_step(self, canvas: Canvas, t: int) -> None:
        """Draw the trails up to step t, visible parts over hidden ones, the start, and the markers of the runs.

        If the view shows them, the arrows of step t are drawn, too.
        """
        race, background = self.race, self.race.look.page_colours.background
        with canvas.clip_to(self.rect):
            for drawn_run in race.ghosts:
                canvas.draw_line(
                    self.paths[id(drawn_run)].line_until(t, hidden=False), drawn_run.colour, 1.5, 0.5, (5, 5)
                )
            for drawn_run in race.drawn_runs:
                paths = self.paths[id(drawn_run)]
                canvas.draw_line(
                    paths.line_until(t, hidden=True),
                    drawn_run.colour,
                    drawn_run.width,
                    HIDDEN_ALPHA,
                )
                if drawn_run.has_many_starts:
                    canvas.draw_line(paths.line_until(t, hidden=False), drawn_run.colour, drawn_run.width, 0.8)
                else:
                    width = TUBE_FACTOR * drawn_run.width
                    draw_tube(canvas, paths.line_until(t, hidden=False), drawn_run.colour, background, width)
            first = self.paths[id(race.drawn_runs[0])]
            if first.state[0, 0]:
                draw_start_ring(canvas, first.positions[0, 0], race.look)
            if race.view.inside:
                self._draw_step_arrows(canvas, t)
            for drawn_run in race.drawn_runs:
                self._draw_markers(canvas, drawn_run, t)

    def _draw_step_arrows(self, canvas: Canvas, t: int) -> None:
        """Draw the selected run's arrows of step t, laid on the surface, with labels."""
        race, background = self.race, self.race.look.page_colours.background
        scales = race.step_arrows.scales(t)
        selected = race.selected_run
        if not self.paths[id(selected)].state[0, t]:
            return
        point = raise_to_surface(self.surface, selected.paths[0, t])
        # The height of the marker above the surface as it is drawn.
        lift = point[2] + self.lift[2] - surface_height(self.surface, point[None])[0]

        def project(offsets: np.ndarray) -> np.ndarray:
            places = point[:2] + offsets
            return self.camera.project(np.column_stack((places, surface_height(self.surface, places) + lift)))

        arrows = race.step_arrows.arrows(0, t, scales)
        drawn = draw_arrows(canvas, arrows, selected.colour, race.look.theme, background, project)
        draw_arrow_labels(canvas, drawn, background, self.rect)

    def _draw_markers(self, canvas: Canvas, drawn_run: DrawnRun, t: int) -> None:
        positions, state = self.paths[id(drawn_run)].at_step(t)
        for which, alpha in ((HIDDEN, HIDDEN_ALPHA), (VISIBLE, 1.0)):
            draw_solid_markers(
                canvas,
                drawn_run.shape,
                drawn_run.colour,
                self.race.look.page_colours.background,
                positions[state == which],
                drawn_run.radius,
                alpha,
            )

    def _draw_level_lines(self, canvas: Canvas) -> None:
        positions = self.camera.project(self.level_lines)
        positions[~self.camera.is_visible(self.level_lines)] = np.nan
        canvas.draw_line(positions, level_line_colour(self.race.look.terrain), 0.9, LINE_ALPHA)


class _ProjectedPaths:
    """A run's paths, one from each start, as one camera sees them.

    ``positions`` (starts, steps+1, 2) are in picture units. ``state`` (starts, steps+1) is OUTSIDE the plot range,
    HIDDEN by the surface, or VISIBLE. ``segments[hidden]`` are the hidden (True) or visible (False) steps.
    """

    def __init__(self, camera: Camera, paths: np.ndarray) -> None:
        flat = paths.reshape(-1, 3)
        inside = is_in_plot_range(flat, camera.surface.box)
        state = np.zeros(len(flat), dtype=np.int8)
        state[inside] = HIDDEN + camera.is_visible(flat[inside])
        self.positions = camera.project(paths)
        self.state: np.ndarray = state.reshape(paths.shape[:2])
        step_state = np.minimum(self.state[:, 1:], self.state[:, :-1])  # the lower state of its two ends
        self.segments = {
            hidden: self._select_steps(step_state == (HIDDEN if hidden else VISIBLE)) for hidden in (True, False)
        }

    def _select_steps(self, selected: np.ndarray) -> np.ndarray:
        """Return positions (starts, 2 * steps, 2): start and end of each step, NaN for steps that are not selected.

        ``selected`` (starts, steps) is bool.
        """
        segments = np.stack((self.positions[:, :-1], self.positions[:, 1:]), 2)
        segments = np.where(selected[..., None, None], segments, np.nan)
        return segments.reshape(len(segments), -1, 2)

    def line_until(self, t: int, *, hidden: bool) -> np.ndarray:
        """Return the hidden or visible parts of the paths up to step t as one line (n, 2), with gaps at NaN."""
        return join_paths(_drop_repeats(self.segments[hidden][:, : 2 * t]))

    def at_step(self, t: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the pair of positions (starts, 2) and states (starts,) at step t, at most at the last step."""
        k = min(t, self.state.shape[1] - 1)
        return self.positions[:, k], self.state[:, k]


def _drop_repeats(segments: np.ndarray) -> np.ndarray:
    """Return segments (1, n, 2) of a single path without points that repeat the previous one.

    Segments of several paths are returned unchanged.
    """
    if len(segments) != 1:
        return segments
    line = segments[0]
    repeats = np.zeros(len(line), dtype=bool)
    repeats[1:] = (line[1:] == line[:-1]).all(-1)
    is_gap = np.isnan(line[:, 0])
    repeats[1:] |= is_gap[1:] & is_gap[:-1]
    return line[~repeats][None]


def _make_level_lines(surface: Surface) -> np.ndarray:
    """Return the surface's lines of equal height as points (n, 3): x, y and height, with NaN between lines."""
    points = [np.full((1, 3), np.nan)]
    if surface.levels:
        lines = contour_generator(surface.x, surface.y, np.ma.masked_invalid(surface.heights))
        for height in np.arange(*surface.levels)[1:]:
            points += [
                part
                for line in lines_at_height(lines, height)
                for part in (np.insert(line, 2, height, axis=1), points[0])
            ]
    return np.concatenate(points)
