"""Interval arithmetic on NumPy arrays with outward rounding.

An interval is a pair (low, high) of float64 arrays of the same shape. Every result contains the exact real result for
all numbers in the arguments. The ends of + - * / and sqrt are widened by at most one unit in the last place (ulp);
those of sin, cos, exp and log, which NumPy computes to within a few ulps, by LIBRARY_ERROR_ULPS.
"""

from __future__ import annotations

import numpy as np

Interval = tuple[np.ndarray, np.ndarray]

LIBRARY_ERROR_ULPS = 8  # a generous bound of the error of NumPy's sin, cos, exp and log
SMALLEST_POSITIVE = 5e-324  # the smallest float64 above 0
DEKKER_SPLITTER = 2.0**27 + 1  # splits a float64 into two halves whose products are exact
MIN_EXACT_SQUARE = 1e-250  # above it, the rounding error of a square does not underflow
TWO_PI = 2 * np.pi
PI_MULTIPLE_ERROR = 1e-14  # relative above 1, absolute below: bound of the rounding error of a multiple of pi


def point(value: float | np.ndarray) -> Interval:
    """Return the interval that contains only ``value``."""
    array = np.asarray(value, dtype=np.float64)
    return array, array


def add(a: Interval, b: Interval) -> Interval:
    """Return a + b; an end is widened only where its sum is not exact, so that a kink at 0 stays at 0."""
    low, low_error = _two_sum(a[0], b[0])
    high, high_error = _two_sum(a[1], b[1])
    return (
        np.where(low_error >= 0, low, np.nextafter(low, -np.inf)),
        np.where(high_error <= 0, high, np.nextafter(high, np.inf)),
    )


def negative(a: Interval) -> Interval:
    """Return -a."""
    return -a[1], -a[0]


def multiply(a: Interval, b: Interval) -> Interval:
    """Return a * b, where 0 times an infinite end is 0."""
    products = [_product(one, other) for one in a for other in b]
    low = np.minimum(np.minimum(products[0], products[1]), np.minimum(products[2], products[3]))
    high = np.maximum(np.maximum(products[0], products[1]), np.maximum(products[2], products[3]))
    return (
        np.where(low == 0, low, np.nextafter(low, -np.inf)),
        np.where(high == 0, high, np.nextafter(high, np.inf)),
    )


def square(a: Interval) -> Interval:
    """Return a^2; the low end is never negative."""
    (low, low_error), (high, high_error) = map(_two_square, absolute(a))
    return (
        np.where(low_error >= 0, low, np.maximum(np.nextafter(low, -np.inf), 0.0)),
        np.where(high_error <= 0, high, np.nextafter(high, np.inf)),
    )


def reciprocal(a: Interval) -> Interval:
    """Return 1 / a; an end is infinite where a contains 0."""
    low, high = a
    with np.errstate(divide="ignore"):
        down, up = _round_outwards(1 / high, 1 / low)
    mixed = (low < 0) & (high > 0)
    return (
        np.where(mixed | (high == 0), -np.inf, down),
        np.where(mixed | (low == 0), np.inf, up),
    )


def absolute(a: Interval) -> Interval:
    """Return |a|."""
    low, high = np.abs(a[0]), np.abs(a[1])
    return np.where((a[0] <= 0) & (a[1] >= 0), 0.0, np.minimum(low, high)), np.maximum(low, high)


def sign(a: Interval) -> Interval:
    """Return the slope of |a|: -1, 1, or [-1, 1] where 0 is inside a."""
    return np.where(a[0] >= 0, 1.0, -1.0), np.where(a[1] <= 0, -1.0, 1.0)


def maximum(a: Interval, b: Interval) -> Interval:
    """Return the elementwise maximum of a and b."""
    return np.maximum(a[0], b[0]), np.maximum(a[1], b[1])


def hull(a: Interval, b: Interval) -> Interval:
    """Return the smallest interval that contains a and b."""
    return np.minimum(a[0], b[0]), np.maximum(a[1], b[1])


def intersection(a: Interval, b: Interval) -> Interval:
    """Return the numbers that are in both a and b; low > high where there are none."""
    return np.maximum(a[0], b[0]), np.minimum(a[1], b[1])


def sqrt(a: Interval) -> Interval:
    """Return the square root of the non-negative part of a."""
    low, high = _round_outwards(np.sqrt(np.maximum(a[0], 0.0)), np.sqrt(np.maximum(a[1], 0.0)))
    return np.maximum(low, 0.0), high


def exp(a: Interval) -> Interval:
    """Return e^a."""
    with np.errstate(over="ignore", under="ignore"):
        low, high = _widen_by_library_error(np.exp(a[0]), np.exp(a[1]))
    return np.maximum(low, 0.0), high


