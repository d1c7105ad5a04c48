"""Round numbers: 1, 2 and 5 times powers of ten.

The browser rounds alike in assets/core/numbers.js; tests/cases/numbers.json holds both to it.
"""

from __future__ import annotations

import math

DIGITS = (1, 2, 5)
SHARE = 1e-9  # of a value, by which it may miss a round number and still counts as that number


def round_up(value: float) -> float:
    """The least round number that is not below a positive value."""
    power = _power_of_ten(value)
    return power * next((each for each in DIGITS if each * power >= value * (1 - SHARE)), 10)


def round_down(value: float) -> float:
    """The greatest round number that is not above a positive value."""
    power = _power_of_ten(value)
    return power * next((each for each in reversed(DIGITS) if each * power <= value * (1 + SHARE)), 1)


def nearest_round(value: float) -> float:
    """The round number that is nearest to a positive value."""
    power = _power_of_ten(value)
    return power * min((*DIGITS, 10), key=lambda each: abs(each * power - value))


def round_numbers(lowest_power: int, highest_power: int) -> list[float]:
    """Every round number from 10**lowest_power to 5 * 10**highest_power, rising."""
    return [digit * 10.0**power for power in range(lowest_power, highest_power + 1) for digit in DIGITS]


def _power_of_ten(value: float) -> float:
    return 10.0 ** math.floor(math.log10(value))
