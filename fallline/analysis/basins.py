"""Basins of attraction: a grid of starts over a plot plane, and how the run from each start ended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from fallline.analysis.plot_plane import PlotPlane
from fallline.core import Landscape
from fallline.programs.ends import Ends
from fallline.run.judge import target_gaps
from fallline.scene import Scene

GOING, ELSEWHERE, DIVERGED = -1, -2, -3  # outcomes of runs that did not reach a minimum
OUTCOME_LABELS = {GOING: "still going", ELSEWHERE: "stalled elsewhere", DIVERGED: "diverged"}


@dataclass(frozen=True)
class StartGrid:
    """A grid of ``size`` x ``size`` starts, the centres of equal cells of a plane's plot range.

    Its lines (rows of cells) are counted from the bottom.
    """

    plane: PlotPlane
    size: int

    def plane_points(self, first: int, count: int) -> np.ndarray:
        """Return the coordinates (u, v) of the starts of ``count`` lines, (count * size, 2), from line ``first`` on.

        Lines are counted from 0 at the bottom; each runs from left to right.
        """
        (left, right), (low, high) = self.plane.plot_range
        share = (np.arange(self.size) + 0.5) / self.size
        u, v = np.meshgrid(left + share * (right - left), low + share[first : first + count] * (high - low))
        return np.stack((u.ravel(), v.ravel()), axis=-1)

    def starts(self, first: int, count: int, device: str = "cpu") -> torch.Tensor:
        """Return the starts of ``count`` lines from line ``first`` on, (count * size, dim) in float32."""
        return torch.tensor(self.plane.points(self.plane_points(first, count)), dtype=torch.float32, device=device)


def map_tolerance(scene: Scene) -> float:
    """Return the gap that counts as reached for all starts of a map: the scene's, or a share of its first start's gap.

    The same gap is used for all starts, since a share of each start's own gap would demand more of starts that are
    near the minimum. If the first start is a minimum, the landscape's classic start is used.
    """
    landscape = scene.landscape
    f = landscape.f(torch.tensor((scene.starts[0], landscape.start), dtype=torch.float64))
    at_first, at_classic = target_gaps(landscape, f, scene.tol).tolist()
    return at_first or at_classic


def classify_ends(ends: Ends) -> np.ndarray:
    """Return how each run ended, (rows,): an index of ``listed_minima``, or GOING, ELSEWHERE or DIVERGED.

    A run that reached the target has the index of the listed minimum nearest to its end.
    """
    failed = np.where(ends.diverged >= 0, DIVERGED, np.where(ends.stalled >= 0, ELSEWHERE, GOING))
    return np.where(ends.reached >= 0, nearest_minimum_index(ends.landscape, ends.x), failed)


def nearest_minimum_index(landscape: Landscape, x: np.ndarray) -> np.ndarray:
    """Return the index of the listed minimum nearest to each point x (rows, dim), (rows,)."""
    distances = [np.linalg.norm(x - np.array(each, dtype=x.dtype), axis=-1) for each in landscape.listed_minima]
    return np.argmin(distances, axis=0)
