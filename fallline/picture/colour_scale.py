"""Interpolation in a colour scale."""

from __future__ import annotations

import numpy as np


def interpolate_colours(colours: tuple[str, ...], shares: np.ndarray) -> np.ndarray:
    """Return interpolated colours (..., 3), RGB from 0 to 1, at ``shares`` (...), 0 to 1, of a colour scale.

    ``colours`` are the scale's evenly spaced colours, such as '#ff0000', from share 0 to share 1. NaN stays NaN.
    """
    stops = np.array([[int(each[i : i + 2], 16) / 255 for i in (1, 3, 5)] for each in colours])
    positions = np.linspace(0, 1, len(stops))
    return np.stack([np.interp(shares, positions, channel) for channel in stops.T], -1)
