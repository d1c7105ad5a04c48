"""The critical points that lie in the plot plane, by kind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fallline.analysis.critical_points import DEGENERATE, MAXIMUM, MINIMUM, SADDLE, find_critical_points
from fallline.analysis.plot_plane import PlotPlane, minima_in_plane
from fallline.picture.heights import picture_points
from fallline.scene import Scene
from fallline.view import View

KINDS = (MINIMUM, SADDLE, MAXIMUM, DEGENERATE)
MAX_PER_KIND = 600  # of more points, every second, third, ... is drawn, from low to high
MANY_POINTS = 60  # from this many points on, markers are smaller


@dataclass(frozen=True)
class PointsOfKind:
    """The critical points of one kind: where they are drawn (n, 2), values (n,), Hessian eigenvalues (n, dim)."""

    kind: str
    points: np.ndarray
    f: np.ndarray
    eigenvalues: np.ndarray


def find_critical_points_by_kind(scene: Scene, view: View, plane: PlotPlane) -> list[PointsOfKind]:
    """Return the critical points in the plane and its plot range, one entry for each of KINDS, in that order.

    Global minima are left out, as they are marked by bullseyes. At most MAX_PER_KIND points of a kind are kept.
    """
    landscape = scene.landscape
    found = find_critical_points(landscape, view.drawn_box(landscape))
    low, high = np.array(plane.plot_range).T
    places = plane.project(found.x)[:, : len(low)]
    shown = ((places >= low) & (places <= high)).all(-1) & plane.contains(found.x, landscape)
    for minimum in minima_in_plane(plane, landscape):  # marked by bullseyes
        shown &= (np.abs(places - minimum[: len(low)]) > 1e-5 * (high - low)).any(-1)
    points = picture_points(landscape, plane, view.height_scale(landscape), found.x, found.f)[:, :2]
    groups = []
    for kind in KINDS:
        kept = np.flatnonzero(shown & (found.kind == kind))
        kept = kept[:: 1 + len(kept) // MAX_PER_KIND]
        groups.append(PointsOfKind(kind, points[kept], found.f[kept], found.eigenvalues[kept]))
    return groups
