"""Hillshade: how bright each place of a terrain is under a light from the upper left."""

from __future__ import annotations

import numpy as np

LIGHT_DIRECTION = (-np.sqrt(0.5), np.sqrt(0.5))  # where the light comes from, on the map: x to the right, y up
STEEP_QUANTILE = 0.9  # of the slopes of a picture; a slope of this size is drawn with SHADED_SLOPE
SHADED_SLOPE = 1.0  # tangent of the angle at which a slope of STEEP_QUANTILE is shaded: 45 degrees
MAX_EXAGGERATION = 6.0  # of heights that span 1 over a picture of side 1, so that an almost flat terrain stays flat
FLAT = 0.5  # brightness of a level place
LIGHT_SHARE, SHADOW_SHARE = 0.32, 0.33  # of white where brightness is 1, and of black where it is 0


def hillshade(heights: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the brightness (rows, columns) of a terrain, 0 (away from the light) to 1 (towards it); FLAT where level.

    ``heights`` (rows, columns) are the drawn heights on the grid ``x`` (columns,), ``y`` (rows,), both ascending; NaN
    where there is none, which is shaded as level. Heights and sides are scaled to 1, then heights are exaggerated so
    that the slope at STEEP_QUANTILE becomes SHADED_SLOPE, at most MAX_EXAGGERATION times. The light is that of
    Lambert's law without its constant part: half of one plus the share of the normal that points to the light.
    """
    known = np.isfinite(heights)
    if not known.any():
        return np.full(heights.shape, FLAT)
    span = float(np.ptp(heights[known])) or 1.0
    across = (x - x[0]) / (x[-1] - x[0])
    up = (y - y[0]) / (y[-1] - y[0])
    slope_y, slope_x = (np.nan_to_num(each / span) for each in np.gradient(heights, up, across))
    steep = float(np.quantile(np.hypot(slope_x, slope_y)[known], STEEP_QUANTILE))
    factor = min(SHADED_SLOPE / steep, MAX_EXAGGERATION) if steep > 0 else MAX_EXAGGERATION
    slope_x, slope_y = factor * slope_x, factor * slope_y
    towards = -(slope_x * LIGHT_DIRECTION[0] + slope_y * LIGHT_DIRECTION[1]) / np.sqrt(1 + slope_x**2 + slope_y**2)
    return FLAT + towards / 2


def shade_colours(colours: np.ndarray, brightness: np.ndarray) -> np.ndarray:
    """Return colours (..., 3), RGB from 0 to 1, lit by a brightness (...) of ``hillshade``; FLAT changes nothing."""
    lit = LIGHT_SHARE * np.clip(2 * brightness - 1, 0, 1)[..., None]
    dark = SHADOW_SHARE * np.clip(1 - 2 * brightness, 0, 1)[..., None]
    return (1 - lit - dark) * colours + lit
