"""The surface in space, as the page's camera sees it; what a ridge hides is drawn faint and dashed."""

from __future__ import annotations

import numpy as np
from contourpy import contour_generator

from fallline.film.actors import Actor, Cast
from fallline.film.camera import Camera, ground, within
from fallline.film.inside import draw_arrows
from fallline.film.letters import wide_of
from fallline.film.pen import Frame, Pen
from fallline.film.plane import cross, joined, ring, round_ticks
from fallline.film.tints import shade
from fallline.picture.levels import lines_at
from fallline.picture.surface import Surface, minima_on, surface_of

SMALL, TITLE = 15, 18  # sizes of type
AMBIENT, DIFFUSE = 0.74, 0.34  # light from everywhere, and from the sun
SUN = np.array([-0.35, -0.5, 0.79])  # where it stands
HIDDEN = 0.55
DASHES = (3, 6)
OUT, TITLE_OUT = 16, 50  # how far outside of the box ticks and titles stand
CLOSE = 1.25  # sizes of type: ticks that are nearer to each other are left out
OUTER = 0.1  # of a side: a point by which the way outside is found
TICKS = 4


class Space:
    """The surface in a frame: what stands still while the camera does, and what moves on it."""

    def __init__(self, cast: Cast, frame: Frame, *, round_it: bool = False) -> None:
        """``round_it``: whether the camera will go round it."""
        self.cast, self.frame = cast, frame
        self.surface = surface_of(cast.scene, cast.plane, cast.view)
        self.colours, self.levels = _colours(self.surface, cast.look.terrain), _level_points(self.surface)
        self.first = Camera.of(cast.view, self.surface, frame, round_it=round_it)
        self.look_from(0.0)

    def look_from(self, turn: float) -> None:
        """Turns the camera by an angle from where it first was (radians), and finds out anew what is seen."""
        self.camera = self.first.turned(turn)
        self.paths = {id(actor): _Seen(self.camera, actor.paths) for actor in (*self.cast.actors, *self.cast.ghosts)}

    def paint(self, pen: Pen) -> None:
        """The box behind, the surface with lines of equal height, the minima, the start."""
        cast, surface = self.cast, self.surface
        _Box(self.camera, surface, cast).paint(pen)
        with pen.inside(self.frame):
            pen.facets(*_facets(surface, self.colours, self.camera))
            self._levels(pen)
            for point in minima_on(surface, cast.scene, cast.plane):
                place = np.array([point])
                alpha = 1.0 if self.camera.sees(place)[0] else 0.5
                cross(pen, self.camera.placed(place)[0], cast.look.ground.minimum, cast.look.ground.paper, alpha)

    def draw(self, pen: Pen, t: int) -> None:
        """The trails up to step t, what is in sight of them above what is not; the balls."""
        cast, paper = self.cast, self.cast.look.ground.paper
        with pen.inside(self.frame):
            for actor in cast.ghosts:
                pen.line(self.paths[id(actor)].part(t, hidden=False), actor.colour, 1.5, 0.5, (5, 5))
            for actor in cast.actors:
                seen = self.paths[id(actor)]
                pen.line(seen.part(t, hidden=True), actor.colour, 1.8, 0.25 if actor.many else HIDDEN, DASHES)
                if actor.many:
                    pen.line(seen.part(t, hidden=False), actor.colour, actor.width, 0.8)
                else:
                    pen.trail(seen.part(t, hidden=False), actor.colour, paper, actor.width)
            first = self.paths[id(cast.actors[0])]
            if first.state[0, 0]:
                ring(pen, first.places[0, 0], cast.look)
            if cast.view.inside:
                self._inside(pen, t)
            for actor in cast.actors:
                self._balls(pen, actor, t)

    def _inside(self, pen: Pen, t: int) -> None:
        """The arrows of the step, laid on the surface."""
        scales = self.cast.inside.scales(t)
        for which, actor in enumerate(self.cast.actors):
            if not self.paths[id(actor)].state[0, t]:
                continue
            ball = actor.paths[0, t]
            lift = ball[2] - ground(self.surface, ball[None])[0]  # of the ball above the surface as it is drawn

            def place(away: np.ndarray, ball: np.ndarray = ball, lift: float = lift) -> np.ndarray:
                at = ball[:2] + away
                return self.camera.placed(np.column_stack((at, ground(self.surface, at) + lift)))

            arrows = self.cast.inside.arrows(which, t, scales)
            draw_arrows(pen, arrows, actor.colour, self.cast.look.ground.paper, place)

    def _balls(self, pen: Pen, actor: Actor, t: int) -> None:
        places, state = self.paths[id(actor)].at(t)
        for which, alpha in ((1, 0.45), (2, 1.0)):
            pen.ball(
                actor.shape, actor.colour, self.cast.look.ground.paper, places[state == which], actor.radius, alpha
            )

    def _levels(self, pen: Pen) -> None:
        places = self.camera.placed(self.levels)
        places[~self.camera.sees(self.levels)] = np.nan
        pen.line(places, self.cast.look.ground.ink, 0.9, 0.22)


