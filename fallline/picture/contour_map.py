"""The contour map of the plot plane: its resolution, and its axes."""

from __future__ import annotations

from fallline.analysis.plot_plane import PlotPlane
from fallline.core import Box

GRID_SIZE = 141  # grid points per axis, of level lines and of the values that hovering shows
MAX_ASPECT_RATIO = 2.5  # a longer plot range is stretched, with different scales on its axes


def has_equal_scales(plot_range: Box) -> bool:
    """Return whether the map's axes have the same scale; not if one side is over MAX_ASPECT_RATIO times the other."""
    width, height = (high - low for low, high in plot_range)
    return max(width, height) <= MAX_ASPECT_RATIO * min(width, height)


def axis_title(plane: PlotPlane, axis: int) -> str:
    """Return the title of the map's horizontal axis (0) or vertical axis (1)."""
    return plane.names[axis] + (f": {plane.titles[axis]}" if plane.titles[axis] else "")
