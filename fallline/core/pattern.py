"""What a pattern of starts is: many points laid out around one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from fallline.core.catalogue import Item
from fallline.core.landscape import Box
from fallline.core.minima import Point


@dataclass(frozen=True)
class Pattern(Item, ABC):
    """Many starts around the one that was chosen, which is always raced too, and first."""

    @abstractmethod
    def around(self, centre: Point, view: Box) -> np.ndarray:
        """The further starts, (count, dim), around ``centre`` (dim,) in a landscape's ``view``."""


def narrowest(view: Box) -> float:
    """The length of the view's shortest side."""
    return min(high - low for low, high in view)
