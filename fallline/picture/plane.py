"""The map: how fine it is, when its axes have one scale, and what they are called."""

from __future__ import annotations

from fallline.analysis.plot_plane import Slice
from fallline.core import Box

ACROSS = 141
BANDS = 22
LONGEST = 2.5  # the ratio of sides beyond which a box is a strip


def same_scale(box: Box) -> bool:
    """Whether both axes can have one scale, so that angles are true; a long strip is stretched to fill its frame."""
    wide, tall = (high - low for low, high in box)
    return max(wide, tall) <= LONGEST * min(wide, tall)


def axis_title(plane: Slice, axis: int) -> str:
    """What stands along an axis of the map."""
    return plane.names[axis] + (f": {plane.titles[axis]}" if plane.titles[axis] else "")
