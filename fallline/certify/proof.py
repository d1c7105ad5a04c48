"""Proof of a landscape's listed global minima by interval arithmetic: where the minimizers are and how low f is."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np

from fallline.certify import intervals
from fallline.certify.branch_and_bound import (
    INITIAL_PARTS_PER_AXIS,
    Boxes,
    EnclosedFunction,
    bisect_until_decided,
    split_box,
)
from fallline.core import Landscape, Point

NEIGHBOURHOOD_EXPONENTS = range(3, 44)  # k: half widths 2^-k of the domain's sides are tried
# Half widths of BY_VALUE neighbourhoods that are tried, as shares of the domain's sides.
VALUE_RADII = (1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2)
VALUE_TOLERANCE = 1e-9  # times max(1, |f*|): how much the values at the listed minimizers may differ
MIN_BOX_SIZE = 1e-12  # share of the domain's sides; an undecided box this small is not bisected further
POINT_TOLERANCE = 1e-9  # share of the domain's shortest side: how far a listed minimizer may be off
RELATIVE_DEPTHS = (1e-13, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6)  # times max(1, |f*|): tried bounds of f* - f

CONVEX, KINK_OR_EDGE, BY_VALUE = "convex", "kink or edge", "value"  # kinds of proof of one minimizer


@dataclass
class Proof:
    """What is proved of a landscape's listed minima.

    ``kinds`` counts the listed minimizers by how each was proved:

    - CONVEX: f is strongly convex around it.
    - KINK_OR_EDGE: in some coordinates f rises on both sides of a kink, or inwards from the domain's edge; in the
      others it is strongly convex.
    - BY_VALUE: it is known only to within ``value_radius``, a share of the domain's sides.

    A minimizer of the first two kinds is the only one in its neighbourhood, and at most ``max_offset`` (Euclidean) from
    the listed point. No value in the domain is below f* by more than ``max_depth``. The values at the listed minimizers
    differ by at most ``value_spread``; ``misplaced`` is True if that or ``max_offset`` is above its tolerance.

    Not decided: ``open_boxes`` (number of boxes of the domain), ``open_neighbourhoods`` (number of neighbourhoods of
    kind BY_VALUE) and ``open_points`` (where boxes of size MIN_BOX_SIZE, a share of the domain's sides, remain).
    ``box_count`` is the number of boxes evaluated, ``seconds`` the time of the proof.
    """

    kinds: dict[str, int] = field(default_factory=dict)
    max_offset: float = 0.0
    value_radius: float = 0.0
    max_depth: float = 0.0
    value_spread: float = 0.0
    open_boxes: int = 0
    open_points: list[Point] = field(default_factory=list)
    open_neighbourhoods: int = 0
    misplaced: bool = False
    box_count: int = 0
    seconds: float = 0.0

    @property
    def is_complete(self) -> bool:
        """Whether the listed points are proved to be all the global minimizers, with equal values."""
        return not (self.open_boxes or self.open_points or self.open_neighbourhoods or self.misplaced)


@dataclass(frozen=True)
class _Neighbourhood:
    """A box around a listed minimizer, in which it is the only one, or (BY_VALUE) is not told apart from others.

    ``max_offset`` and ``max_depth`` as in Proof, for this minimizer alone.
    """

    low: np.ndarray
    high: np.ndarray
    kind: str
    max_offset: float = 0.0
    max_depth: float = 0.0


def certify(landscape: Landscape, max_boxes: int) -> Proof:
    """Return what is proved of a two-dimensional landscape's listed minima.

    Each search tests at most about ``max_boxes`` boxes.
    """
    started, f = time.perf_counter(), EnclosedFunction(landscape)
    points = [np.array(point) for point in landscape.listed_minima]
    values = f.enclose(np.stack(points), np.stack(points), 0).coefficients(0)
    level, spread = values[1].max().item(), (values[1].max() - values[0].min()).item()
    candidates = [_unique_neighbourhood(f, point) for point in points]
    by_value = [point for point, candidate in zip(points, candidates, strict=True) if candidate is None]
    exact = [candidate for candidate in candidates if candidate]
    for radius in VALUE_RADII if by_value else (0.0,):
        neighbourhoods = [*exact, *(_value_neighbourhood(landscape, point, radius) for point in by_value)]
        open_boxes, open_points = _search_outside(f, neighbourhoods, level, max_boxes)
        if not (open_boxes or open_points):
            break
    result = Proof(open_boxes=open_boxes, open_points=open_points, value_radius=radius)
    for each in neighbourhoods:
        result.kinds[each.kind] = result.kinds.get(each.kind, 0) + 1
    depths = [_find_depth(f, each, max_boxes) for each in neighbourhoods if each.kind == BY_VALUE]
    result.open_neighbourhoods = sum(depth is None for depth in depths)
    result.max_offset = max((each.max_offset for each in exact), default=0.0)
    value_depths = (np.inf if depth is None else depth for depth in depths)
    result.max_depth = max([*(each.max_depth for each in exact), *value_depths])
    result.value_spread = spread
    sides = np.ptp(np.array(landscape.domain), axis=1)
    unequal = len(points) > 1 and spread > VALUE_TOLERANCE * _value_scale(landscape)
    result.misplaced = result.max_offset > POINT_TOLERANCE * sides.min() or unequal
    result.box_count, result.seconds = f.box_count, time.perf_counter() - started
    return result


def _value_neighbourhood(landscape: Landscape, point: np.ndarray, radius: float) -> _Neighbourhood:
    low, high = np.array(landscape.domain).T
    reach = radius * (high - low)
    return _Neighbourhood(np.maximum(point - reach, low), np.minimum(point + reach, high), BY_VALUE)


def _search_outside(
    f: EnclosedFunction, neighbourhoods: list[_Neighbourhood], level: float, max_boxes: int
) -> tuple[int, list[Point]]:
    """Search the domain outside the neighbourhoods for boxes that may contain a global minimizer.

    A box cannot where f is above ``level`` or has a nonzero slope that the domain's edge does not stop. Returns the
    number of undecided boxes, and the undecided points: boxes too small to be bisected.
    """
    edge_low, edge_high = np.array(f.landscape.domain).T
    sides = edge_high - edge_low
    open_points: list[np.ndarray] = []

    def select_undecided(low: np.ndarray, high: np.ndarray) -> tuple[Boxes, np.ndarray]:
        inside = np.zeros(len(low), bool)
        for each in neighbourhoods:
            inside |= ((low >= each.low) & (high <= each.high)).all(-1)
        low, high = low[~inside], high[~inside]
        # Widened by one ulp: a kink on the face between two boxes has its minimum in the interior of neither.
        wide = np.maximum(np.nextafter(low, -np.inf), edge_low), np.minimum(np.nextafter(high, np.inf), edge_high)
        bound, gradient = f.lower_bound(*wide)
        rising, falling = gradient[0].T > 0, gradient[1].T < 0
        flat = high == low
        to_low, to_high = rising & (low == edge_low), falling & (high == edge_high)
        excluded = (rising & ~to_low) | (falling & ~to_high)
        undecided = ~(bound > level) & ~(excluded & ~flat).any(-1)
        high, low = np.where(to_low, low, high)[undecided], np.where(to_high, high, low)[undecided]
        slopes = np.fmax(np.abs(gradient[0]), np.abs(gradient[1])).T[undecided]
        tiny = (high - low <= MIN_BOX_SIZE * sides).all(-1)
        open_points.extend(low[tiny])
        low, high, slopes = low[~tiny], high[~tiny], slopes[~tiny]
        with np.errstate(invalid="ignore"):
            weight = np.where(np.isfinite(slopes).all(-1, keepdims=True), slopes * (high - low), (high - low) / sides)
        return (low, high), np.where(high > low, np.maximum(weight, intervals.SMALLEST_POSITIVE), 0.0)

    initial = split_box(edge_low, edge_high, INITIAL_PARTS_PER_AXIS)
    remaining = bisect_until_decided(initial, select_undecided, max_boxes)
    return len(remaining[0]), sorted({tuple(np.round(each, 9).tolist()) for each in open_points})


def _unique_neighbourhood(f: EnclosedFunction, point: np.ndarray) -> _Neighbourhood | None:
    """Return the largest of the tried boxes in which the point is proved to be the only minimizer, or None."""
    edge_low, edge_high = np.array(f.landscape.domain).T
    for k in NEIGHBOURHOOD_EXPONENTS:
        reach = (edge_high - edge_low) * 2.0**-k
        low, high = np.maximum(point - reach, edge_low), np.minimum(point + reach, edge_high)
        fixed = np.array([_rises_to_both_sides(f, point, low, high, axis) for axis in range(len(point))])
        free = np.flatnonzero(~fixed)
        curvature = _min_curvature(f, np.where(fixed, point, low), np.where(fixed, point, high), free)
        if curvature > 0:
            gradient = f.enclose(point[None], point[None], 1)
            steepest = np.fmax(np.abs(gradient.low[1:, 0]), np.abs(gradient.high[1:, 0]))[free]
            slope = float(np.sqrt((steepest * steepest).sum())) * (1 + 1e-12)
            kind = KINK_OR_EDGE if fixed.any() else CONVEX
            return _Neighbourhood(low, high, kind, slope / curvature, slope * slope / (2 * curvature))
    return None


def _rises_to_both_sides(f: EnclosedFunction, point: np.ndarray, low: np.ndarray, high: np.ndarray, axis: int) -> bool:
    """Return whether f is proved to rise from the point along ``axis``, to each side that is in the domain."""
    for side in (-1, 1):
        start, end = low.copy(), high.copy()
        (end if side < 0 else start)[axis] = point[axis]
        if end[axis] > start[axis]:
            slope = f.enclose(start[None], end[None], 1).coefficients(1 + axis)
            if not (slope[0 if side > 0 else 1].item() * side > 0):
                return False
    return True


def _min_curvature(f: EnclosedFunction, low: np.ndarray, high: np.ndarray, free: np.ndarray) -> float:
    """Return a lower bound of the Hessian's eigenvalues along the free coordinates; infinite if there are none."""
    if not len(free):
        return np.inf
    jet = f.enclose(low[None], high[None], 2)
    a, b, c = (tuple(end.item() for end in jet.coefficients(3 + index)) for index in range(3))
    if len(free) == 1:
        return (a, c)[free[0]][0]
    if not (a[0] > 0 and c[0] > 0):
        return -np.inf
    hessian = [(np.asarray(low_end), np.asarray(high_end)) for low_end, high_end in (a, b, c)]
    product = intervals.multiply(hessian[0], hessian[2])
    determinant = intervals.add(product, intervals.negative(intervals.square(hessian[1])))
    trace = intervals.add(hessian[0], hessian[2])
    return float(determinant[0] / trace[1]) * (1 - 1e-12) if np.isfinite(trace[1]) else -np.inf


def _find_depth(f: EnclosedFunction, neighbourhood: _Neighbourhood, max_boxes: int) -> float | None:
    """Return the smallest of RELATIVE_DEPTHS, scaled, proved to bound f* - f in a neighbourhood; None if none is."""
    fmin = f.landscape.fmin
    for share in RELATIVE_DEPTHS:
        depth = share * _value_scale(f.landscape)

        def select_lower(low: np.ndarray, high: np.ndarray, bound: float = fmin - depth) -> tuple[Boxes, np.ndarray]:
            undecided = ~(f.lower_bound(low, high)[0] >= bound)
            return (low[undecided], high[undecided]), (high - low)[undecided]

        boxes = split_box(neighbourhood.low, neighbourhood.high, 2)
        if not len(bisect_until_decided(boxes, select_lower, max_boxes // 8)[0]):
            return depth
    return None


def _value_scale(landscape: Landscape) -> float:
    """Return max(1, |f*|), the scale to which tolerances of values are relative."""
    return max(1.0, abs(landscape.fmin))
