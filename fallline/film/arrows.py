"""The drawing of step arrows, on the map or projected onto the surface."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from fallline.film.canvas import Canvas, Rect
from fallline.picture.arrows import GRADIENT, IDEAL, MOMENTUM, SCALE_BOX, STEP, Arrow, Scales, StepArrows

# Sizes in picture units.
LINE_WIDTHS = {GRADIENT: 1.7, MOMENTUM: 2.6, STEP: 4.2, IDEAL: 1.9, SCALE_BOX: 1.4}
DASHES = {MOMENTUM: (8, 4), IDEAL: (2.4, 3.6)}
HEAD_LENGTHS = {GRADIENT: 10, MOMENTUM: 10, STEP: 12}
FONT_SIZE = 15
HEAD_ANGLE = 2.65  # radians, between an arrow's direction and the strokes of its head
POINTS_PER_BOX_SIDE = 9  # of a box, whose sides bend on a surface

# Maps offsets (n, 2) from a run's position, in units of the plane, to positions (n, 2) in the picture.
Projection = Callable[[np.ndarray], np.ndarray]


def draw_arrows(canvas: Canvas, arrows: list[Arrow], colour: str, background: str, project: Projection) -> None:
    """Draw the arrows of one run at one step in its ``colour``, each over a wider line in ``background``.

    ``project`` maps offsets from the run's position to positions in the picture.
    """
    for arrow in arrows:
        (_draw_scale_box if arrow.layer == SCALE_BOX else _draw_arrow)(canvas, arrow, colour, background, project)


def draw_scale_legend(
    canvas: Canvas, step_arrows: StepArrows, t: int, scales: Scales, rect: Rect, unit_length: float, colours: tuple
) -> None:
    """Draw the legend of the arrows' scales at step t in the lower left corner of ``rect``.

    ``unit_length`` is the length of a unit of the plane in picture units; ``colours`` is the pair (text colour,
    background colour), as '#rrggbb'.
    """
    foreground, background = colours
    x = rect.left + 10
    for line, (text, bar) in enumerate(reversed(step_arrows.legend(t, scales))):
        y = rect.bottom - (1 + 1.5 * line) * FONT_SIZE
        length = scales.bar * unit_length if bar else 0.0
        if bar:
            ends = [(x, y - 5), (x, y + 5), (x, y), (x + length, y), (x + length, y - 5), (x + length, y + 5)]
            canvas.draw_trail(np.array(ends), foreground, background, 1.8)
        canvas.draw_cached_text(
            (x + length + (10 if bar else 0), y), text, FONT_SIZE, foreground, bold=True, halo=background
        )


def _draw_scale_box(canvas: Canvas, arrow: Arrow, colour: str, background: str, project: Projection) -> None:
    x, y = arrow.end
    corners = np.array([(-x, -y), (x, -y), (x, y), (-x, y), (-x, -y)])
    corner_positions = np.linspace(0, 4, 4 * (POINTS_PER_BOX_SIDE - 1) + 1)
    outline = project(np.stack([np.interp(corner_positions, range(5), corners[:, axis]) for axis in (0, 1)], -1))
    canvas.fill_polygon(outline, colour, 0.14)
    _draw_cased_line(canvas, outline, colour, background, LINE_WIDTHS[SCALE_BOX])


def _draw_arrow(canvas: Canvas, arrow: Arrow, colour: str, background: str, project: Projection) -> None:
    points = project(np.linspace(0, 1, 11)[:, None] * arrow.end)
    tip, previous = points[-1], points[-2]
    width = LINE_WIDTHS[arrow.layer]
    _draw_cased_line(canvas, points, colour, background, width, DASHES.get(arrow.layer))
    angle = np.arctan2(*(tip - previous)[::-1])
    if arrow.cut:
        across = 6 * np.array([np.cos(angle + np.pi / 2), np.sin(angle + np.pi / 2)])
        middles = [previous + share * (tip - previous) for share in (0.6, 0.2)]
        mark = np.array([each for middle in middles for each in (middle + across, middle - across, (np.nan, np.nan))])
    elif arrow.layer == IDEAL:
        angles = np.linspace(0, 2 * np.pi, 21)
        mark = tip + 6 * np.stack((np.cos(angles), np.sin(angles)), -1)
    else:
        size = min(HEAD_LENGTHS[arrow.layer], 0.45 * float(np.linalg.norm(tip - points[0])))
        ends = [
            tip + size * np.array([np.cos(angle + side), np.sin(angle + side)]) for side in (HEAD_ANGLE, -HEAD_ANGLE)
        ]
        mark = np.array([ends[0], tip, ends[1]])
    _draw_cased_line(canvas, mark, colour, background, max(width, 2.2))


def _draw_cased_line(
    canvas: Canvas, points: np.ndarray, colour: str, background: str, width: float, dashes: tuple | None = None
) -> None:
    canvas.draw_line(points, background, width + 2.8)
    canvas.draw_line(points, colour, width, dashes=dashes)
