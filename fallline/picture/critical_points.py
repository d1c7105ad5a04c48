"""The critical points that lie in the drawn plane."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fallline.analysis.critical_points import FLAT, MAXIMUM, MINIMUM, SADDLE, anatomy
from fallline.analysis.plot_plane import Slice, minima_in
from fallline.scene import Scene
from fallline.view import View

KINDS = (MINIMUM, SADDLE, MAXIMUM, FLAT)
MOST = 600  # of each kind; of more, every second, third ... from low to high
CROWD = 60  # as many of them are drawn smaller


@dataclass(frozen=True)
class Critical:
    """The points of one kind: where they are seen (n, 2), their values (n,), the Hessian's eigenvalues (n, dim)."""

    kind: str
    places: np.ndarray
    f: np.ndarray
    eigenvalues: np.ndarray


def critical_points(scene: Scene, view: View, plane: Slice) -> list[Critical]:
    """Local minima, saddles, maxima and degenerate points that lie in the plane, kind by kind."""
    landscape = scene.landscape
    parts = anatomy(landscape, view.reach_of(landscape))
    low, high = np.array(plane.box).T
    places = plane.seen(parts.x)
    shown = ((places >= low) & (places <= high)).all(-1) & plane.holds(parts.x, landscape)
    for place in minima_in(plane, landscape):  # these have crosses
        shown &= (np.abs(places - place) > 1e-5 * (high - low)).any(-1)
    found = []
    for kind in KINDS:
        which = np.flatnonzero(shown & (parts.kind == kind))
        which = which[:: 1 + len(which) // MOST]
        found.append(Critical(kind, places[which], parts.f[which], parts.eigenvalues[which]))
    return found
