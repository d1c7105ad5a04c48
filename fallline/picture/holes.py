"""The places of a plot plane where f has no finite value, as outlines that painters hatch."""

from __future__ import annotations

from typing import cast

import numpy as np
from contourpy import FillType, contour_generator

from fallline.picture.heights import Grid


def hole_outlines(grid: Grid) -> list[np.ndarray]:
    """Return closed lines (points, 2) around the grid points at which f is NaN, [] if there are none.

    They run half a cell outside these points. Outer lines turn one way and lines around islands in a hole the other,
    so that filling all of them with the nonzero rule leaves the islands out.
    """
    x, y, f = grid
    missing = np.where(np.isfinite(f), 0.0, 1.0)
    if not missing.any():
        return []
    generator = contour_generator(x, y, missing, fill_type=FillType.OuterOffset)
    filled = generator.filled(0.5, np.inf)
    polygons, offsets = cast("tuple[list[np.ndarray], list[np.ndarray]]", filled)
    return [line for points, starts in zip(polygons, offsets, strict=True) for line in np.split(points, starts[1:-1])]
