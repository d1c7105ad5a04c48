"""Round numbers: 1, 2 and 5 times powers of ten.

assets/core/numbers.js has the browser's functions to round up and down; tests/cases/numbers.json tests both.
"""

from __future__ import annotations

import math

LEADING_DIGITS = (1, 2, 5)
RELATIVE_TOLERANCE = 1e-9  # a value this close to a round number counts as that number


def round_up(value: float) -> float:
    """Return the smallest round number, 1, 2 or 5 times a power of ten, that is at least ``value``, a positive one."""
    power = _power_of_ten(value)
    return power * next((each for each in LEADING_DIGITS if each * power >= value * (1 - RELATIVE_TOLERANCE)), 10)


def round_down(value: float) -> float:
    """Return the largest round number, 1, 2 or 5 times a power of ten, that is at most ``value``, a positive one."""
    power = _power_of_ten(value)
    return power * next(
        (each for each in reversed(LEADING_DIGITS) if each * power <= value * (1 + RELATIVE_TOLERANCE)), 1
    )


def nearest_round(value: float) -> float:
    """Return the round number with the least difference from ``value``, which is positive; of two the lower one."""
    power = _power_of_ten(value)
    return power * min((*LEADING_DIGITS, 10), key=lambda each: abs(each * power - value))


def round_numbers(lowest_power: int, highest_power: int) -> list[float]:
    """Return all round numbers from 10**lowest_power to 5 * 10**highest_power, in ascending order."""
    return [digit * 10.0**power for power in range(lowest_power, highest_power + 1) for digit in LEADING_DIGITS]


def _power_of_ten(value: float) -> float:
    return 10.0 ** math.floor(math.log10(value))
