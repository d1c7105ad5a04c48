"""Level lines at round values, and where on them the values can be written."""

from __future__ import annotations

from typing import cast

import numpy as np
from contourpy import ContourGenerator, contour_generator

from fallline.core import Box
from fallline.picture.heights import Grid, Height

ABOUT = 9  # level lines in a picture
APART = 0.13  # of the picture: the least distance between two labels
EDGE = 0.05  # of the picture: no label is nearer to its edge
SHORTEST = 0.12  # of the picture: shorter lines have no label
PLACES = (0.5, 0.3, 0.7, 0.15, 0.85)  # along a line, where its label is tried

Levels = list[tuple[str, list[np.ndarray]]]


def level_lines(found: Grid, transform: Height) -> Levels:
    """The lines of round values over a grid of f, low to high: each value as text, and its lines, (points, 2) each."""
    x, y, f = found
    drawn = transform.of(f)
    marks = transform.ticks(float(drawn.min()), float(drawn.max()), ABOUT)
    lines = contour_generator(x, y, drawn)
    return [(text, lines_at(lines, at)) for at, text in marks]


def lines_at(lines: ContourGenerator, level: float) -> list[np.ndarray]:
    """The lines of one height, (points, 2) each, of a generator that gives them apart from each other, as it does
    unless it is told otherwise."""
    return cast("list[np.ndarray]", lines.lines(level))


def labels(levels: Levels, box: Box) -> list[tuple[str, np.ndarray]]:
    """Values and the places (2,) on their lines where there is room for them, high ones first."""
    low, high = np.array(box).T
    taken: list[np.ndarray] = []
    texts = []
    for text, lines in reversed(levels):
        place = _free(sorted(((line - low) / (high - low) for line in lines), key=_length, reverse=True), taken)
        if place is not None:
            taken.append(place)
            texts.append(text)
    return [(text, low + place * (high - low)) for text, place in zip(texts, taken, strict=True)]


def _length(line: np.ndarray) -> float:
    return float(np.linalg.norm(np.diff(line, axis=0), axis=-1).sum())


def _free(lines: list[np.ndarray], taken: list[np.ndarray]) -> np.ndarray | None:
    """A point of one of the lines, in shares of the picture, with room for a label; None if there is none."""
    for line in lines[:4]:
        if _length(line) < SHORTEST:
            return None
        for share in PLACES:
            place = line[int(share * (len(line) - 1))]
            inside = (place > EDGE).all() and (place < 1 - EDGE).all()
            if inside and all(np.linalg.norm(place - other) > APART for other in taken):
                return place
    return None
