"""The landscape from above, as in the page's map."""

from __future__ import annotations

from typing import cast

import numpy as np
from contourpy import FillType, contour_generator

from fallline.analysis.critical_points import FLAT, MAXIMUM, MINIMUM, SADDLE
from fallline.analysis.plot_plane import minima_in
from fallline.core import Box
from fallline.film.actors import Actor, Cast
from fallline.film.inside import draw_arrows, draw_scales
from fallline.film.pen import Frame, Pen
from fallline.film.tints import tinted
from fallline.picture import Look
from fallline.picture.critical_points import CROWD, critical_points
from fallline.picture.field import field
from fallline.picture.heights import grid, height, round_steps
from fallline.picture.levels import labels, level_lines
from fallline.picture.plane import ACROSS, BANDS, axis_title, same_scale

SMALL, TITLE = 17, 19  # sizes of type
APART = 75  # between ticks, about
RING = 12


class Plane:
    """The map in a frame: what stands still, and what moves on it."""

    def __init__(self, cast: Cast, frame: Frame) -> None:
        """The map keeps the plane's proportions, unless it is a strip."""
        self.cast, self.frame = cast, frame
        self.map = _fitted(cast.plane.box, frame.within(72, 8, 8, 62))
        self.paths = {id(actor): self.placed(actor.paths) for actor in (*cast.actors, *cast.ghosts)}

    def placed(self, points: np.ndarray) -> np.ndarray:
        """Points (..., 2 or more) of the plane as places (..., 2) of the picture."""
        (x0, x1), (y0, y1) = self.cast.plane.box
        x = self.map.left + (points[..., 0] - x0) / (x1 - x0) * self.map.wide
        y = self.map.top + (y1 - points[..., 1]) / (y1 - y0) * self.map.tall
        return np.stack((x, y), -1)

    def paint(self, pen: Pen) -> None:
        """Bands of height, level lines with their values, minima, the start's ring, the axes."""
        cast, ink = self.cast, self.cast.look.ground
        landscape, view = cast.scene.landscape, cast.view
        transform = height(landscape, cast.plane, view.height_of(landscape))
        found = grid(landscape, cast.plane, ACROSS)
        with pen.inside(self.map):
            self._bands(pen, *found[:2], transform.of(found[2]))
            levels = level_lines(found, transform)
            for _, lines in levels:
                for line in lines:
                    pen.line(self.placed(line), ink.ink, 1.2, 0.3)
            if view.field:
                pen.line(self.placed(field(landscape, cast.plane)), ink.ink, 1.3, 0.6)
            if view.critical_points:
                self._critical(pen)
        for text, label in labels(levels, cast.plane.box):
            x, y = self.placed(label)
            pen.words((x, y), text, SMALL - 3, ink.ink, align="middle", halo=ink.paper)
        for place in minima_in(cast.plane, landscape):
            cross(pen, self.placed(np.array(place)), ink.minimum, ink.paper)
        self._axes(pen)

    def draw(self, pen: Pen, t: int) -> None:
        """The trails up to step t, the start, the balls."""
        cast = self.cast
        with pen.inside(self.map):
            for actor in cast.ghosts:
                for path in self.paths[id(actor)]:
                    pen.line(path[: t + 1], actor.colour, 1.5, 0.5, (5, 5))
            for actor in cast.actors:
                self._trail(pen, actor, t)
            ring(pen, self.placed(cast.start), cast.look)
            if cast.view.inside:
                self._inside(pen, t)
        for actor in (*cast.ghosts, *cast.actors):
            self._balls(pen, actor, t)

    def _inside(self, pen: Pen, t: int) -> None:
        """The arrows of the step, and what their lengths stand for."""
        cast, paper, (low, high) = self.cast, self.cast.look.ground.paper, np.array(self.cast.plane.box).T
        unit = np.array([self.map.wide, -self.map.tall]) / (high - low)
        scales = cast.inside.scales(t)
        for which, actor in enumerate(cast.actors):
            ball = self.paths[id(actor)][0, t]

            def place(away: np.ndarray, ball: np.ndarray = ball) -> np.ndarray:
                return ball + away * unit

            arrows = cast.inside.arrows(which, t, scales)
            draw_arrows(pen, arrows, actor.colour, paper, place)
        draw_scales(pen, cast.inside, t, scales, self.map, unit[0], (cast.look.ground.ink, paper))

    def _trail(self, pen: Pen, actor: Actor, t: int) -> None:
        paths = self.paths[id(actor)]
        if actor.many:
            pen.line(joined(paths[:, : t + 1]), actor.colour, actor.width, 0.8)
        else:
            pen.trail(joined(paths[:, : t + 1]), actor.colour, self.cast.look.ground.paper, actor.width)

    def _balls(self, pen: Pen, actor: Actor, t: int) -> None:
        """Where a run is, or arrows at the edge that point to where it went."""
        paths = self.paths[id(actor)]
        now = paths[:, min(t, paths.shape[1] - 1)]
        low, high = np.array([self.map.left, self.map.top]), np.array([self.map.right, self.map.bottom])
        edge = np.clip(now, low, high)
        there = np.linalg.norm(now - edge, axis=-1) <= actor.radius
        paper, alpha = self.cast.look.ground.paper, 0.5 if actor.ghost else 1.0
        for place, towards in zip(edge[~there], now[~there], strict=True):
            pointer(pen, place, towards, actor.colour, paper)
        pen.ball(actor.shape, actor.colour, paper, now[there], actor.radius * (0.5 if actor.ghost else 1), alpha)

    def _bands(self, pen: Pen, x: np.ndarray, y: np.ndarray, drawn: np.ndarray) -> None:
        """Each band over all that lies higher, so that no seams show between them."""
        low, high = float(drawn.min()), float(drawn.max())
        span = high - low or 1.0
        lines = contour_generator(x, y, drawn, fill_type=FillType.OuterCode)
        tints = tinted(self.cast.look.terrain, (np.arange(BANDS) + 0.5) / BANDS)
        pen.box(self.map, tints[0])
        for which in range(1, BANDS):
            found = lines.filled(low + which / BANDS * span, high + span)
            outlines, codes = cast("tuple[list[np.ndarray], list[np.ndarray]]", found)  # as OuterCode has them
            for outline, code in zip(outlines, codes, strict=True):
                pen.area(self.placed(outline), tints[which], codes=code)

    def _critical(self, pen: Pen) -> None:
        ink = self.cast.look.ground.minimum
        for found in critical_points(self.cast.scene, self.cast.view, self.cast.plane):
            size = 6 if len(found.places) < CROWD else 3.5
            for x, y in self.placed(found.places):
                pen.line(_SYMBOLS[found.kind] * size + (x, y), ink, 1.8)

    def _axes(self, pen: Pen) -> None:
        ink, plane, map = self.cast.look.ground, self.cast.plane, self.map
        edges = np.array([(map.left, map.top), (map.left, map.bottom), (map.right, map.bottom)])
        pen.line(edges, ink.ink, 1.2, 0.6)
        for value, text in round_ticks(*plane.box[0], round(map.wide / APART)):
            x, _ = self.placed(np.array([value, plane.box[1][0]]))
            pen.line(np.array([(x, map.bottom), (x, map.bottom + 6)]), ink.ink, 1.2, 0.6)
            pen.words((x, map.bottom + 20), text, SMALL, ink.ink, align="middle")
        for value, text in round_ticks(*plane.box[1], round(map.tall / APART)):
            _, y = self.placed(np.array([plane.box[0][0], value]))
            pen.line(np.array([(map.left - 6, y), (map.left, y)]), ink.ink, 1.2, 0.6)
            pen.words((map.left - 11, y), text, SMALL, ink.ink, align="right")
        across, up = (axis_title(plane, axis) for axis in (0, 1))
        pen.words((map.left + map.wide / 2, map.bottom + 45), across, TITLE, ink.ink, align="middle")
        pen.words((map.left - 62, map.top + map.tall / 2), up, TITLE, ink.ink, align="middle", turn=90)


