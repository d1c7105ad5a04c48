"""Interpolation in a colour scale."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import to_hex, to_rgb


def interpolate_colours(colours: tuple[str, ...], shares: np.ndarray) -> np.ndarray:
    """Return interpolated colours (..., 3), RGB from 0 to 1, at ``shares`` (...), 0 to 1, of a colour scale.

    ``colours`` are the scale's evenly spaced colours, such as '#ff0000', from share 0 to share 1.
    """
    stops = np.array([to_rgb(each) for each in colours])
    positions = np.linspace(0, 1, len(stops))
    return np.stack([np.interp(shares, positions, channel) for channel in stops.T], -1)


def interpolate_hex_colours(colours: tuple[str, ...], shares: np.ndarray) -> list[str]:
    """Return interpolated colours, n texts '#rrggbb', at ``shares`` (n,), 0 to 1, of a colour scale.

    ``colours`` are the scale's evenly spaced colours from share 0 to share 1.
    """
    return [to_hex(each) for each in interpolate_colours(colours, shares)]