class _Seen:
    """A run's paths from one camera: ``places`` (rows, steps+1, 2); ``state`` 0 outside, 1 hidden, 2 in sight."""

    def __init__(self, camera: Camera, paths: np.ndarray) -> None:
        flat = paths.reshape(-1, 3)
        inside = within(flat, camera.surface.box)
        state = np.zeros(len(flat), dtype=np.int8)
        state[inside] = 1 + camera.sees(flat[inside])
        self.places = camera.placed(paths)
        self.state: np.ndarray = state.reshape(paths.shape[:2])
        link = np.minimum(self.state[:, 1:], self.state[:, :-1])  # of each step, how its two ends are seen
        self.parts = {hidden: self._kept(link == (1 if hidden else 2)) for hidden in (True, False)}

    def _kept(self, link: np.ndarray) -> np.ndarray:
        """The places, with the pen lifted where a step is not of the kind: two entries per step, from and to."""
        segments = np.stack((self.places[:, :-1], self.places[:, 1:]), 2)
        segments = np.where(link[..., None, None], segments, np.nan)
        return segments.reshape(len(segments), -1, 2)

    def part(self, t: int, *, hidden: bool) -> np.ndarray:
        """The hidden parts up to step t as one line, or those in sight."""
        return joined(_thinned(self.parts[hidden][:, : 2 * t]))

    def at(self, t: int) -> tuple[np.ndarray, np.ndarray]:
        """Places (rows, 2) and states (rows,) of the balls."""
        k = min(t, self.state.shape[1] - 1)
        return self.places[:, k], self.state[:, k]


def _thinned(segments: np.ndarray) -> np.ndarray:
    """A line of segments without every second place that repeats the one before it."""
    if len(segments) != 1:
        return segments
    line = segments[0]
    again = np.zeros(len(line), dtype=bool)
    again[1:] = (line[1:] == line[:-1]).all(-1)
    gone = np.isnan(line[:, 0])
    again[1:] |= gone[1:] & gone[:-1]
    return line[~again][None]


def _level_points(surface: Surface) -> np.ndarray:
    """Lines of equal height as points (n, 3), with NaN where the pen is lifted."""
    points = [np.full((1, 3), np.nan)]
    if surface.levels:
        lines = contour_generator(surface.x, surface.y, surface.drawn)
        for at in np.arange(*surface.levels)[1:]:
            points += [part for line in lines_at(lines, at) for part in (np.insert(line, 2, at, axis=1), points[0])]
    return np.concatenate(points)


def _colours(surface: Surface, terrain: tuple[str, ...]) -> np.ndarray:
    """The lit surface's colour at each grid point, (across, across, 3)."""
    low, high = float(surface.drawn.min()), float(surface.drawn.max())
    colours = shade(terrain, (surface.drawn - low) / (high - low or 1.0)) * _light(surface)[..., None]
    return np.clip(colours, 0, 1)


def _facets(surface: Surface, colours: np.ndarray, camera: Camera) -> tuple[np.ndarray, np.ndarray]:
    """The surface's facets from far to near: corners (n, 4, 2) in the picture, and colours (n, 4, 3)."""
    x, y = np.meshgrid(surface.x, surface.y)
    places = camera.placed(np.stack((x, y, surface.drawn), -1))
    i, j = np.meshgrid(*camera.order(), indexing="ij")
    at = [(i, j), (i, j + 1), (i + 1, j + 1), (i + 1, j)]
    corners, tints = (
        np.stack([each[corner] for corner in at], 2).reshape(-1, 4, each.shape[-1]) for each in (places, colours)
    )
    return corners, tints


