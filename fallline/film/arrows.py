"""The drawing of step arrows, on the map or projected onto the surface."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from fallline.film.arrow_labels import Box
from fallline.film.canvas import Canvas, Rect
from fallline.film.fonts import text_width
from fallline.picture.arrows import ARROW_STYLES, SCALE_BOX, Arrow, ArrowStyle, Scales, StepArrows

# Sizes in picture units.
PICTURE_SCALE = 1.2  # picture units per pixel of the page, for widths and dashes
HEAD_LENGTH = 8  # and as much more as twice the arrow's width
RING_RADIUS = 7
FONT_SIZE = 15
PLATE_MARGIN, PLATE_PADDING, PLATE_ALPHA = 8, 9, 0.88  # of the legend
HEAD_ANGLE = 2.65  # radians, between an arrow's direction and the strokes of its head
POINTS_PER_BOX_SIDE = 9  # of a box, whose sides bend on a surface

# Maps offsets (n, 2) from a run's position, in units of the plane, to positions (n, 2) in the picture.
Projection = Callable[[np.ndarray], np.ndarray]


def draw_arrows(
    canvas: Canvas, arrows: list[Arrow], run_colour: str, theme: str, background: str, project: Projection
) -> list[tuple[str, str, np.ndarray]]:
    """Draw the arrows of one run at one step, each over a wider line in ``background``.

    ``project`` maps offsets from the run's position to positions in the picture. Returns (layer, colour, points (n, 2)
    in the picture) of each arrow, for its label.
    """
    drawn = []
    for arrow in arrows:
        colour = ARROW_STYLES[arrow.layer].colour(theme) or run_colour
        draw = _draw_scale_box if arrow.layer == SCALE_BOX else _draw_arrow
        drawn.append((arrow.layer, colour, draw(canvas, arrow, colour, background, project)))
    return drawn


def draw_scale_legend(
    canvas: Canvas, step_arrows: StepArrows, t: int, scales: Scales, rect: Rect, unit_length: float, colours: tuple
) -> list[Box]:
    """Draw the legend of the arrows' scales at step t on a plate in the lower left corner of ``rect``.

    ``unit_length`` is the length of a unit of the plane in picture units; ``colours`` is the pair (text colour,
    background colour), as '#rrggbb'. Returns the plate, [] if there is nothing to say.
    """
    foreground, background = colours
    length = scales.bar * unit_length
    lines = [(text, length + PLATE_PADDING if bar else 0.0) for text, bar in step_arrows.legend(t, scales)]
    if not lines:
        return []
    width = max(indent + text_width(text, FONT_SIZE, bold=True) for text, indent in lines) + 2 * PLATE_PADDING
    height = 1.5 * FONT_SIZE * len(lines) + PLATE_PADDING
    plate = Rect(rect.left + PLATE_MARGIN, rect.bottom - PLATE_MARGIN - height, width, height)
    canvas.fill_rect(plate, background, PLATE_ALPHA)
    x = plate.left + PLATE_PADDING
    for line, (text, indent) in enumerate(lines):
        y = plate.top + PLATE_PADDING / 2 + (line + 0.5) * 1.5 * FONT_SIZE
        if indent:
            ends = [(x, y - 5), (x, y + 5), (x, y), (x + length, y), (x + length, y - 5), (x + length, y + 5)]
            canvas.draw_line(np.array(ends), foreground, 1.8)
        canvas.draw_cached_text((x + indent, y), text, FONT_SIZE, foreground, bold=True)
    return [(plate.left, plate.top, plate.right, plate.bottom)]


def _draw_scale_box(canvas: Canvas, arrow: Arrow, colour: str, background: str, project: Projection) -> np.ndarray:
    x, y = arrow.end
    corners = np.array([(-x, -y), (x, -y), (x, y), (-x, y), (-x, -y)])
    corner_positions = np.linspace(0, 4, 4 * (POINTS_PER_BOX_SIDE - 1) + 1)
    outline = project(np.stack([np.interp(corner_positions, range(5), corners[:, axis]) for axis in (0, 1)], -1))
    canvas.fill_polygon(outline, colour, 0.14)
    _draw_cased_line(canvas, outline, colour, background, PICTURE_SCALE * ARROW_STYLES[SCALE_BOX].width)
    return outline


def _draw_arrow(canvas: Canvas, arrow: Arrow, colour: str, background: str, project: Projection) -> np.ndarray:
    points = project(np.linspace(0, 1, 11)[:, None] * arrow.end)
    style = ARROW_STYLES[arrow.layer]
    width = PICTURE_SCALE * style.width
    dashes = tuple(PICTURE_SCALE * each for each in style.dashes) or None
    is_full = style.head == "full" and not arrow.cut
    shaft = _shorten(points, 0.6 * _head_length(style, points)) if is_full else points  # so that the tip is sharp
    _draw_cased_line(canvas, shaft, colour, background, width, dashes)
    end = _cut_marks(points) if arrow.cut else _arrow_end(style, points)
    _draw_cased_line(canvas, end, colour, background, 2.2 if is_full else max(width, 2.2))
    if is_full:
        canvas.fill_polygon(end, colour)
    return points


def _head_length(style: ArrowStyle, points: np.ndarray) -> float:
    """Return the length of an arrow's head: a short arrow has a smaller one."""
    return min(HEAD_LENGTH + 2 * PICTURE_SCALE * style.width, 0.45 * float(np.linalg.norm(points[-1] - points[0])))


def _shorten(points: np.ndarray, length: float) -> np.ndarray:
    """Return a line (n, 2) without its last part of that length."""
    distances = np.linalg.norm(points - points[-1], axis=-1)
    kept = points[distances > length]
    last = kept[-1] if len(kept) else points[0]
    share = length / (float(np.linalg.norm(last - points[-1])) or 1.0)
    return np.concatenate((kept, [points[-1] + share * (last - points[-1])]))


def _cut_marks(points: np.ndarray) -> np.ndarray:
    """Return two strokes across the end of an arrow that is longer than it is drawn."""
    tip, previous = points[-1], points[-2]
    angle = _angle(points) + np.pi / 2
    across = 6 * np.array([np.cos(angle), np.sin(angle)])
    middles = [previous + share * (tip - previous) for share in (0.6, 0.2)]
    return np.array([each for middle in middles for each in (middle + across, middle - across, (np.nan, np.nan))])


def _arrow_end(style: ArrowStyle, points: np.ndarray) -> np.ndarray:
    """Return the outline (n, 2) of an arrow's end: a ring, an open head, or a closed one."""
    tip = points[-1]
    if style.head == "ring":
        angles = np.linspace(0, 2 * np.pi, 21)
        return tip + RING_RADIUS * np.stack((np.cos(angles), np.sin(angles)), -1)
    size, angle = _head_length(style, points), _angle(points)
    left, right = (
        tip + size * np.array([np.cos(angle + side), np.sin(angle + side)]) for side in (HEAD_ANGLE, -HEAD_ANGLE)
    )
    return np.array([left, tip, right, left] if style.head == "full" else [left, tip, right])


def _angle(points: np.ndarray) -> float:
    """Return the direction of a line's end, in radians."""
    return float(np.arctan2(*(points[-1] - points[-2])[::-1]))


def _draw_cased_line(
    canvas: Canvas, points: np.ndarray, colour: str, background: str, width: float, dashes: tuple | None = None
) -> None:
    canvas.draw_line(points, background, width + 2.8)
    canvas.draw_line(points, colour, width, dashes=dashes)
