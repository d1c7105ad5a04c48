"""One landscape's minima proved from scratch: what interval arithmetic can say about where they are and how low."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np

from fallline.certify import intervals as real
from fallline.certify.branch_and_bound import FIRST, Boxes, Function, cut, sweep
from fallline.core import Landscape, Point

WIDEST, NARROWEST = 3, 44  # a neighbourhood reaches 2^-k of the domain's sides from its minimizer, k from 3 to 44
NEAR = (1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2)  # ... and this share of them where only values can be compared
ALIKE = 1e-9  # of its scale: how much the values at listed minimizers may differ
FINEST = 1e-12  # of the domain's sides; a box this small that cannot be decided is set aside as a speck
PRECISE = 1e-9  # of the domain's sides: how far a listed minimizer may be off
DEEP = (1e-13, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6)  # how much lower f may be there, as a share of its scale

CONVEX, FIXED, VALUE = "convex", "kink or edge", "value"


@dataclass
class Proof:
    """What is proved of a landscape's minima.

    ``how`` counts the minimizers by kind: where f is convex around one (CONVEX), or rises to both sides of a kink or
    away from an edge along some coordinate and is convex along the others (FIXED), it is the only one in its
    neighbourhood and at most ``off`` (Euclidean) away from where it is listed; by VALUE it is known to within ``near``,
    a share of the domain's sides. No value in the domain is below f* by more than ``below``. The values at the listed
    minimizers differ by at most ``apart``; ``misplaced`` if by that or by ``off`` they are not what they should be.
    ``open`` boxes of the domain and ``shallow`` neighbourhoods could not be decided, nor could what is within FINEST
    of the ``specks``.
    """

    how: dict[str, int] = field(default_factory=dict)
    off: float = 0.0
    near: float = 0.0
    below: float = 0.0
    apart: float = 0.0
    open: int = 0
    specks: list[Point] = field(default_factory=list)
    shallow: int = 0
    misplaced: bool = False
    boxes: int = 0
    seconds: float = 0.0

    @property
    def complete(self) -> bool:
        """Whether the listed minimizers are where f is lowest, and equally low, and there are no others."""
        return not (self.open or self.specks or self.shallow or self.misplaced)


@dataclass(frozen=True)
class _Hood:
    """A neighbourhood of a listed minimizer in which it is the only one, or is not told from others (VALUE)."""

    low: np.ndarray
    high: np.ndarray
    kind: str
    off: float = 0.0
    below: float = 0.0


def certify(landscape: Landscape, most: int) -> Proof:
    """Proves the listed minima of a two-dimensional landscape, asking for at most about ``most`` boxes at a time."""
    began, f = time.perf_counter(), Function(landscape)
    points = [np.array(point) for point in landscape.listed]
    values = f.jet(np.stack(points), np.stack(points), 0).part(0)
    level, apart = values[1].max().item(), (values[1].max() - values[0].min()).item()
    alone = [_alone(f, point) for point in points]
    by_value = [point for point, hood in zip(points, alone, strict=True) if hood is None]
    exact = [hood for hood in alone if hood]
    for near in NEAR if by_value else (0.0,):
        hoods = [*exact, *(_within(landscape, point, near) for point in by_value)]
        left, specks = _outside(f, hoods, level, most)
        if not (left or specks):
            break
    result = Proof(open=left, specks=specks, near=near)
    for hood in hoods:
        result.how[hood.kind] = result.how.get(hood.kind, 0) + 1
    depths = [_depth(f, hood, most) for hood in hoods if hood.kind == VALUE]
    result.shallow = sum(depth is None for depth in depths)
    result.off = max((hood.off for hood in exact), default=0.0)
    result.below = max([*(hood.below for hood in exact), *(np.inf if depth is None else depth for depth in depths)])
    result.apart = apart
    sides = np.ptp(np.array(landscape.domain), axis=1)
    result.misplaced = result.off > PRECISE * sides.min() or (len(points) > 1 and apart > ALIKE * _scale(landscape))
    result.boxes, result.seconds = f.boxes, time.perf_counter() - began
    return result


def _within(landscape: Landscape, point: np.ndarray, share: float) -> _Hood:
    low, high = np.array(landscape.domain).T
    reach = share * (high - low)
    return _Hood(np.maximum(point - reach, low), np.minimum(point + reach, high), VALUE)


def _outside(f: Function, hoods: list[_Hood], level: float, most: int) -> tuple[int, list[Point]]:
    """Where a global minimizer may be outside the neighbourhoods: f is neither above level there nor sloping.

    Returns how many boxes are undecided, and where those are that are too small to be cut on.
    """
    edge_low, edge_high = np.array(f.landscape.domain).T
    sides = edge_high - edge_low
    specks: list[np.ndarray] = []

    def keep(low: np.ndarray, high: np.ndarray) -> tuple[Boxes, np.ndarray]:
        inside = np.zeros(len(low), bool)
        for hood in hoods:
            inside |= ((low >= hood.low) & (high <= hood.high)).all(-1)
        low, high = low[~inside], high[~inside]
        # A hair wider, since a kink on the face between two boxes has its minimum in neither of their insides.
        wide = np.maximum(np.nextafter(low, -np.inf), edge_low), np.minimum(np.nextafter(high, np.inf), edge_high)
        bound, gradient = f.bounded(*wide)
        rising, falling = gradient[0].T > 0, gradient[1].T < 0
        flat = high == low
        to_low, to_high = rising & (low == edge_low), falling & (high == edge_high)
        gone = (rising & ~to_low) | (falling & ~to_high)
        still = ~(bound > level) & ~(gone & ~flat).any(-1)
        high, low = np.where(to_low, low, high)[still], np.where(to_high, high, low)[still]
        slopes = np.fmax(np.abs(gradient[0]), np.abs(gradient[1])).T[still]
        tiny = (high - low <= FINEST * sides).all(-1)
        specks.extend(low[tiny])
        low, high, slopes = low[~tiny], high[~tiny], slopes[~tiny]
        with np.errstate(invalid="ignore"):
            weight = np.where(np.isfinite(slopes).all(-1, keepdims=True), slopes * (high - low), (high - low) / sides)
        return (low, high), np.where(high > low, np.maximum(weight, real.TINY), 0.0)

    left = sweep(cut(edge_low, edge_high, FIRST), keep, most)
    return len(left[0]), sorted({tuple(np.round(each, 9).tolist()) for each in specks})


def _alone(f: Function, point: np.ndarray) -> _Hood | None:
    """The largest neighbourhood found in which the point is proved to be the only minimizer, if there is one."""
    edge_low, edge_high = np.array(f.landscape.domain).T
    for k in range(WIDEST, NARROWEST):
        reach = (edge_high - edge_low) * 2.0**-k
        low, high = np.maximum(point - reach, edge_low), np.minimum(point + reach, edge_high)
        fixed = np.array([_rises(f, point, low, high, axis) for axis in range(len(point))])
        free = np.flatnonzero(~fixed)
        curved = _curvature(f, np.where(fixed, point, low), np.where(fixed, point, high), free)
        if curved > 0:
            slope = f.jet(point[None], point[None], 1)
            steepest = np.fmax(np.abs(slope.low[1:, 0]), np.abs(slope.high[1:, 0]))[free]
            length = float(np.sqrt((steepest * steepest).sum())) * (1 + 1e-12)
            kind = FIXED if fixed.any() else CONVEX
            return _Hood(low, high, kind, length / curved, length * length / (2 * curved))
    return None


def _rises(f: Function, point: np.ndarray, low: np.ndarray, high: np.ndarray, axis: int) -> bool:
    """Whether f rises along a coordinate to each side of the point on which there is any domain."""
    for side in (-1, 1):
        start, end = low.copy(), high.copy()
        (end if side < 0 else start)[axis] = point[axis]
        if end[axis] > start[axis]:
            slope = f.jet(start[None], end[None], 1).part(1 + axis)
            if not (slope[0 if side > 0 else 1].item() * side > 0):
                return False
    return True


def _curvature(f: Function, low: np.ndarray, high: np.ndarray, free: np.ndarray) -> float:
    """A lower bound of the Hessian's eigenvalues along the free coordinates; infinite where there is none."""
    if not len(free):
        return np.inf
    jet = f.jet(low[None], high[None], 2)
    a, b, c = (tuple(end.item() for end in jet.part(3 + which)) for which in range(3))
    if len(free) == 1:
        return (a, c)[free[0]][0]
    if not (a[0] > 0 and c[0] > 0):
        return -np.inf
    ends = [(np.asarray(least), np.asarray(most)) for least, most in (a, b, c)]
    determinant = real.add(real.times(ends[0], ends[2]), real.negative(real.square(ends[1])))
    trace = real.add(ends[0], ends[2])
    return float(determinant[0] / trace[1]) * (1 - 1e-12) if np.isfinite(trace[1]) else -np.inf


def _depth(f: Function, hood: _Hood, most: int) -> float | None:
    """How much lower than f* f may be in a neighbourhood: the least of DEEP that can be proved."""
    fmin = f.landscape.fmin
    for share in DEEP:
        below = share * _scale(f.landscape)

        def keep(low: np.ndarray, high: np.ndarray, floor: float = fmin - below) -> tuple[Boxes, np.ndarray]:
            still = ~(f.bounded(low, high)[0] >= floor)
            return (low[still], high[still]), (high - low)[still]

        if not len(sweep(cut(hood.low, hood.high, 2), keep, most // 8)[0]):
            return below
    return None


def _scale(landscape: Landscape) -> float:
    """The size of a value that counts as 1."""
    return max(1.0, abs(landscape.fmin))
