"""Colours in between: the terrain's at a height, lit or not."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import to_hex, to_rgb


def shade(colours: tuple[str, ...], shares: np.ndarray) -> np.ndarray:
    """The colours (..., 3), 0 to 1, at shares (...) of a scale that runs evenly through ``colours``."""
    stops = np.array([to_rgb(each) for each in colours])
    at = np.linspace(0, 1, len(stops))
    return np.stack([np.interp(shares, at, channel) for channel in stops.T], -1)


def tinted(colours: tuple[str, ...], shares: np.ndarray) -> list[str]:
    """The same as names of colours, for shares (n,)."""
    return [to_hex(each) for each in shade(colours, shares)]
