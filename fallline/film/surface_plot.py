"""The surface in space, as the page's camera sees it; hidden parts of trails are drawn faint and dashed."""

from __future__ import annotations

import numpy as np
from contourpy import contour_generator
from scipy import ndimage

from fallline.film.arrows import draw_arrows
from fallline.film.camera import Camera, is_in_plot_range, surface_height
from fallline.film.canvas import Canvas, Rect
from fallline.picture.colour_scale import interpolate_colours
from fallline.film.drawn_race import DrawnRace, DrawnRun
from fallline.film.fonts import text_width
from fallline.film.plot_axes import round_ticks
from fallline.film.trails import draw_minimum, draw_start_ring, join_paths
from fallline.picture.levels import lines_at_height
from fallline.picture.surface import Surface, build_surface, minima_on_surface

LABEL_SIZE, TITLE_SIZE = 15, 18  # font sizes
AMBIENT_LIGHT, DIFFUSE_LIGHT = 0.74, 0.34  # intensity of the ambient light and of the directed light
LIGHT_DIRECTION = np.array([-0.35, -0.5, 0.79])  # towards the light
HIDDEN_ALPHA = 0.55
HIDDEN_DASHES = (3, 6)
LABEL_DISTANCE, TITLE_DISTANCE = 16, 50  # from the box, in picture units
MIN_LABEL_DISTANCE = 1.25  # between two labels, in font sizes; nearer ones are left out
OUTER_POINT_SHARE = 0.1  # of a side: distance of a point outside of the box, by which the direction of labels is found
TICK_COUNT = 4
OUTSIDE, HIDDEN, VISIBLE = 0, 1, 2  # states of a point of a path


