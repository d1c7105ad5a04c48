"""The picture of a terrain from above: the colours of its heights under a light from the upper left."""

from __future__ import annotations

import numpy as np

from fallline.picture.colour_scale import interpolate_colours
from fallline.picture.heights import HeightRange
from fallline.picture.hillshade import hillshade, shade_colours

BIN_COUNT = 64  # of heights, by which colours are spread
SPREAD_COUNT = 33
MAX_BIN_SHARE = 4 / BIN_COUNT  # of the picture, that counts of a bin; a plateau does not take up the colour scale


def colour_shares(heights: np.ndarray, shown: HeightRange, picture: np.ndarray | None = None) -> np.ndarray:
    """Return the position in the colour scale, 0 to 1, of ``heights`` of any shape; NaN stays.

    It increases with the height, half evenly and half by equalization of the histogram of all heights of the
    ``picture``, by default ``heights``, so that a picture with few high places uses the whole scale, too.
    """
    shares = _linear_shares(heights, shown)
    all_shares = shares if picture is None else _linear_shares(picture, shown)
    counts, edges = np.histogram(all_shares[np.isfinite(all_shares)], BIN_COUNT, (0, 1))
    limited = np.minimum(counts / max(counts.sum(), 1), MAX_BIN_SHARE)
    weights = limited + (1 - limited.sum()) / BIN_COUNT
    return (shares + np.interp(shares, edges, np.concatenate(([0], np.cumsum(weights))))) / 2


def _linear_shares(heights: np.ndarray, shown: HeightRange) -> np.ndarray:
    return np.clip((heights - shown.low) / (shown.high - shown.low or 1.0), 0, 1)


def spread_colours(picture: np.ndarray, shown: HeightRange, colours: tuple[str, ...]) -> np.ndarray:
    """Return SPREAD_COUNT colours (n, 3), RGB from 0 to 1, of even heights from the lowest to the highest shown.

    Between them, linear interpolation gives the colours of ``colour_shares`` in a picture with these heights.
    """
    even = np.linspace(shown.low, shown.high, SPREAD_COUNT)
    return interpolate_colours(colours, colour_shares(even, shown, picture))


def lit_colours(
    x: np.ndarray, y: np.ndarray, heights: np.ndarray, shown: HeightRange, colours: tuple[str, ...]
) -> np.ndarray:
    """Return the colours (rows, columns, 3), RGB from 0 to 1, of ``heights`` (rows, columns) on a grid, with hillshade.

    ``x`` (columns,) and ``y`` (rows,) ascend. ``colours`` are hex colours from the lowest to the highest of the heights
    ``shown``. Places where heights are NaN have the lowest colour.
    """
    plain = interpolate_colours(colours, np.nan_to_num(colour_shares(heights, shown)))
    return shade_colours(plain, hillshade(np.clip(heights, shown.low, shown.high), x, y))


def terrain_pixels(
    x: np.ndarray, y: np.ndarray, heights: np.ndarray, shown: HeightRange, colours: tuple[str, ...]
) -> np.ndarray:
    """Return the pixels (rows, columns, 4), RGBA uint8, of the ``lit_colours``; the top row first.

    Each pixel is centred on its grid point. Pixels where heights are NaN are transparent.
    """
    pixels = np.empty((*heights.shape, 4), dtype=np.uint8)
    pixels[..., :3] = np.round(255 * lit_colours(x, y, heights, shown, colours))
    pixels[..., 3] = np.where(np.isfinite(heights), 255, 0)
    return pixels[::-1]
