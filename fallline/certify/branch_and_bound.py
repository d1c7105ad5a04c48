"""Branch and bound in two dimensions: where global minimizers can be, and how low a function can go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import cast

import numpy as np

from fallline.certify import intervals as real
from fallline.certify.discontinuities import Sides
from fallline.certify.intervals import Interval
from fallline.certify.jets import Jet
from fallline.core import Landscape

CHUNK = 16384  # boxes at a time
FIRST = 32  # the domain is cut into as many parts along each side before anything is asked

Boxes = tuple[np.ndarray, np.ndarray]  # their low and their high corners, (boxes, dim)


@dataclass
class Function:
    """A landscape's f over boxes; ``boxes`` counts those that were asked for."""

    landscape: Landscape
    boxes: int = 0

    def jet(self, low: np.ndarray, high: np.ndarray, order: int) -> Jet:
        """Enclosures of f (order 0), its gradient (1) and its Hessian (2) over boxes."""
        self.boxes += len(low)
        with np.errstate(all="ignore"):
            f = cast("Callable[[Jet], Jet]", self.landscape.f)  # which does to a Jet what it does to a tensor
            return f(Jet.variables(low, high, order))

    def bounded(self, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, Interval]:
        """A lower bound of f over boxes, by f itself and by the mean value theorem, and its gradient (dim, boxes)."""
        with Sides() as sides:
            jet = self.jet(low, high, 1)
        gradient = jet.part(slice(1, 1 + jet.dim))
        middle = low + (high - low) / 2
        away = real.add((low.T, high.T), real.negative((middle.T, middle.T)))
        bound = self.jet(middle, middle, 0).part(0)
        for axis in range(jet.dim):
            one = (gradient[0][axis], gradient[1][axis])
            bound = real.add(bound, real.times(one, (away[0][axis], away[1][axis])))
        bound = np.fmax(jet.low[0], np.where(np.isnan(bound[0]), -np.inf, bound[0]))
        return self._on_each_side(low, high, bound, sides) if sides.unsure.any() else bound, gradient

    def _on_each_side(self, low: np.ndarray, high: np.ndarray, bound: np.ndarray, sides: Sides) -> np.ndarray:
        """A lower bound of f over boxes that jumps cross: the least of those of the formulas on their sides."""
        least = np.full(len(low), np.inf)
        for taken in product((False, True), repeat=sides.asked):
            with Sides(taken):
                least = np.minimum(least, self.jet(low, high, 0).low[0])
        return np.where(sides.unsure, least, bound)


def cut(low: np.ndarray, high: np.ndarray, parts: int) -> Boxes:
    """One box cut evenly into ``parts`` along each side."""
    edges = [
        np.unique(np.linspace(a, b, parts + 1)) if b > a else np.array([a, b]) for a, b in zip(low, high, strict=True)
    ]
    corners = [
        np.stack(np.meshgrid(*(edge[which] for edge in edges), indexing="ij"), -1)
        for which in (slice(None, -1), slice(1, None))
    ]
    return corners[0].reshape(-1, len(low)), corners[1].reshape(-1, len(low))


def halves(low: np.ndarray, high: np.ndarray, weight: np.ndarray) -> Boxes:
    """Each box cut in two across the side with the largest weight (boxes, dim)."""
    axis = weight.argmax(-1)
    rows = np.arange(len(low))
    middle = low[rows, axis] + (high[rows, axis] - low[rows, axis]) / 2
    left, right = high.copy(), low.copy()
    left[rows, axis], right[rows, axis] = middle, middle
    return np.concatenate((low, right)), np.concatenate((left, high))


def sweep(boxes: Boxes, keep: Callable[[np.ndarray, np.ndarray], tuple[Boxes, np.ndarray]], most: int) -> Boxes:
    """Halves boxes until ``keep`` keeps none, or until ``most`` were asked for; returns what is left.

    ``keep`` returns those of the boxes that are still open, and the weights of their sides.
    """
    low, high = boxes
    asked = 0
    stack = [(low[i : i + CHUNK], high[i : i + CHUNK]) for i in range(0, len(low), CHUNK)]
    while stack and asked < most:
        low, high = stack.pop()
        while stack and len(low) + len(stack[-1][0]) <= CHUNK:
            more = stack.pop()
            low, high = np.concatenate((low, more[0])), np.concatenate((high, more[1]))
        asked += len(low)
        open_boxes, weight = keep(low, high)
        if len(open_boxes[0]):
            low, high = halves(*open_boxes, weight)
            stack += [(low[i : i + CHUNK], high[i : i + CHUNK]) for i in range(0, len(low), CHUNK)]
    if not stack:
        return low[:0], high[:0]
    return np.concatenate([each[0] for each in stack]), np.concatenate([each[1] for each in stack])
