"""The functions of typed formulas on tensors, with a stated derivative where it does not exist.

Autograd multiplies an infinite derivative with 0, which gives NaN, even if the derivative of the whole exists. So the
derivative is 0 where sqrt, cbrt or a power has an infinite one, and at the ends of asin, acos and acosh; abs, sign,
floor, ceil and round have the derivative 0 at their kinks and jumps, and min and max the mean of both sides.

All results are the same, bit for bit, in a batch of any size. torch.pow, sinh, cosh, atanh and atan2 of torch are not.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce

import torch

from fallline.landscapes._maths import integer_power

MAX_PRODUCT_EXPONENT = 1000  # an integer power up to this is computed by products, any other by a logarithm
TINY = {torch.float64: 1e-200, torch.float32: 1e-24}  # in place of 0: even its power -3/2 is finite


def real_power(base: torch.Tensor, exponent: float) -> torch.Tensor:
    """Return base ** exponent for a constant exponent that is no integer; NaN where ``base`` is negative.

    An exponent that is infinite or NaN gives what torch.pow gives.
    """
    if not math.isfinite(exponent):
        return torch.pow(base, exponent)
    if exponent < 0:
        return 1 / real_power(base, -exponent)
    whole = math.floor(exponent)
    if exponent - whole == 0.5 and whole <= MAX_PRODUCT_EXPONENT:
        return integer_power(base, whole) * sqrt(base) if whole else sqrt(base)
    if 4 <= whole <= MAX_PRODUCT_EXPONENT:  # precise: the error of exp grows with its argument
        return integer_power(base, whole) * real_power(base, exponent - whole)
    return torch.exp(exponent * torch.log(base + (base == 0))) * (base != 0)


def sqrt(x: torch.Tensor) -> torch.Tensor:
    """Return the square root of x >= 0, with the derivatives 0 where x is 0."""
    return torch.sqrt(x + (x == 0)) * (x != 0)


def power_of_number(base: float, exponent: torch.Tensor) -> torch.Tensor:
    """Return base ** exponent for a constant base above 0."""
    return torch.exp(exponent if base == math.e else exponent * math.log(base))


def general_power(base: torch.Tensor, exponent: torch.Tensor) -> torch.Tensor:
    """Return base ** exponent, NaN where ``base`` is negative; where it is 0, the limit, with the derivatives 0."""
    zero = base == 0
    limit = torch.where(exponent > 0, 0.0, torch.where(exponent == 0, torch.ones_like(exponent), math.inf))
    limit = torch.where(exponent.isnan(), math.nan, limit)
    return torch.where(zero, limit, torch.exp(exponent * torch.log(base + zero)))


def signed_power(base: torch.Tensor, exponent: torch.Tensor) -> torch.Tensor:
    """Return base ** exponent for exponents that are integers, of which any may be large or negative."""
    size = general_power(base.abs(), exponent)
    return torch.where((base < 0) & (torch.remainder(exponent, 2) == 1), -size, size)


def shifted_sqrt(x: torch.Tensor) -> torch.Tensor:
    """Return the square root of x >= 0, that of TINY where x is 0, so that its derivatives are finite."""
    return torch.sqrt(torch.where(x == 0, x + TINY[x.dtype], x))


def shifted_abs(x: torch.Tensor) -> torch.Tensor:
    """Return |x|, the square root of x^2 + TINY where x is 0, so that its derivatives are finite."""
    return torch.where(x == 0, torch.sqrt(x * x + TINY[x.dtype]), x.abs())


def cbrt(x: torch.Tensor) -> torch.Tensor:
    """Return the real cube root, with the derivative 0 where x is 0."""
    return torch.sign(x) * real_power(x.abs(), 1 / 3)


def safe_asin(x: torch.Tensor) -> torch.Tensor:
    """Return asin(x), with the derivative 0 where x is 1 or -1."""
    edge = x.abs() == 1
    return torch.where(edge, math.pi / 2 * torch.sign(x), torch.asin(torch.where(edge, 0.0, x)))


def safe_acos(x: torch.Tensor) -> torch.Tensor:
    """Return acos(x), with the derivative 0 where x is 1 or -1."""
    edge = x.abs() == 1
    return torch.where(edge, math.pi / 2 * (1 - torch.sign(x)), torch.acos(torch.where(edge, 0.0, x)))


def safe_acosh(x: torch.Tensor) -> torch.Tensor:
    """Return acosh(x), with the derivative 0 where x is 1."""
    edge = x == 1
    return torch.where(edge, 0.0, torch.acosh(torch.where(edge, 2.0, x)))


def sinh(x: torch.Tensor) -> torch.Tensor:
    """Return sinh(x)."""
    return (torch.expm1(x) - torch.expm1(-x)) / 2


def cosh(x: torch.Tensor) -> torch.Tensor:
    """Return cosh(x), in a form whose derivative is precise near 0."""
    half = sinh(x / 2)
    return 1 + 2 * half * half


def atanh(x: torch.Tensor) -> torch.Tensor:
    """Return atanh(x)."""
    return (torch.log1p(x) - torch.log1p(-x)) / 2


def atan2(y: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """Return the angle of the point (x, y), with the derivatives 0 at the origin."""
    steep, origin = y.abs() > x.abs(), (x == 0) & (y == 0)
    slope = torch.where(steep, x, y) / torch.where(steep, y, torch.where(origin, 1.0, x))
    behind = torch.where(x < 0, torch.where(y < 0, x.new_tensor(-math.pi), math.pi), 0.0)
    quarter = math.pi / 2 * torch.sign(y)
    angle = torch.where(steep, quarter - torch.atan(slope), torch.atan(slope) + behind)
    return torch.where(origin, 0.0, angle)


def _fold(choose: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]) -> Callable[..., torch.Tensor]:
    return lambda *values: reduce(choose, values)


TENSOR_FUNCTIONS: dict[str, Callable[..., torch.Tensor]] = {
    **{name: getattr(torch, name) for name in ("sin", "cos", "tan", "atan", "tanh", "asinh")},
    **{name: getattr(torch, name) for name in ("exp", "log", "log2", "log10", "erf")},
    **{name: getattr(torch, name) for name in ("abs", "sign", "floor", "ceil", "round")},
    "sec": lambda x: 1 / torch.cos(x),
    "csc": lambda x: 1 / torch.sin(x),
    "cot": lambda x: 1 / torch.tan(x),
    "asin": safe_asin,
    "acos": safe_acos,
    "acosh": safe_acosh,
    "sinh": sinh,
    "cosh": cosh,
    "atanh": atanh,
    "atan2": atan2,
    "cbrt": cbrt,
    "mod": torch.remainder,
    "min": _fold(torch.minimum),
    "max": _fold(torch.maximum),
}
