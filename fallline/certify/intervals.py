"""Interval arithmetic on arrays: every result encloses what real arithmetic could give, rounding included.

An interval is a pair (low, high) of float64 arrays of one shape. Each of + - * / and the square root is rounded
outwards by one unit in the last place; sine, cosine, exponential and logarithm, which numpy computes to within a few
units, by LOOSE.
"""

from __future__ import annotations

import numpy as np

Interval = tuple[np.ndarray, np.ndarray]

LOOSE = 8  # units in the last place by which a library's sin, cos, exp or log may be off, with room to spare
TINY = 5e-324  # the least number above 0
SPLIT = 2.0**27 + 1  # cuts a number into two halves whose products are exact
SAFE = 1e-250  # squares above this lose nothing to underflow
TURN = 2 * np.pi
SLACK = 1e-14  # relative; how far a multiple of pi computed in float64 may be off, with room to spare


def point(value: float | np.ndarray) -> Interval:
    """A number as an interval."""
    array = np.asarray(value, dtype=np.float64)
    return array, array


def add(a: Interval, b: Interval) -> Interval:
    """a + b, rounded only where the sum of the ends is not exact, so that a kink at 0 stays where it is."""
    low, lost = _sum(a[0], b[0])
    high, gained = _sum(a[1], b[1])
    return (
        np.where(lost >= 0, low, np.nextafter(low, -np.inf)),
        np.where(gained <= 0, high, np.nextafter(high, np.inf)),
    )


def negative(a: Interval) -> Interval:
    """-a."""
    return -a[1], -a[0]


def times(a: Interval, b: Interval) -> Interval:
    """a b; an end that is 0 times an end that is unbounded is 0."""
    products = [_product(one, other) for one in a for other in b]
    low = np.minimum(np.minimum(products[0], products[1]), np.minimum(products[2], products[3]))
    high = np.maximum(np.maximum(products[0], products[1]), np.maximum(products[2], products[3]))
    return (
        np.where(low == 0, low, np.nextafter(low, -np.inf)),
        np.where(high == 0, high, np.nextafter(high, np.inf)),
    )


def square(a: Interval) -> Interval:
    """a^2, nowhere negative."""
    (low, lost), (high, gained) = map(_squared, magnitude(a))
    return (
        np.where(lost >= 0, low, np.maximum(np.nextafter(low, -np.inf), 0.0)),
        np.where(gained <= 0, high, np.nextafter(high, np.inf)),
    )


def inverse(a: Interval) -> Interval:
    """1 / a; unbounded where a holds 0."""
    low, high = a
    with np.errstate(divide="ignore"):
        down, up = _out(1 / high, 1 / low)
    mixed = (low < 0) & (high > 0)
    return (
        np.where(mixed | (high == 0), -np.inf, down),
        np.where(mixed | (low == 0), np.inf, up),
    )


def magnitude(a: Interval) -> Interval:
    """|a|."""
    low, high = np.abs(a[0]), np.abs(a[1])
    return np.where((a[0] <= 0) & (a[1] >= 0), 0.0, np.minimum(low, high)), np.maximum(low, high)


def sign(a: Interval) -> Interval:
    """The slope of |a|: -1, 1, or anything between where a holds 0 inside."""
    return np.where(a[0] >= 0, 1.0, -1.0), np.where(a[1] <= 0, -1.0, 1.0)


def largest(a: Interval, b: Interval) -> Interval:
    """The larger of both."""
    return np.maximum(a[0], b[0]), np.maximum(a[1], b[1])


def hull(a: Interval, b: Interval) -> Interval:
    """The least interval that holds both."""
    return np.minimum(a[0], b[0]), np.maximum(a[1], b[1])


def meet(a: Interval, b: Interval) -> Interval:
    """What both hold."""
    return np.maximum(a[0], b[0]), np.minimum(a[1], b[1])


def root(a: Interval) -> Interval:
    """The square root of the part of a that is not negative."""
    low, high = _out(np.sqrt(np.maximum(a[0], 0.0)), np.sqrt(np.maximum(a[1], 0.0)))
    return np.maximum(low, 0.0), high


def exp(a: Interval) -> Interval:
    """e^a."""
    with np.errstate(over="ignore", under="ignore"):
        low, high = _loose(np.exp(a[0]), np.exp(a[1]))
    return np.maximum(low, 0.0), high


