"""The frame of a flat plot: its axes with ticks and titles, and the hatch where f has no value."""

from __future__ import annotations

import numpy as np

from fallline.core.number_text import format_short
from fallline.film.canvas import Canvas, Rect
from fallline.picture import Look
from fallline.picture.heights import tick_values

# In picture units.
LABEL_SIZE, TITLE_SIZE = 17, 19  # font sizes
TICK_SPACING = 75  # approximate
AXIS_MARGINS = (72, 8, 8, 62)  # around the plot, for ticks and titles: left, top, right, bottom
HATCH_SPACING, HATCH_WIDTH, HATCH_ALPHA = 11, 1.0, 0.22

Ticks = list[tuple[float, str]]  # (position in picture units, label)


def draw_axes(canvas: Canvas, look: Look, rect: Rect, ticks: tuple[Ticks, Ticks], titles: tuple[str, str]) -> None:
    """Draw the axes of a plot in ``rect``, with the ticks and titles of its horizontal and its upward axis."""
    colour = look.page_colours.foreground
    edges = np.array([(rect.left, rect.top), (rect.left, rect.bottom), (rect.right, rect.bottom)])
    canvas.draw_line(edges, colour, 1.2, 0.6)
    for x, text in ticks[0]:
        canvas.draw_line(np.array([(x, rect.bottom), (x, rect.bottom + 6)]), colour, 1.2, 0.6)
        canvas.draw_text((x, rect.bottom + 20), text, LABEL_SIZE, colour, align="middle")
    for y, text in ticks[1]:
        canvas.draw_line(np.array([(rect.left - 6, y), (rect.left, y)]), colour, 1.2, 0.6)
        canvas.draw_text((rect.left - 11, y), text, LABEL_SIZE, colour, align="right")
    middle_x, middle_y = rect.left + rect.width / 2, rect.top + rect.height / 2
    canvas.draw_text((middle_x, rect.bottom + 45), titles[0], TITLE_SIZE, colour, align="middle")
    canvas.draw_text((rect.left - 62, middle_y), titles[1], TITLE_SIZE, colour, align="middle", angle=90)


def draw_hatch(canvas: Canvas, look: Look, rect: Rect) -> None:
    """Draw diagonal lines in a rectangle, the mark of a place where f has no value."""
    starts = np.arange(rect.left - rect.height, rect.right, HATCH_SPACING)
    ends = np.array([(0, rect.bottom), (rect.height, rect.top), (np.nan, np.nan)])
    lines = ends + np.stack((starts, np.zeros_like(starts)), -1)[:, None]
    with canvas.clip_to(rect):
        canvas.draw_line(lines.reshape(-1, 2), look.page_colours.foreground, HATCH_WIDTH, HATCH_ALPHA)


def round_ticks(low: float, high: float, count: int) -> list[tuple[float, str]]:
    """Return about ``count`` ticks of an axis at round values from ``low`` to ``high``, as pairs (value, label)."""
    return [(value, format_short(value, 6)) for value in tick_values(low, high, count)]


def tick_count(length: float) -> int:
    """Return about how many ticks an axis of ``length`` picture units has room for."""
    return max(round(length / TICK_SPACING), 1)
