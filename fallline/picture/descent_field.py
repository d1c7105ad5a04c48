"""A field of arrows on the map that point along the negative gradient."""

from __future__ import annotations

import numpy as np
import torch

from fallline.analysis.plot_plane import PlotPlane
from fallline.core import Landscape, gradient

ARROWS_PER_SIDE = 20
ARROW_LENGTH = 0.62  # of a cell's side
HEAD_LENGTH = 0.34  # of the arrow's length
HEAD_ANGLE = np.radians(152)  # between the arrow's direction and the strokes of its head


def descent_field(landscape: Landscape, plane: PlotPlane) -> np.ndarray:
    """Return arrows along the negative gradient, projected onto the plane, as the points (7 * arrows, 2) of one line.

    Each arrow has two strokes, shaft and head, each followed by a row of NaN. All arrows are equally long; there is
    none where the gradient is zero or not finite.
    """
    low, high = np.array(plane.plot_range).T
    shares = (np.arange(ARROWS_PER_SIDE) + 0.5) / ARROWS_PER_SIDE
    centres = low + np.stack(np.meshgrid(shares, shares), -1).reshape(-1, 2) * (high - low)
    slope = gradient(landscape.f, torch.from_numpy(plane.points(centres))).numpy()
    slope[~np.isfinite(slope)] = np.nan
    descent = -np.stack([slope @ np.array(axis) for axis in (plane.across, plane.up)], -1)
    size = np.linalg.norm(descent, axis=-1)
    has_slope = np.isfinite(size) & (size > 0)
    cell = (high - low).min() / ARROWS_PER_SIDE
    arrow = ARROW_LENGTH * cell * descent[has_slope] / size[has_slope, None]
    tail, tip = centres[has_slope] - arrow / 2, centres[has_slope] + arrow / 2
    heads = [tip + HEAD_LENGTH * _rotate(arrow, angle) for angle in (HEAD_ANGLE, -HEAD_ANGLE)]
    gap = np.full_like(tip, np.nan)
    return np.stack((tail, tip, gap, heads[0], tip, heads[1], gap), 1).reshape(-1, 2)


def _rotate(vectors: np.ndarray, angle: float) -> np.ndarray:
    """Return vectors (n, 2) rotated by an angle in radians."""
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return vectors @ rotation.T
