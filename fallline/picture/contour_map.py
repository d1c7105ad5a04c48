"""The contour map of the plot plane: its resolution, and its axes."""

from __future__ import annotations

from fallline.analysis.plot_plane import PlotPlane
from fallline.core import Box

GRID_SIZE = 141  # grid points per axis
BAND_COUNT = 22  # bands of colour
MAX_ASPECT_RATIO = 2.5  # a longer plot range is stretched, with different scales on its axes


def has_equal_scales(plot_range: Box) -> bool:
    """Return whether both axes have the same scale, so that angles are true; a long range is stretched instead."""
    width, height = (high - low for low, high in plot_range)
    return max(width, height) <= MAX_ASPECT_RATIO * min(width, height)


def axis_title(plane: PlotPlane, axis: int) -> str:
    """Return the title of axis 0 or 1 of the map."""
    return plane.names[axis] + (f": {plane.titles[axis]}" if plane.titles[axis] else "")
