"""Branch and bound over boxes: lower bounds of a landscape's f, and the bisection of boxes until all are decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import cast

import numpy as np

from fallline.certify import intervals
from fallline.certify.discontinuities import JumpSides
from fallline.certify.intervals import Interval
from fallline.certify.jets import Jet
from fallline.core import Landscape

CHUNK_BOXES = 16384  # boxes that are evaluated together
INITIAL_PARTS_PER_AXIS = 32  # parts into which the domain is split along each axis before the first bound

Boxes = tuple[np.ndarray, np.ndarray]  # low and high corners, each (boxes, dim)


@dataclass
class EnclosedFunction:
    """A landscape's f evaluated on boxes with interval arithmetic; ``box_count`` counts the boxes evaluated so far."""

    landscape: Landscape
    box_count: int = 0

    def enclose(self, low: np.ndarray, high: np.ndarray, order: int) -> Jet:
        """Return enclosures of f and its derivatives up to ``order`` (0, 1 or 2) over boxes (boxes, dim)."""
        self.box_count += len(low)
        with np.errstate(all="ignore"):
            f = cast("Callable[[Jet], Jet]", self.landscape.f)  # a Jet supports the tensor operations that f uses
            return f(Jet.variables(low, high, order))

    def lower_bound(self, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, Interval]:
        """Return a lower bound of f over each box (boxes,), and an enclosure of its gradient (dim, boxes).

        The bound is the larger of f's own enclosure and the mean value form.
        """
        with JumpSides() as sides:
            jet = self.enclose(low, high, 1)
        gradient = jet.coefficients(slice(1, 1 + jet.dim))
        middle = low + (high - low) / 2
        offset = intervals.add((low.T, high.T), intervals.negative((middle.T, middle.T)))
        mean_value = self.enclose(middle, middle, 0).coefficients(0)
        for axis in range(jet.dim):
            slope = (gradient[0][axis], gradient[1][axis])
            mean_value = intervals.add(mean_value, intervals.multiply(slope, (offset[0][axis], offset[1][axis])))
        bound = np.fmax(jet.low[0], np.where(np.isnan(mean_value[0]), -np.inf, mean_value[0]))
        return self._bound_across_jumps(low, high, bound, sides) if sides.undecided.any() else bound, gradient

    def _bound_across_jumps(self, low: np.ndarray, high: np.ndarray, bound: np.ndarray, sides: JumpSides) -> np.ndarray:
        """Replace the bound of each box that a jump crosses by the minimum over the formulas on all sides."""
        lowest = np.full(len(low), np.inf)
        for answers in product((False, True), repeat=sides.comparison_count):
            with JumpSides(answers):
                lowest = np.minimum(lowest, self.enclose(low, high, 0).low[0])
        return np.where(sides.undecided, lowest, bound)


def split_box(low: np.ndarray, high: np.ndarray, parts: int) -> Boxes:
    """Return the parts of one box (dim,), split in ``parts`` along each axis; an axis of width 0 is not split."""
    edges = [
        np.unique(np.linspace(a, b, parts + 1)) if b > a else np.array([a, b]) for a, b in zip(low, high, strict=True)
    ]
    corners = [
        np.stack(np.meshgrid(*(edge[ends] for edge in edges), indexing="ij"), -1)
        for ends in (slice(None, -1), slice(1, None))
    ]
    return corners[0].reshape(-1, len(low)), corners[1].reshape(-1, len(low))


def bisect(low: np.ndarray, high: np.ndarray, weight: np.ndarray) -> Boxes:
    """Return the halves of boxes (boxes, dim), each cut across its axis of largest ``weight`` (boxes, dim)."""
    axis = weight.argmax(-1)
    rows = np.arange(len(low))
    middle = low[rows, axis] + (high[rows, axis] - low[rows, axis]) / 2
    left_high, right_low = high.copy(), low.copy()
    left_high[rows, axis], right_low[rows, axis] = middle, middle
    return np.concatenate((low, right_low)), np.concatenate((left_high, high))


def bisect_until_decided(
    boxes: Boxes, select_undecided: Callable[[np.ndarray, np.ndarray], tuple[Boxes, np.ndarray]], max_boxes: int
) -> Boxes:
    """Bisect boxes until none is undecided or about ``max_boxes`` were tested; return those still undecided.

    ``select_undecided(low, high)`` returns the undecided boxes among those given, and the weights of their axes for
    ``bisect``.
    """
    low, high = boxes
    tested = 0
    stack = [(low[i : i + CHUNK_BOXES], high[i : i + CHUNK_BOXES]) for i in range(0, len(low), CHUNK_BOXES)]
    while stack and tested < max_boxes:
        low, high = stack.pop()
        while stack and len(low) + len(stack[-1][0]) <= CHUNK_BOXES:
            more = stack.pop()
            low, high = np.concatenate((low, more[0])), np.concatenate((high, more[1]))
        tested += len(low)
        undecided, weight = select_undecided(low, high)
        if len(undecided[0]):
            low, high = bisect(*undecided, weight)
            stack += [(low[i : i + CHUNK_BOXES], high[i : i + CHUNK_BOXES]) for i in range(0, len(low), CHUNK_BOXES)]
    if not stack:
        return low[:0], high[:0]
    return np.concatenate([each[0] for each in stack]), np.concatenate([each[1] for each in stack])
