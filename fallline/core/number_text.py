"""The text of numbers on the page, in films and in sentences.

Integers from 10,000 on have commas; numbers from a million on and below 0.0001 are written with a power of ten, as
4.0 × 10⁻¹⁸; the minus sign is '−'. assets/core/numbers.js writes the same texts in the browser;
tests/cases/numbers.json tests both.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

MIN_PLAIN, MAX_PLAIN = 1e-4, 1e6  # sizes from which and below which a number has no power of ten
MAX_POWER_PLACES = 4  # significant digits before a power of ten
MIN_GROUPED = 1e4  # numbers from this size on have commas
MAX_EXACT_COUNT = 1e9  # counts below it are written in full
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
NO_BREAK_SPACE = "\u00a0"


def format_number(value: float, count: int = 5) -> str:
    """Return a number as text with ``count`` significant digits, trailing zeros kept; a dash if it is not finite.

    Digits before the decimal point are all kept. Halves are rounded away from zero, as JavaScript does.
    """
    if not math.isfinite(value):
        return "–"
    size = abs(value)
    if size == 0:
        return "0"
    if size < MIN_PLAIN or size >= MAX_PLAIN:
        return _format_power(_round_significant(Decimal(value), min(count, MAX_POWER_PLACES)))
    places = max(0, count - 1 - math.floor(math.log10(size)))
    return _group_digits(Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def format_short(value: float, count: int = 3) -> str:
    """Return a number with at most ``count`` significant digits, without trailing zeros; a dash if it is not finite."""
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    rounded = _round_significant(Decimal(value), count).normalize()
    if MIN_PLAIN <= abs(float(rounded)) < MAX_PLAIN:
        return _group_digits(rounded)
    return _format_power(rounded)


def format_count(value: float) -> str:
    """Return a count: the whole number with commas, or with two significant digits from a billion on."""
    if abs(value) >= MAX_EXACT_COUNT:
        return format_number(value, 2)
    return _group_digits(Decimal(math.floor(value + 0.5)))


def format_factor(value: float) -> str:
    """Return how many times larger something is: 1.1, 68, 243, 12,000, 1.8 × 10⁸."""
    is_short = not 10 <= value < MIN_GROUPED
    return format_short(value, 2) if is_short else str(math.floor(value + 0.5))


def _round_significant(value: Decimal, count: int) -> Decimal:
    """Return a number other than 0 rounded to ``count`` significant digits; it has exactly as many."""
    rounded = value.quantize(Decimal(1).scaleb(value.adjusted() - count + 1), ROUND_HALF_UP)
    if rounded.adjusted() == value.adjusted():
        return rounded
    return rounded.quantize(Decimal(1).scaleb(rounded.adjusted() - count + 1))  # rounded up to the next power of ten


def _format_power(value: Decimal) -> str:
    """Return a number as a mantissa with its own count of digits, and a power of ten."""
    power = value.adjusted()
    parts = (f"{value.scaleb(-power):f}", "×", f"10{str(power).translate(SUPERSCRIPTS)}")
    return NO_BREAK_SPACE.join(parts).replace("-", "−")


def _group_digits(value: Decimal) -> str:
    """Return a number with commas from 10,000 on, and with the minus sign."""
    text = f"{value:,f}" if abs(value) >= MIN_GROUPED else f"{value:f}"
    return text.replace("-", "−")
