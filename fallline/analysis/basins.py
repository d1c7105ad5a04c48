"""What maps of many runs share: a lattice of starts over the drawn plane, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from fallline.analysis.plot_plane import Slice
from fallline.core import Landscape
from fallline.programs.ends import Ends
from fallline.run.judge import tolerances
from fallline.scene import Scene

GOING, ELSEWHERE, DIVERGED = -1, -2, -3  # what became of a run, beside the place of its minimum among those listed
WORDS = {GOING: "still going", ELSEWHERE: "stalled elsewhere", DIVERGED: "diverged"}


@dataclass(frozen=True)
class Lattice:
    """``across`` x ``across`` starts, the centres of as many tiles of a plane's box; lines run upwards."""

    plane: Slice
    across: int

    def places(self, first: int, count: int) -> np.ndarray:
        """The places (u, v) of some lines, (count * across, 2), each line from left to right."""
        (left, right), (low, high) = self.plane.box
        share = (np.arange(self.across) + 0.5) / self.across
        u, v = np.meshgrid(left + share * (right - left), low + share[first : first + count] * (high - low))
        return np.stack((u.ravel(), v.ravel()), axis=-1)

    def starts(self, first: int, count: int, device: str = "cpu") -> torch.Tensor:
        """The starts there as float32, (count * across, dim)."""
        return torch.tensor(self.plane.points(self.places(first, count)), dtype=torch.float32, device=device)


def tolerance(scene: Scene) -> float:
    """The gap that counts as arrived all over a map: the scene's, else a share of the gap at its first start.

    Were it a share of each tile's own gap, a start beside the minimum would have to come closer than one far away.
    """
    landscape = scene.landscape
    f = landscape.f(torch.tensor((scene.starts[0], landscape.start), dtype=torch.float64))
    here, classic = tolerances(landscape, f, scene.tol).tolist()
    return here or classic


def became(ends: Ends) -> np.ndarray:
    """What became of each run: the place of the minimum that it arrived at, or GOING, ELSEWHERE or DIVERGED."""
    failed = np.where(ends.diverged >= 0, DIVERGED, np.where(ends.stalled >= 0, ELSEWHERE, GOING))
    return np.where(ends.reached >= 0, nearest(ends.landscape, ends.x), failed)


def nearest(landscape: Landscape, x: np.ndarray) -> np.ndarray:
    """Which of the listed minima is nearest to each point, (rows,)."""
    gaps = [np.linalg.norm(x - np.array(each, dtype=x.dtype), axis=-1) for each in landscape.listed]
    return np.argmin(gaps, axis=0)
