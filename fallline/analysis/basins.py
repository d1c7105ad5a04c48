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
NO_VALUE = -4  # the outcome of a start at which f has no finite value
OUTCOME_LABELS = {
    GOING: "still going",
    ELSEWHERE: "stalled elsewhere",
    DIVERGED: "diverged",
    NO_VALUE: "without a value",
}


@dataclass(frozen=True)
class StartGrid:
    """A grid of ``size`` x ``size`` starts, the centres of equal cells of a plane's plot range.

    Its lines (rows of cells) are counted from the bottom. A landscape of one variable has one line.
    """

    plane: PlotPlane
    size: int

    @property
    def lines(self) -> int:
        """The number of lines."""
        return 1 if self.plane.is_line else self.size

    def plane_points(self, first: int, count: int) -> np.ndarray:
        """Return the coordinates (u, v) of the starts of ``count`` lines, (count * size, 2), from line ``first`` on.

        Lines are counted from 0 at the bottom; each runs from left to right. For one variable it is (size, 1).
        """
        (left, right), *upward = self.plane.plot_range
        share = (np.arange(self.size) + 0.5) / self.size
        across = left + share * (right - left)
        if not upward:
            return across[:, None]
        (low, high) = upward[0]
        u, v = np.meshgrid(across, low + share[first : first + count] * (high - low))
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


def classify_ends(ends: Ends, starts: torch.Tensor | None = None) -> np.ndarray:
    """Return how each run ended, (rows,): an index of ``listed_minima``, or GOING, ELSEWHERE, DIVERGED or NO_VALUE.

    A run that reached the target has the index of the listed minimum nearest to its end. NO_VALUE is told apart from
    DIVERGED only if the ``starts`` (rows, dim) are given.
    """
    failed = np.where(ends.diverged >= 0, DIVERGED, np.where(ends.stalled >= 0, ELSEWHERE, GOING))
    outcomes = np.where(ends.reached >= 0, nearest_minimum_index(ends.landscape, ends.x), failed)
    if starts is None:
        return outcomes
    has_value = ends.landscape.f(starts).isfinite().cpu().numpy()
    return np.where(has_value, outcomes, NO_VALUE)


def nearest_minimum_index(landscape: Landscape, x: np.ndarray) -> np.ndarray:
    """Return the index of the listed minimum nearest to each point x (rows, dim), (rows,)."""
    distances = [np.linalg.norm(x - np.array(each, dtype=x.dtype), axis=-1) for each in landscape.listed_minima]
    return np.argmin(distances, axis=0)
