"""Trails and markers that look solid, for the surface: trails as lit tubes, markers with light and shade."""

from __future__ import annotations

import numpy as np

from fallline.film.canvas import Canvas
from fallline.picture.outlines import marker_outline

# Widths are in picture units, more than that of the tube.
HALO_WIDTH, HALO_ALPHA = 4.0, 0.6
EDGE_WIDTH, EDGE_ALPHA = 1.6, 0.5
GLOSS_SHARE, GLOSS_OFFSET, GLOSS_ALPHA = 0.28, 0.17, 0.55  # of the tube's width; the gloss lies to the upper left
EDGE_COLOUR, GLOSS_COLOUR = "#000000", "#ffffff"
# Light on a marker, beside its middle: (size, shift to the upper left, alpha); lengths are shares of its radius.
MARKER_LIGHTS = ((0.34, 0.27, 0.4), (0.18, 0.3, 0.45))


def draw_tube(canvas: Canvas, points: np.ndarray, colour: str, background: str, width: float) -> None:
    """Draw a line through points (n, 2), with a gap at NaN, as a tube that is lit from the upper left."""
    canvas.draw_line(points, background, width + HALO_WIDTH, HALO_ALPHA)
    canvas.draw_line(points, EDGE_COLOUR, width + EDGE_WIDTH, EDGE_ALPHA)
    canvas.draw_line(points, colour, width)
    canvas.draw_line(points - GLOSS_OFFSET * width, GLOSS_COLOUR, GLOSS_SHARE * width, GLOSS_ALPHA)


def draw_solid_markers(
    canvas: Canvas, shape: str, colour: str, casing: str, points: np.ndarray, radius: float, alpha: float = 1.0
) -> None:
    """Draw a run's marker at each of the points (n, 2), lit from the upper left, with an outline ``casing``."""
    canvas.draw_markers(shape, colour, casing, points, radius, alpha)
    corners = marker_outline(shape) * radius
    edge = np.concatenate((corners, corners[:1]))
    for point in points:
        canvas.draw_line(point + edge, EDGE_COLOUR, 1.2, 0.5 * alpha)
        for size, shift, strength in MARKER_LIGHTS:
            canvas.fill_polygon(point - shift * radius + size * edge, GLOSS_COLOUR, strength * alpha)
