"""Numerical search for the global minima of a typed formula in a box. They are not proved.

Every bound on the work is a number of operations, so that the result is the same on every machine; only a search that
takes longer than MAX_SECONDS of processor time is refused.
"""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass

import numpy as np

from fallline.core import BadInput, Box, Point, format_point
from fallline.core.deadline import check_time
from fallline.core.error_cache import cached_with_errors
from fallline.landscapes.descents import descend_all, evolve, snap_to_round_numbers
from fallline.landscapes.formulas import FormulaText
from fallline.landscapes.low_points import (
    GUESS_OPERATIONS,
    SEARCH_OPERATIONS,
    LowPoints,
    find_low_points,
    make_values,
)
from fallline.landscapes.minimizer_sets import MinimizerSet, classify_minimizers

HALF_WIDTHS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)  # of guessed boxes, smallest first
MIN_CURVE_HALF_WIDTH = 5.0  # of a guessed box of one variable, so that a curve shows more than its lowest valley
FALLBACK_HALF_WIDTHS = (10.0, 5.0, 2.0, 1.0, *HALF_WIDTHS[4:])  # the order if no box has its lowest point well inside
INNER_SHARE = 0.8  # of a guessed box: the part in which its lowest point must be
WIDER_FACTORS = (2.0, 4.0, 8.0, 16.0)
MAX_DESCENTS = 12
DESCENT_BUDGET = 1200  # descents x operations of the formula
MAX_LISTED = 50  # minima
VALUE_TOLERANCE = 1e-9  # values this close count as equal: a share of the values' spread, in ``guess_box`` of 1 + |f|
ROUNDING = 1e-13  # of the spread or of |f|, whichever is larger: differences of values that are rounding
TIE = 8 * np.finfo(float).eps  # of |f|: values this close are equal, and the lower is no more accurate
JITTERS, JITTER_SHARE = 64, 1e-9  # points around each minimum whose rounded values may be lower; share of the box
LINE_SHARES = np.linspace(0, 1, 11)[1:-1, None, None]  # of the points that are looked at between two minima
MAX_SECONDS = 60.0


@dataclass(frozen=True)
class FoundMinima:
    """The global minima that a search found in a box.

    ``points`` are the first MAX_LISTED of them, ``value`` is f there, ``spread`` the scale of the differences of low
    values. ``kind`` tells whether the minima are isolated. ``evaluated`` and ``descents`` count the points looked at
    and the descents. ``lower_outside`` is true if f has lower values in a box twice as wide. ``lowered_from`` is the
    value that the search had found, if a run went lower.
    """

    points: tuple[Point, ...]
    value: float
    spread: float
    kind: MinimizerSet
    evaluated: int
    descents: int
    lower_outside: bool
    lowered_from: float | None = None

    @property
    def rounding(self) -> float:
        """The difference of values that is rounding error."""
        return ROUNDING * max(self.spread, abs(self.value))


@cached_with_errors(maxsize=256)
def guess_box(f: FormulaText) -> Box:
    """Return a plot range for a formula: the smallest box around 0 whose lowest point is well inside.

    The box four times as wide must have no lower value, and a box of one variable extends to at least
    MIN_CURVE_HALF_WIDTH. Without such a box, the result is the first box in the order of FALLBACK_HALF_WIDTHS in which
    f does not fall without bound, or else the cube from -10 to 10.
    """
    deadline = _Deadline()
    half_widths = (*HALF_WIDTHS, *(4 * each for each in HALF_WIDTHS))
    boxes = {half_width: ((-half_width, half_width),) * f.dim for half_width in half_widths}

    def low_points(half_width: float) -> LowPoints:
        deadline.check()
        return find_low_points(f, boxes[half_width], GUESS_OPERATIONS)

    for half_width in HALF_WIDTHS:
        if f.dim == 1 and half_width < MIN_CURVE_HALF_WIDTH:
            continue
        lows = low_points(half_width)
        if not _has_lowest_inside(lows, boxes[half_width]):
            continue
        wide = low_points(4 * half_width)
        if wide.unbounded_at is None and not _is_lower(wide, lows.values[0]):
            return boxes[half_width]
    bounded = (
        half_width
        for half_width in FALLBACK_HALF_WIDTHS
        if (lows := low_points(half_width)).spread and lows.unbounded_at is None
    )
    return boxes[next(bounded, FALLBACK_HALF_WIDTHS[0])]


