"""Interpolation in a colour scale."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import to_hex, to_rgb


def interpolate_colours(colours: tuple[str, ...], shares: np.ndarray) -> np.ndarray:
    """Return the colours (..., 3), RGB from 0 to 1, at ``shares`` (...), 0 to 1, of an evenly spaced colour scale."""
    stops = np.array([to_rgb(each) for each in colours])
    positions = np.linspace(0, 1, len(stops))
    return np.stack([np.interp(shares, positions, channel) for channel in stops.T], -1)


def interpolate_hex_colours(colours: tuple[str, ...], shares: np.ndarray) -> list[str]:
    """Return the colours at ``shares`` (n,) of an evenly spaced colour scale, as '#rrggbb'."""
    return [to_hex(each) for each in interpolate_colours(colours, shares)]