def log(a: Interval) -> Interval:
    """Return the natural logarithm of the non-negative part of a."""
    with np.errstate(divide="ignore"):
        return _widen_by_library_error(np.log(np.maximum(a[0], 0.0)), np.log(np.maximum(a[1], 0.0)))


def cos(a: Interval) -> Interval:
    """Return cos(a); an end is -1 or 1 where a contains, or may contain, the multiple of pi at which cos is that."""
    with np.errstate(invalid="ignore"):
        ends = np.stack([np.cos(a[0]), np.cos(a[1])])
    low, high = _widen_by_library_error(ends.min(0), ends.max(0))
    top, bottom = _may_contain(a, 0.0), _may_contain(a, np.pi)
    return np.where(bottom, -1.0, np.maximum(low, -1.0)), np.where(top, 1.0, np.minimum(high, 1.0))


def sin(a: Interval) -> Interval:
    """Return sin(a), by the same method as ``cos``."""
    with np.errstate(invalid="ignore"):
        ends = np.stack([np.sin(a[0]), np.sin(a[1])])
    low, high = _widen_by_library_error(ends.min(0), ends.max(0))
    top, bottom = _may_contain(a, np.pi / 2), _may_contain(a, -np.pi / 2)
    return np.where(bottom, -1.0, np.maximum(low, -1.0)), np.where(top, 1.0, np.minimum(high, 1.0))


def sinc_with_derivatives(a: Interval) -> tuple[Interval, Interval, Interval]:
    """Return sin(a) / a and its first and second derivative.

    They are the integrals of cos(a t), -t sin(a t) and -t^2 cos(a t) over t in [0, 1], so their absolute values are at
    most 1, 1/2 and 1/3. Near 0 their Taylor series give tighter bounds; away from 0 the quotients do.
    """
    squared, inverse = square(a), reciprocal(a)
    series = add(point(1.0), multiply(squared, (np.full_like(a[0], -1 / 6), np.zeros_like(a[0]))))
    value = intersection(series, (np.full_like(a[0], -0.2173), np.ones_like(a[0])))
    value = intersection(value, multiply(sin(a), inverse))
    second = add(point(-1 / 3), multiply(squared, (np.zeros_like(a[0]), np.full_like(a[0], 0.1))))
    slope_over_a = add(point(-1 / 3), multiply(squared, (np.zeros_like(a[0]), np.full_like(a[0], 1 / 30))))
    third = np.nextafter(1 / 3, 1)
    second = intersection(_round_outwards(*second), (np.full_like(a[0], -third), np.full_like(a[0], third)))
    slope = _round_outwards(*multiply(a, slope_over_a))
    slope = intersection(slope, (np.full_like(a[0], -0.5), np.full_like(a[0], 0.5)))
    slope = intersection(slope, multiply(add(cos(a), negative(value)), inverse))
    return value, slope, second


def _may_contain(a: Interval, phase: float) -> np.ndarray:
    """Return whether a may contain phase + 2 pi k for an integer k; True in doubt."""
    slack = PI_MULTIPLE_ERROR * (1 + np.maximum(np.abs(a[0]), np.abs(a[1])))
    return np.floor((a[1] - phase + slack) / TWO_PI) >= np.ceil((a[0] - phase - slack) / TWO_PI)


def _two_sum(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rounded sum and exact minus rounded (Knuth's two-sum), which is NaN where the sum is not finite."""
    with np.errstate(invalid="ignore", over="ignore"):
        total = a + b
        part = total - a
        return total, (a - (total - part)) + (b - part)


def _product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the rounded product; one that underflows to 0 becomes the smallest number of its sign."""
    with np.errstate(invalid="ignore", over="ignore", under="ignore"):
        product = a * b
    zero = (a == 0) | (b == 0)
    return np.where(zero, 0.0, np.where(product == 0, np.copysign(SMALLEST_POSITIVE, product), product))


def _two_square(a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rounded square and exact minus rounded (Dekker's two-product).

    The difference is NaN where it may underflow or overflow.
    """
    with np.errstate(invalid="ignore", over="ignore", under="ignore"):
        rounded = a * a
        scaled = DEKKER_SPLITTER * a
        upper = scaled - (scaled - a)
        lower = a - upper
        error = ((upper * upper - rounded) + 2 * (upper * lower)) + lower * lower
    return rounded, np.where((rounded > MIN_EXACT_SQUARE) | (a == 0), error, np.nan)


def _round_outwards(low: np.ndarray, high: np.ndarray) -> Interval:
    return np.nextafter(low, -np.inf), np.nextafter(high, np.inf)


def _widen_by_library_error(low: np.ndarray, high: np.ndarray) -> Interval:
    with np.errstate(invalid="ignore"):
        error = [LIBRARY_ERROR_ULPS * np.spacing(np.abs(end)) for end in (low, high)]
    return (
        np.where(np.isfinite(low), low - error[0], low),
        np.where(np.isfinite(high), high + error[1], high),
    )
