"""The arrows of a step as strokes: on the map, and laid on the surface."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from fallline.film.pen import Frame, Pen
from fallline.picture.arrows import GRADIENT, IDEAL, MOMENTUM, SCALE, STEP, Arrow, Inside, Scales

WIDTHS = {GRADIENT: 1.7, MOMENTUM: 2.6, STEP: 4.2, IDEAL: 1.9, SCALE: 1.4}
DASHES = {MOMENTUM: (8, 4), IDEAL: (2.4, 3.6)}
HEADS = {GRADIENT: 10, MOMENTUM: 10, STEP: 12}
TURN = 2.65  # radians, from an arrow's direction to its head's strokes
SIZE = 15  # of type
SIDES = 9  # points along a side of a box, which bends on a surface

Place = Callable[[np.ndarray], np.ndarray]  # (n, 2) in the plane's units, away from the ball -> (n, 2) in the picture


def draw_arrows(pen: Pen, arrows: list[Arrow], colour: str, paper: str, place: Place) -> None:
    """All that is shown of one run at one step."""
    for arrow in arrows:
        (_box if arrow.layer == SCALE else _arrow)(pen, arrow, colour, paper, place)


def draw_scales(pen: Pen, inside: Inside, t: int, scales: Scales, frame: Frame, unit: float, colours: tuple) -> None:
    """What the arrows' lengths stand for, in a map's lower left corner; ``unit`` is the plane's in the picture."""
    ink, paper = colours
    x = frame.left + 10
    for line, (text, bar) in enumerate(reversed(inside.words(t, scales))):
        y = frame.bottom - (1 + 1.5 * line) * SIZE
        long = scales.bar * unit if bar else 0.0
        if bar:
            ends = [(x, y - 5), (x, y + 5), (x, y), (x + long, y), (x + long, y - 5), (x + long, y + 5)]
            pen.trail(np.array(ends), ink, paper, 1.8)
        pen.count((x + long + (10 if bar else 0), y), text, SIZE, ink, bold=True, halo=paper)


def _box(pen: Pen, arrow: Arrow, colour: str, paper: str, place: Place) -> None:
    x, y = arrow.end
    corners = np.array([(-x, -y), (x, -y), (x, y), (-x, y), (-x, -y)])
    at = np.linspace(0, 4, 4 * (SIDES - 1) + 1)
    outline = place(np.stack([np.interp(at, range(5), corners[:, axis]) for axis in (0, 1)], -1))
    pen.area(outline, colour, 0.14)
    _cased(pen, outline, colour, paper, WIDTHS[SCALE])


def _arrow(pen: Pen, arrow: Arrow, colour: str, paper: str, place: Place) -> None:
    points = place(np.linspace(0, 1, 11)[:, None] * arrow.end)
    tip, before = points[-1], points[-2]
    width = WIDTHS[arrow.layer]
    _cased(pen, points, colour, paper, width, DASHES.get(arrow.layer))
    turn = np.arctan2(*(tip - before)[::-1])
    if arrow.cut:
        across = 6 * np.array([np.cos(turn + np.pi / 2), np.sin(turn + np.pi / 2)])
        middles = [before + share * (tip - before) for share in (0.6, 0.2)]
        mark = np.array([each for middle in middles for each in (middle + across, middle - across, (np.nan, np.nan))])
    elif arrow.layer == IDEAL:
        round_it = np.linspace(0, 2 * np.pi, 21)
        mark = tip + 6 * np.stack((np.cos(round_it), np.sin(round_it)), -1)
    else:
        size = min(HEADS[arrow.layer], 0.45 * float(np.linalg.norm(tip - points[0])))
        ends = [tip + size * np.array([np.cos(turn + side), np.sin(turn + side)]) for side in (TURN, -TURN)]
        mark = np.array([ends[0], tip, ends[1]])
    _cased(pen, mark, colour, paper, max(width, 2.2))


def _cased(pen: Pen, points: np.ndarray, colour: str, paper: str, width: float, dashes: tuple | None = None) -> None:
    pen.line(points, paper, width + 2.8)
    pen.line(points, colour, width, dashes=dashes)