def suggest_wider_box(f: FormulaText, box: Box, value: float) -> Box:
    """Return a box around ``box`` that has lower values than ``value``, the lowest in it.

    It is the smallest, 2 to 16 times as wide, whose lowest point is well inside; if none is, the box twice as wide.
    """
    for factor in WIDER_FACTORS:
        wider = _widen(box, factor)
        lows = find_low_points(f, wider, GUESS_OPERATIONS)
        if _has_lowest_inside(lows, wider) and _is_lower(lows, value):
            return wider
    return _widen(box, WIDER_FACTORS[0])


@cached_with_errors(maxsize=64)
def search_minima(f: FormulaText, box: Box) -> FoundMinima:
    """Return the global minima of a formula in a box.

    Raises BadInput if there is no finite value, if f falls without bound, if all values are equal, or if the search
    takes longer than MAX_SECONDS.
    """
    deadline = _Deadline()
    lows = find_low_points(f, box, SEARCH_OPERATIONS)
    _check_has_minimum(lows, box)
    deadline.check()
    evolved = evolve(f, box, lows.points)
    deadline.check()
    descents = max(3, min(MAX_DESCENTS, DESCENT_BUDGET // f.operation_count))
    starts = np.concatenate((lows.points[: descents - len(evolved)], evolved))
    x = np.concatenate((descend_all(f, starts, box), lows.points))
    deadline.check()
    points, value, kind = _select_minima(f, box, x, lows.spread)
    lower_outside = _is_lower_outside(f, box, value, lows.spread)
    return FoundMinima(points, value, lows.spread, kind, lows.evaluated, len(starts), lower_outside)


def lower_minima(f: FormulaText, box: Box, found: FoundMinima, point: Point) -> FoundMinima:
    """Return the minima after a descent from ``point``, which lies in the box, among those ``found`` before."""
    x = descend_all(f, np.array([point]), box)
    points, value, kind = _select_minima(f, box, np.concatenate((x, found.points)), found.spread)
    lower_outside = _is_lower_outside(f, box, value, found.spread)
    return dataclasses.replace(
        found, points=points, value=value, kind=kind, lower_outside=lower_outside, lowered_from=found.value
    )


def _select_minima(
    f: FormulaText, box: Box, x: np.ndarray, spread: float
) -> tuple[tuple[Point, ...], float, MinimizerSet]:
    """Return (points, value, kind) of the minima among ``x`` (count, dim)."""
    x = snap_to_round_numbers(f, x, box)
    values = make_values(f)(x)
    value, (low, high) = float(values.min()), np.array(box).T
    is_lowest = values <= value + VALUE_TOLERANCE * spread
    x, values = x[is_lowest], values[is_lowest]
    levels = np.round((values - value) / (TIE * abs(value) or 1e-300))
    x = x[np.lexsort((levels, ((x == low) | (x == high)).any(-1)))]  # stable: of equal ones the most accurate is first
    rounding = ROUNDING * max(spread, abs(value))
    kind = classify_minimizers(f, x, rounding, box)
    points = _distinct_points(x, box, f if kind is MinimizerSet.ISOLATED else None, value + VALUE_TOLERANCE * spread)
    offsets = JITTER_SHARE * (high - low) * np.random.default_rng(6).uniform(-1, 1, (JITTERS, 1, len(box)))
    rounded = make_values(f)(np.clip(np.array(points) + offsets, low, high)).min()
    return points, float(rounded if value - rounding <= rounded < value else value), kind


def _is_lower_outside(f: FormulaText, box: Box, value: float, spread: float) -> bool:
    """Return whether f has values lower than ``value`` in a box twice as wide."""
    wide = find_low_points(f, _widen(box, 2.0), GUESS_OPERATIONS)
    return wide.unbounded_at is not None or bool((wide.values < value - 1e-6 * spread).any())


class _Deadline:
    """A limit on the processor time of this thread, MAX_SECONDS from now."""

    def __init__(self) -> None:
        self.end = time.thread_time() + MAX_SECONDS

    def check(self) -> None:
        """Raise BadInput if the time is spent, OutOfTime if that of the request is."""
        check_time()
        if time.thread_time() > self.end:
            raise BadInput(
                "The minima of the formula were searched for {n} seconds without an end; a shorter formula, or one "
                "with fewer variables, takes less.",
                n=f"{MAX_SECONDS:g}",
            )


def _check_has_minimum(lows: LowPoints, box: Box) -> None:
    """Raise BadInput if there is no minimum to search for."""
    if lows.unbounded_at is not None:
        raise BadInput(
            "The formula falls without bound near {place}, so it has no minimum in the box {box}; choose a box without "
            "that place, such as with box:low,high.",
            place=format_point((lows.unbounded_at + 0.0).tolist()), box=format_box(box),
        )  # fmt: skip
    if not len(lows.values):
        raise BadInput(
            "The formula has no finite value in the box {box}; choose another box, such as with box:low,high.",
            box=format_box(box),
        )
    if lows.spread == 0:
        raise BadInput(
            "The formula has the same value wherever the search looked in the box {box}; there is nothing to descend. "
            "A wider box may show where it changes.",
            box=format_box(box),
        )


def _has_lowest_inside(lows: LowPoints, box: Box) -> bool:
    """Return whether the lowest point, or another as low, lies within INNER_SHARE of the box."""
    if not lows.spread or lows.unbounded_at is not None:
        return False
    low, high = np.array(box).T
    lowest = lows.points[lows.values <= lows.values[0] + VALUE_TOLERANCE * (1 + abs(lows.values[0]))]
    return bool((np.abs(lowest - (low + high) / 2) < INNER_SHARE * (high - low) / 2).all(-1).any())


def _is_lower(lows: LowPoints, value: float) -> bool:
    """Return whether a low point is lower than ``value``."""
    return bool((lows.values < value - VALUE_TOLERANCE * (1 + abs(value))).any())


def _widen(box: Box, factor: float) -> Box:
    """Return the box with the same centre and sides ``factor`` times as wide."""
    middles = [((low + high) / 2, factor * (high - low) / 2) for low, high in box]
    return tuple((middle - half, middle + half) for middle, half in middles)


def _distinct_points(x: np.ndarray, box: Box, f: FormulaText | None, limit: float) -> tuple[Point, ...]:
    """Return at most MAX_LISTED of the points x (count, dim), as tuples, leaving out those close to an earlier one.

    With ``f``, those are also left out from which a straight line on which f is at most ``limit`` leads to an earlier
    one: they belong to the same flat minimum.
    """
    near = 1e-3 * max(high - low for low, high in box)
    kept: list[np.ndarray] = []
    for each in x:
        others = np.array(kept).reshape(-1, len(box))
        if len(kept) == MAX_LISTED or (np.linalg.norm(others - each, axis=-1) <= near).any():
            continue
        between = others + LINE_SHARES * (each - others)
        if f is None or not (make_values(f)(between) <= limit).all(0).any():
            kept.append(each)
    return tuple(tuple((each + 0.0).tolist()) for each in kept)


def format_box(box: Box) -> str:
    """Return a box as text, such as '[-1, 1] x [0, 2]', at most three of its sides."""
    return " x ".join(f"[{low:g}, {high:g}]" for low, high in box[:3]) + (" x ..." if len(box) > 3 else "")
