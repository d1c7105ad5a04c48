"""The base class of start patterns: many start points arranged around one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from fallline.core.catalogue import Item
from fallline.core.landscape import Box
from fallline.core.minima import Point


@dataclass(frozen=True)
class StartPattern(Item, ABC):
    """A rule that arranges further start points around the chosen one, which stays the first row of every run."""

    @abstractmethod
    def starts_around(self, centre: Point, view: Box) -> np.ndarray:
        """Return the further starts, (count, dim) float64, around the chosen start ``centre`` (dim,).

        ``view`` is the plot range of the landscape, (low, high) for each of its dim coordinates.
        """


def shortest_side(view: Box) -> float:
    """Return the length of the shortest side of a box."""
    return min(high - low for low, high in view)
