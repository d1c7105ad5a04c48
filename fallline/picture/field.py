"""Which way is down, all over the map."""

from __future__ import annotations

import numpy as np
import torch

from fallline.analysis.plot_plane import Slice
from fallline.core import Landscape, gradient

ACROSS = 20  # arrows along each side
SHARE = 0.62  # of a cell: an arrow's length
HEAD = 0.34  # of an arrow: its head's length
TURN = np.radians(152)  # from the arrow's direction to its head's strokes


def field(landscape: Landscape, plane: Slice) -> np.ndarray:
    """Arrows along the negative gradient as the plane shows it, all of one length; none where there is no slope.

    Their strokes are one line (points, 2) in the plane, with NaN where the pen is lifted.
    """
    low, high = np.array(plane.box).T
    places = (np.arange(ACROSS) + 0.5) / ACROSS
    at = low + np.stack(np.meshgrid(places, places), -1).reshape(-1, 2) * (high - low)
    slope = gradient(landscape.f, torch.from_numpy(plane.points(at))).numpy()
    down = -np.stack([slope @ np.array(axis) for axis in (plane.across, plane.up)], -1)
    size = np.linalg.norm(down, axis=-1)
    there = np.isfinite(size) & (size > 0)
    cell = (high - low).min() / ACROSS
    arrow = SHARE * cell * down[there] / size[there, None]
    tail, tip = at[there] - arrow / 2, at[there] + arrow / 2
    heads = [tip + HEAD * _turned(arrow, turn) for turn in (TURN, -TURN)]
    gap = np.full_like(tip, np.nan)
    return np.stack((tail, tip, gap, heads[0], tip, heads[1], gap), 1).reshape(-1, 2)


def _turned(vectors: np.ndarray, by: float) -> np.ndarray:
    """(n, 2) vectors turned by an angle."""
    turn = np.array([[np.cos(by), -np.sin(by)], [np.sin(by), np.cos(by)]])
    return vectors @ turn.T