def _light(surface: Surface) -> np.ndarray:
    """How bright the surface is at each grid point, by the angle between it and the sun."""
    spans = [high - low for low, high in surface.box]
    wide, deep, tall = (side / span for side, span in zip(surface.sides, spans, strict=True))
    slope_y, slope_x = np.gradient(surface.drawn * tall, surface.y * deep, surface.x * wide)
    normal = np.stack((-slope_x, -slope_y, np.ones_like(slope_x)), -1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    return AMBIENT + DIFFUSE * np.maximum(normal @ (SUN / np.linalg.norm(SUN)), 0)


class _Box:
    """The box around the surface: its far walls with grid lines, and its axes on the near edges."""

    def __init__(self, camera: Camera, surface: Surface, cast: Cast) -> None:
        self.camera, self.surface, self.cast = camera, surface, cast
        box = np.array(surface.box)
        self.low, self.high = box[:, 0], box[:, 1]
        near = camera.eye > 0
        self.near = np.where(near, self.high, self.low)  # the walls on the eye's side
        self.far = np.where(near, self.low, self.high)

    def paint(self, pen: Pen) -> None:
        ink, surface = self.cast.look.ground, self.surface
        names = (*self.cast.plane.names, surface.title)
        marks = [round_ticks(*surface.box[axis], TICKS) for axis in (0, 1)]
        marks.append(surface.transform.ticks(*surface.box[2]))
        floor = self.low[2]
        for axis in (0, 1):
            other = 1 - axis
            for value, _ in marks[axis]:
                path = [self._at(axis, value, other, self.near[other], floor)]
                path += [self._at(axis, value, other, self.far[other], height) for height in (floor, self.high[2])]
                pen.line(self.camera.placed(np.array(path)), ink.faint, 1.0)
        for value, _ in marks[2]:
            path = [
                (self.far[0], self.near[1], value),
                (self.far[0], self.far[1], value),
                (self.near[0], self.far[1], value),
            ]
            pen.line(self.camera.placed(np.array(path)), ink.faint, 1.0)
        span = self.high - self.low
        for axis in (0, 1):
            other = 1 - axis
            beyond = self.near[other] + OUTER * span[other] * np.sign(self.near[other] - self.far[other])
            values = [value for value, _ in marks[axis]] + [(self.low[axis] + self.high[axis]) / 2]
            inner, outer = (
                self.camera.placed(np.array([self._at(axis, value, other, to, floor) for value in values]))
                for to in (self.near[other], beyond)
            )
            self._axis(pen, inner, outer, [text for _, text in marks[axis]], names[axis])
        x, y = self._upright()
        heights = [value for value, _ in marks[2]] + [(floor + self.high[2]) / 2]
        places = self.camera.placed(np.array([(x, y, each) for each in heights]))
        self._axis(pen, places, places - (1, 0), [text for _, text in marks[2]], names[2])

    def _at(self, axis: int, value: float, other: int, beside: float, height: float) -> tuple:
        return (value, beside, height) if axis == 0 else (beside, value, height)

    def _upright(self) -> tuple[float, float]:
        """The upright edge that is farthest to the left, where the heights are written."""
        corners = [(self.far[0], self.near[1]), (self.near[0], self.far[1])]
        at = [self.camera.placed(np.array([(x, y, self.low[2])]))[0, 0] for x, y in corners]
        return corners[int(np.argmin(at))]

    def _axis(self, pen: Pen, places: np.ndarray, outer: np.ndarray, texts: list[str], name: str) -> None:
        """Ticks beside an edge of the box, on the side of ``outer``; at the last place the axis' name, farther out."""
        ink = self.cast.look.ground
        out = (outer - places) / np.linalg.norm(outer - places, axis=-1, keepdims=True)
        last = np.full(2, np.inf)
        for place, aside, text in zip(places[:-1], out[:-1], texts, strict=True):
            if np.linalg.norm(place - last) < CLOSE * SMALL:
                continue
            last = place
            pen.count(tuple(place + OUT * aside), text, SMALL, ink.ink, align=_align(aside), halo=ink.paper)
        far = TITLE_OUT + (wide_of(max(texts, key=len), SMALL) if abs(out[-1, 0]) > 0.99 else 0)
        pen.count(tuple(places[-1] + far * out[-1]), name, TITLE, ink.ink, align="middle", halo=ink.paper)


def _align(out: np.ndarray) -> str:
    return "middle" if abs(out[0]) < 0.5 else "left" if out[0] > 0 else "right"
