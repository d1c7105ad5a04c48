"""Level lines at round values, with the values written on them."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from contourpy import contour_generator

from engine.height import Grid, Height
from engine.slice import Slice
from panels._panel import LARGE, Look, single

ABOUT = 9  # level lines in a picture
APART = 0.13  # of the picture: the least distance between two labels
EDGE = 0.05  # of the picture: no label is nearer to its edge
SHORTEST = 0.12  # of the picture: shorter lines have no label
PLACES = (0.5, 0.3, 0.7, 0.15, 0.85)  # along a line, where its label is tried


def level_lines(plane: Slice, found: Grid, transform: Height, look: Look) -> list[go.Scatter]:
    """The lines of round values over a grid of f in the plane, and the values, each where there is room for it."""
    x, y, f = found
    drawn = transform.of(f)
    marks = transform.ticks(float(drawn.min()), float(drawn.max()), ABOUT)
    lines = contour_generator(x, y, drawn)
    levels = [(text, lines.lines(at)) for at, text in marks]
    return [_lines(levels, look), _labels(plane, levels, look)]


def _lines(levels: list[tuple[str, list[np.ndarray]]], look: Look) -> go.Scatter:
    gap = np.full((1, 2), np.nan)
    parts = [part for _, lines in levels for line in lines for part in (line, gap)]
    points = single(np.concatenate([*parts, gap]))
    return go.Scatter(
        x=points[:, 0],
        y=points[:, 1],
        mode="lines",
        line={"width": 1.4 if look.large else 0.9, "color": look.ground.level},
        hoverinfo="skip",
    )


def _labels(plane: Slice, levels: list[tuple[str, list[np.ndarray]]], look: Look) -> go.Scatter:
    low, high = np.array(plane.box).T
    taken: list[np.ndarray] = []
    texts = []
    for text, lines in reversed(levels):
        place = _free(sorted(((line - low) / (high - low) for line in lines), key=_length, reverse=True), taken)
        if place is not None:
            taken.append(place)
            texts.append(text)
    points = low + np.reshape(taken, (-1, 2)) * (high - low)
    font: dict[str, Any] = {"size": 0.75 * LARGE if look.large else 10, "color": look.ground.ink, "shadow": _halo(look)}
    return go.Scatter(x=points[:, 0], y=points[:, 1], mode="text", text=texts, textfont=font, hoverinfo="skip")


def _halo(look: Look) -> str:
    """A glow in the paper's colour, so that a number can be read on any ground."""
    return ", ".join(f"{x}px {y}px 2px {look.ground.paper}" for x in (-1, 1) for y in (-1, 1))


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
