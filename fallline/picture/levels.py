"""Level lines at round values, and the positions of their labels."""

from __future__ import annotations

from typing import cast

import numpy as np
from contourpy import ContourGenerator, contour_generator

from fallline.core import Box
from fallline.picture.heights import Grid, HeightRange, HeightTransform

LEVEL_COUNT = 9  # approximate number of level lines in a picture
TOP_SHARE = 0.04  # of the heights shown: a level so near the highest would only outline a plateau
# Lengths as shares of the picture's sides.
MIN_LABEL_DISTANCE = 0.13  # between two labels
MIN_MARK_DISTANCE = 0.07  # between a label and the mark of a minimum
EDGE_DISTANCES = (0.13, 0.08)  # between a label and the picture's edges at its sides, and above and below
MIN_LABELLED_LENGTH = 0.12  # shorter lines have no label
LABEL_POSITIONS = (0.5, 0.3, 0.7, 0.15, 0.85)  # positions along a line that are tried for its label, in this order

# The label of each level, and its lines (points, 2).
Levels = list[tuple[str, list[np.ndarray]]]


def level_lines(grid: Grid, transform: HeightTransform, shown: HeightRange) -> Levels:
    """Return (label, lines) for each level of f on a grid, at round values in the heights that are ``shown``.

    Levels ascend; a line is (points, 2). No line runs where f is NaN.
    """
    x, y, f = grid
    heights = transform.to_height(f)
    top = shown.high - TOP_SHARE * (shown.high - shown.low)
    ticks = [(height, text) for height, text in transform.ticks(shown.low, shown.high, LEVEL_COUNT) if height < top]
    lines = contour_generator(x, y, np.ma.masked_invalid(heights))
    return [(text, lines_at_height(lines, height)) for height, text in ticks]


def lines_at_height(lines: ContourGenerator, level: float) -> list[np.ndarray]:
    """Return the contour lines at height ``level``, (points, 2) each.

    The generator ``lines`` must have contourpy's default line type.
    """
    return cast("list[np.ndarray]", lines.lines(level))


def place_labels(levels: Levels, plot_range: Box, minima: np.ndarray | None = None) -> list[tuple[str, np.ndarray]]:
    """Return (label, position (2,) in the plane), high levels first, at most one per level.

    A level whose label has no room is left out; no label lies on one of the ``minima`` (n, 2).
    """
    low, high = np.array(plot_range).T
    marks = [] if minima is None else list((minima - low) / (high - low))
    taken: list[np.ndarray] = []
    texts = []
    for text, lines in reversed(levels):
        place = _find_position(
            sorted(((line - low) / (high - low) for line in lines), key=_length, reverse=True), taken, marks
        )
        if place is not None:
            taken.append(place)
            texts.append(text)
    return [(text, low + place * (high - low)) for text, place in zip(texts, taken, strict=True)]


def _length(line: np.ndarray) -> float:
    return float(np.linalg.norm(np.diff(line, axis=0), axis=-1).sum())


def _find_position(lines: list[np.ndarray], taken: list[np.ndarray], marks: list[np.ndarray]) -> np.ndarray | None:
    """Return a point (2,) on one of the lines with room for a label, or None.

    ``lines`` are shares of the picture's sides, longest first; ``taken`` are the places of labels, ``marks`` those of
    minima.
    """
    for line in lines[:4]:
        if _length(line) < MIN_LABELLED_LENGTH:
            return None
        for share in LABEL_POSITIONS:
            place = line[int(share * (len(line) - 1))]
            inside = (np.minimum(place, 1 - place) > EDGE_DISTANCES).all()
            if (
                inside
                and all(np.linalg.norm(place - other) > MIN_LABEL_DISTANCE for other in taken)
                and all(np.linalg.norm(place - mark) > MIN_MARK_DISTANCE for mark in marks)
            ):
                return place
    return None