def log(a: Interval) -> Interval:
    """The natural logarithm of the part of a that is not negative."""
    with np.errstate(divide="ignore"):
        return _loose(np.log(np.maximum(a[0], 0.0)), np.log(np.maximum(a[1], 0.0)))


def cos(a: Interval) -> Interval:
    """The cosine, by whether a holds a multiple of pi; in doubt it does."""
    with np.errstate(invalid="ignore"):
        ends = np.stack([np.cos(a[0]), np.cos(a[1])])
    low, high = _loose(ends.min(0), ends.max(0))
    top, bottom = _holds_turn(a, 0.0), _holds_turn(a, np.pi)
    return np.where(bottom, -1.0, np.maximum(low, -1.0)), np.where(top, 1.0, np.minimum(high, 1.0))


def sin(a: Interval) -> Interval:
    """The sine, likewise."""
    with np.errstate(invalid="ignore"):
        ends = np.stack([np.sin(a[0]), np.sin(a[1])])
    low, high = _loose(ends.min(0), ends.max(0))
    top, bottom = _holds_turn(a, np.pi / 2), _holds_turn(a, -np.pi / 2)
    return np.where(bottom, -1.0, np.maximum(low, -1.0)), np.where(top, 1.0, np.minimum(high, 1.0))


def sinc(a: Interval) -> tuple[Interval, Interval, Interval]:
    """sin(a) / a and its first two derivatives: the integrals of cos(a t), -t sin(a t), -t^2 cos(a t) from 0 to 1.

    Those bound them by 1, 1/2 and 1/3, and by their series near 0; away from 0 the quotient is the tighter one.
    """
    squared, over = square(a), inverse(a)
    near = add(point(1.0), times(squared, (np.full_like(a[0], -1 / 6), np.zeros_like(a[0]))))
    value = meet(meet(near, (np.full_like(a[0], -0.2173), np.ones_like(a[0]))), times(sin(a), over))
    bend = add(point(-1 / 3), times(squared, (np.zeros_like(a[0]), np.full_like(a[0], 0.1))))
    rise = add(point(-1 / 3), times(squared, (np.zeros_like(a[0]), np.full_like(a[0], 1 / 30))))
    third = np.nextafter(1 / 3, 1)
    bend = meet(_out(*bend), (np.full_like(a[0], -third), np.full_like(a[0], third)))
    slope = meet(_out(*times(a, rise)), (np.full_like(a[0], -0.5), np.full_like(a[0], 0.5)))
    slope = meet(slope, times(add(cos(a), negative(value)), over))
    return value, slope, bend


def _holds_turn(a: Interval, phase: float) -> np.ndarray:
    """Whether a may hold phase + 2 pi k for a whole k."""
    slack = SLACK * (1 + np.maximum(np.abs(a[0]), np.abs(a[1])))
    return np.floor((a[1] - phase + slack) / TURN) >= np.ceil((a[0] - phase - slack) / TURN)


def _sum(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rounded sum and what rounding took from it (two-sum); not a number where that is not known."""
    with np.errstate(invalid="ignore", over="ignore"):
        total = a + b
        part = total - a
        return total, (a - (total - part)) + (b - part)


def _product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The rounded product; one too small to be told from 0 is the least number of its sign, and 0 is 0 exactly."""
    with np.errstate(invalid="ignore", over="ignore", under="ignore"):
        product = a * b
    zero = (a == 0) | (b == 0)
    return np.where(zero, 0.0, np.where(product == 0, np.copysign(TINY, product), product))


def _squared(a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rounded square and what rounding took from it (two-product); not a number where that is not known."""
    with np.errstate(invalid="ignore", over="ignore", under="ignore"):
        rounded = a * a
        far = SPLIT * a
        first = far - (far - a)
        second = a - first
        taken = ((first * first - rounded) + 2 * (first * second)) + second * second
    return rounded, np.where((rounded > SAFE) | (a == 0), taken, np.nan)


def _out(low: np.ndarray, high: np.ndarray) -> Interval:
    return np.nextafter(low, -np.inf), np.nextafter(high, np.inf)


def _loose(low: np.ndarray, high: np.ndarray) -> Interval:
    with np.errstate(invalid="ignore"):
        spread = [LOOSE * np.spacing(np.abs(end)) for end in (low, high)]
    return (
        np.where(np.isfinite(low), low - spread[0], low),
        np.where(np.isfinite(high), high + spread[1], high),
    )