class SurfacePlot:
    """The surface plot of a picture: surface, box and axes; the trails and markers of the runs at a step."""

    def __init__(self, race: DrawnRace, rect: Rect, *, orbits: bool = False) -> None:
        """Set up the surface and the camera in ``rect``; ``orbits`` leaves room to rotate the camera."""
        self.race, self.rect = race, rect
        self.surface = build_surface(race.scene, race.plane, race.view)
        self.facet_colours, self.level_lines = (
            _lit_colours(self.surface, race.look.terrain),
            _make_level_lines(self.surface),
        )
        self.initial_camera = Camera.from_view(race.view, self.surface, rect, orbits=orbits)
        self.rotate_camera(0.0)

    def rotate_camera(self, angle: float) -> None:
        """Set the camera to its initial position rotated by ``angle`` radians, and project the paths anew."""
        self.camera = self.initial_camera.rotate(angle)
        self.paths = {
            id(drawn_run): _ProjectedPaths(self.camera, drawn_run.paths)
            for drawn_run in (*self.race.drawn_runs, *self.race.ghosts)
        }

    def draw_static(self, canvas: Canvas) -> None:
        """Draw the box, the surface with lines of equal height, and the minima."""
        race, surface = self.race, self.surface
        _SurfaceBox(self.camera, surface, race, self.rect).draw_static(canvas)
        with canvas.clip_to(self.rect):
            canvas.draw_facets(*_make_facets(surface, self.facet_colours, self.camera))
            self._draw_level_lines(canvas)
            for point in minima_on_surface(surface, race.scene, race.plane):
                points = np.array([point])
                alpha = 1.0 if self.camera.is_visible(points)[0] else 0.5
                draw_minimum(
                    canvas,
                    self.camera.project(points)[0],
                    race.look.page_colours.minimum,
                    race.look.page_colours.background,
                    alpha,
                )

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
                    1.8,
                    0.25 if drawn_run.has_many_starts else HIDDEN_ALPHA,
                    HIDDEN_DASHES,
                )
                if drawn_run.has_many_starts:
                    canvas.draw_line(paths.line_until(t, hidden=False), drawn_run.colour, drawn_run.width, 0.8)
                else:
                    canvas.draw_trail(paths.line_until(t, hidden=False), drawn_run.colour, background, drawn_run.width)
            first = self.paths[id(race.drawn_runs[0])]
            if first.state[0, 0]:
                draw_start_ring(canvas, first.positions[0, 0], race.look)
            if race.view.inside:
                self._draw_step_arrows(canvas, t)
            for drawn_run in race.drawn_runs:
                self._draw_markers(canvas, drawn_run, t)

    def _draw_step_arrows(self, canvas: Canvas, t: int) -> None:
        """Draw the arrows of step t, laid on the surface."""
        scales = self.race.step_arrows.scales(t)
        for index, drawn_run in enumerate(self.race.drawn_runs):
            if not self.paths[id(drawn_run)].state[0, t]:
                continue
            point = drawn_run.paths[0, t]
            lift = point[2] - surface_height(self.surface, point[None])[0]  # height above the interpolated surface

            def project(offsets: np.ndarray, point: np.ndarray = point, lift: float = lift) -> np.ndarray:
                places = point[:2] + offsets
                return self.camera.project(np.column_stack((places, surface_height(self.surface, places) + lift)))

            arrows = self.race.step_arrows.arrows(index, t, scales)
            draw_arrows(canvas, arrows, drawn_run.colour, self.race.look.page_colours.background, project)

    def _draw_markers(self, canvas: Canvas, drawn_run: DrawnRun, t: int) -> None:
        positions, state = self.paths[id(drawn_run)].at_step(t)
        for which, alpha in ((HIDDEN, 0.45), (VISIBLE, 1.0)):
            canvas.draw_markers(
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
        canvas.draw_line(positions, self.race.look.page_colours.foreground, 0.9, 0.22)


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


def _lit_colours(surface: Surface, terrain: tuple[str, ...]) -> np.ndarray:
    """Return the lit surface's colour at each grid point, (n, n, 3), RGB from 0 to 1."""
    low, high = surface.range.low, surface.range.high
    shares = np.clip((surface.heights - low) / (high - low or 1.0), 0, 1)
    return np.clip(interpolate_colours(terrain, shares) * _brightness(surface)[..., None], 0, 1)


def _make_facets(surface: Surface, colours: np.ndarray, camera: Camera) -> tuple[np.ndarray, np.ndarray]:
    """Return the surface's facets from far to near: corners (n, 4, 2) in the picture, and their colours (n, 4, 3).

    Facets with a corner without a value, or wholly above the box, near a pole, are left out; others end at its top.
    """
    x, y = np.meshgrid(surface.x, surface.y)
    top = surface.box[2][1]
    positions = camera.project(np.stack((x, y, np.minimum(surface.heights, top)), -1))
    i, j = np.meshgrid(*camera.facet_order(), indexing="ij")
    corner_indices = [(i, j), (i, j + 1), (i + 1, j + 1), (i + 1, j)]
    corners, corner_colours, heights = (
        np.stack([each[corner] for corner in corner_indices], 2).reshape(-1, 4, each.shape[-1])
        for each in (positions, colours, surface.heights[..., None])
    )
    drawn = np.isfinite(heights).all((1, 2)) & (heights < top).any((1, 2))
    return corners[drawn], corner_colours[drawn]


def _brightness(surface: Surface) -> np.ndarray:
    """Return the brightness (n, n) of the surface at each grid point, by the angle between its normal and the light."""
    spans = [high - low for low, high in surface.box]
    width_scale, depth_scale, height_scale = (side / span for side, span in zip(surface.sides, spans, strict=True))
    heights = _fill_holes(np.minimum(surface.heights, surface.box[2][1])) * height_scale
    slope_y, slope_x = np.gradient(heights, surface.y * depth_scale, surface.x * width_scale)
    normal = np.stack((-slope_x, -slope_y, np.ones_like(slope_x)), -1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    return AMBIENT_LIGHT + DIFFUSE_LIGHT * np.maximum(normal @ (LIGHT_DIRECTION / np.linalg.norm(LIGHT_DIRECTION)), 0)


def _fill_holes(heights: np.ndarray) -> np.ndarray:
    """Return heights (n, n) with each NaN replaced by the nearest height, so that slopes beside a hole are finite."""
    holes = np.isnan(heights)
    if not holes.any():
        return heights
    nearest = ndimage.distance_transform_edt(holes, return_distances=False, return_indices=True)
    return heights[tuple(nearest)]


class _SurfaceBox:
    """The box around the surface: grid lines on its far walls, and axes along its near edges."""

    def __init__(self, camera: Camera, surface: Surface, race: DrawnRace, rect: Rect) -> None:
        self.camera, self.surface, self.race, self.rect = camera, surface, race, rect
        box = np.array(surface.box)
        self.low, self.high = box[:, 0], box[:, 1]
        near = camera.eye > 0
        self.near = np.where(near, self.high, self.low)  # the walls on the eye's side
        self.far = np.where(near, self.low, self.high)

    def draw_static(self, canvas: Canvas) -> None:
        """Draw the grid lines and the axes."""
        colour, surface = self.race.look.page_colours.grid_line, self.surface
        names = (*self.race.plane.names, surface.title)
        ticks = [round_ticks(*surface.box[axis], TICK_COUNT) for axis in (0, 1)]
        ticks.append(surface.transform.ticks(*surface.box[2]))
        floor = self.low[2]
        for axis in (0, 1):
            other = 1 - axis
            for value, _ in ticks[axis]:
                path = [self._point(axis, value, self.near[other], floor)]
                path += [self._point(axis, value, self.far[other], height) for height in (floor, self.high[2])]
                canvas.draw_line(self.camera.project(np.array(path)), colour, 1.0)
        for value, _ in ticks[2]:
            path = [
                (self.far[0], self.near[1], value),
                (self.far[0], self.far[1], value),
                (self.near[0], self.far[1], value),
            ]
            canvas.draw_line(self.camera.project(np.array(path)), colour, 1.0)
        span = self.high - self.low
        for axis in (0, 1):
            other = 1 - axis
            beyond = self.near[other] + OUTER_POINT_SHARE * span[other] * np.sign(self.near[other] - self.far[other])
            values = [value for value, _ in ticks[axis]] + [(self.low[axis] + self.high[axis]) / 2]
            inner, outer = (
                self.camera.project(np.array([self._point(axis, value, across, floor) for value in values]))
                for across in (self.near[other], beyond)
            )
            self._draw_axis(canvas, inner, outer, [text for _, text in ticks[axis]], names[axis])
        x, y = self._height_axis_corner()
        heights = [value for value, _ in ticks[2]] + [(floor + self.high[2]) / 2]
        positions = self.camera.project(np.array([(x, y, each) for each in heights]))
        self._draw_axis(canvas, positions, positions - (1, 0), [text for _, text in ticks[2]], names[2])

    def _point(self, axis: int, value: float, across: float, height: float) -> tuple:
        """Return the point at ``value`` on an axis and at ``across`` on the other horizontal one."""
        return (value, across, height) if axis == 0 else (across, value, height)

    def _height_axis_corner(self) -> tuple[float, float]:
        """Return x and y of the leftmost vertical edge in the picture, where heights are labelled."""
        corners = [(self.far[0], self.near[1]), (self.near[0], self.far[1])]
        lefts = [self.camera.project(np.array([(x, y, self.low[2])]))[0, 0] for x, y in corners]
        return corners[int(np.argmin(lefts))]

    def _draw_axis(self, canvas: Canvas, positions: np.ndarray, outer: np.ndarray, texts: list[str], name: str) -> None:
        """Draw ``texts`` beside ``positions`` on an edge of the box, each in the direction of its point in ``outer``.

        The last of the positions is not for a text but for the axis' ``name``.
        """
        colours = self.race.look.page_colours
        out = (outer - positions) / np.linalg.norm(outer - positions, axis=-1, keepdims=True)
        last = np.full(2, np.inf)
        for position, direction, text in zip(positions[:-1], out[:-1], texts, strict=True):
            if np.linalg.norm(position - last) < MIN_LABEL_DISTANCE * LABEL_SIZE:
                continue
            last = position
            canvas.draw_cached_text(
                tuple(position + LABEL_DISTANCE * direction),
                text,
                LABEL_SIZE,
                colours.foreground,
                align=_align(direction),
                halo=colours.background,
            )
        distance = TITLE_DISTANCE + (text_width(max(texts, key=len), LABEL_SIZE) if abs(out[-1, 0]) > 0.99 else 0)
        x, y = positions[-1] + distance * out[-1]
        half = text_width(name, TITLE_SIZE) / 2
        end = (min(max(x, self.rect.left + half), self.rect.right - half), y)
        canvas.draw_cached_text(end, name, TITLE_SIZE, colours.foreground, align="middle", halo=colours.background)


def _align(direction: np.ndarray) -> str:
    return "middle" if abs(direction[0]) < 0.5 else "left" if direction[0] > 0 else "right"