def _circle(many: int) -> np.ndarray:
    turns = np.linspace(0, 2 * np.pi, many)
    return np.stack((np.cos(turns), np.sin(turns)), -1)


_SYMBOLS = {
    MINIMUM: _circle(20),
    SADDLE: np.array([(-0.8, -0.8), (0.8, 0.8), (np.nan, np.nan), (-0.8, 0.8), (0.8, -0.8)]),
    MAXIMUM: np.array([(0, -1.1), (1, 0.75), (-1, 0.75), (0, -1.1)]),
    FLAT: _circle(8) * 0.3,
}


def joined(paths: np.ndarray) -> np.ndarray:
    """(rows, steps, 2) paths as one line with the pen lifted between them."""
    if len(paths) == 1:
        return paths[0]
    gap = np.full((len(paths), 1, 2), np.nan)
    return np.concatenate((paths, gap), 1).reshape(-1, 2)


def cross(pen: Pen, place: np.ndarray, ink: str, paper: str, alpha: float = 1.0) -> None:
    """Marks a minimum."""
    arms = np.array([(-9, 0), (9, 0), (np.nan, np.nan), (0, -9), (0, 9)])
    for colour, width in ((paper, 5.5), (ink, 2.6)):
        pen.line(place + arms, colour, width, alpha)


def ring(pen: Pen, place: np.ndarray, look: Look) -> None:
    """Marks the start."""
    for colour, width in ((look.ground.paper, 4.5), (look.ground.ink, 1.8)):
        pen.line(place + RING * _circle(33), colour, width)


def pointer(pen: Pen, place: np.ndarray, towards: np.ndarray, colour: str, paper: str) -> None:
    """An arrowhead for what is out of sight."""
    along = (towards - place) / np.linalg.norm(towards - place)
    across = np.array([-along[1], along[0]])
    corners = np.array([2 * along, -14 * along + 9 * across, -14 * along - 9 * across, 2 * along]) + place
    pen.line(corners, paper, 3)
    pen.area(corners, colour)


def round_ticks(low: float, high: float, about: int) -> list[tuple[float, str]]:
    """Round values between two, as text with a true minus sign."""
    return [(at, f"{at + 0.0:.6g}".replace("-", "−")) for at in round_steps(low, high, about)]


def _fitted(box: Box, frame: Frame) -> Frame:
    if not same_scale(box):
        return frame
    across, up = (high - low for low, high in box)
    scale = min(frame.wide / across, frame.tall / up)
    wide, tall = across * scale, up * scale
    return Frame(frame.left + (frame.wide - wide) / 2, frame.top + (frame.tall - tall) / 2, wide, tall)
