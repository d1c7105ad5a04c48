"""The labels at the tips of a step's arrows, where they cover least of other labels, of obstacles and of arrows.

assets/race/label_places.js places the page's labels in the same way; tests/cases/label_places.json is the test of both.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fallline.film.canvas import Canvas, Rect
from fallline.film.fonts import text_width
from fallline.picture.arrows import ARROW_STYLES, GRADIENT, IDEAL, MOMENTUM, STEP

IMPORTANCE = (STEP, GRADIENT, MOMENTUM, IDEAL)  # the order in which labels take their places
FONT_SIZE = 18  # in picture units
LINE_HEIGHT = 1.2  # of the font size
TURNS = (0, 1, -1, 2, -2, 3, -3, 4)  # eighths of a circle from the arrow's direction, in order of preference
GAPS = (9, 24)  # between the tip and the label
PREFERENCE_COST = 6  # of each place that is preferred to this one
OUTSIDE_FACTOR, LABEL_FACTOR = 4, 3  # overlaps with what is outside, and with another label, count so many times
LINE_SHARES = (0.0, 0.25, 0.5, 0.75, 0.95)  # positions along an arrow that no label should cover
LINE_BOX = 8

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Label:
    """A label of a size at the tip ``(x, y)`` of an arrow of direction ``(dx, dy)``, of length 1."""

    x: float
    y: float
    dx: float
    dy: float
    width: float
    height: float


def draw_arrow_labels(
    canvas: Canvas,
    arrows: Sequence[tuple[str, str, np.ndarray]],
    background: str,
    rect: Rect,
    obstacles: Sequence[Box] = (),
) -> None:
    """Write the label of each arrow, (layer, colour, points (n, 2) from tail to tip), in its colour with a halo."""
    shown = sorted((each for each in arrows if each[0] in IMPORTANCE), key=lambda each: IMPORTANCE.index(each[0]))
    labels = [_label_of(layer, points) for layer, _, points in shown]
    lines = [_box_around(points, share) for _, _, points in shown for share in LINE_SHARES]
    bounds = (rect.left, rect.top, rect.right, rect.bottom)
    places = place_labels(labels, bounds, [*obstacles, *lines])
    for (layer, colour, _), (left, top, right, bottom) in zip(shown, places, strict=True):
        middle = ((left + right) / 2, (top + bottom) / 2)
        text = ARROW_STYLES[layer].label
        canvas.draw_cached_text(middle, text, FONT_SIZE, colour, align="middle", bold=True, halo=background)


def place_labels(labels: Sequence[Label], bounds: Box, obstacles: Sequence[Box]) -> list[Box]:
    """Return the box of each label, in the order of the labels; ``bounds`` is the plot."""
    taken: list[Box] = []
    for label in labels:
        candidates = [_box_at(label, turn, gap) for gap in GAPS for turn in TURNS]
        costs = [PREFERENCE_COST * index + _cost(box, bounds, obstacles, taken) for index, box in enumerate(candidates)]
        taken.append(candidates[costs.index(min(costs))])
    return taken


def _label_of(layer: str, points: np.ndarray) -> Label:
    along = points[-1] - points[0]
    dx, dy = along / (float(np.linalg.norm(along)) or 1.0)
    width = text_width(ARROW_STYLES[layer].label, FONT_SIZE, bold=True)
    x, y = points[-1].tolist()
    return Label(x, y, float(dx), float(dy), width, FONT_SIZE * LINE_HEIGHT)


def _box_around(points: np.ndarray, share: float) -> Box:
    x, y = points[round(share * (len(points) - 1))].tolist()
    half = LINE_BOX / 2
    return x - half, y - half, x + half, y + half


def _box_at(label: Label, turn: int, gap: float) -> Box:
    """Return the box of a label that touches a circle of radius ``gap`` around the tip."""
    cos, sin = math.cos(turn * math.pi / 4), math.sin(turn * math.pi / 4)
    along_x, along_y = label.dx * cos - label.dy * sin, label.dx * sin + label.dy * cos
    x = label.x + along_x * (gap + label.width / 2)
    y = label.y + along_y * (gap + label.height / 2)
    return x - label.width / 2, y - label.height / 2, x + label.width / 2, y + label.height / 2


def _cost(box: Box, bounds: Box, obstacles: Sequence[Box], labels: Sequence[Box]) -> float:
    outside = (box[2] - box[0]) * (box[3] - box[1]) - _overlap(box, bounds)
    covered = sum(_overlap(box, each) for each in obstacles)
    return OUTSIDE_FACTOR * outside + LABEL_FACTOR * sum(_overlap(box, each) for each in labels) + covered


def _overlap(one: Box, other: Box) -> float:
    """Return the common area of two boxes."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width * height if width > 0 and height > 0 else 0.0
