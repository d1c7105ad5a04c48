"""What several landscapes need: whole powers as products, coordinates' numbers, settings beside coordinates."""

from __future__ import annotations

from typing import overload

import torch


def power(x: torch.Tensor, exponent: int) -> torch.Tensor:
    """x multiplied by itself ``exponent`` times, at least once; a vectorised ``pow`` differs in the last bit with the
    size of the batch."""
    result = None
    while exponent:
        if exponent & 1:
            result = x if result is None else result * x
        x, exponent = x * x, exponent >> 1
    return x if result is None else result


def root(x: torch.Tensor) -> torch.Tensor:
    """The square root of ``x``, nowhere negative; where x is 0 its slope is said to be 0 rather than not a number."""
    zero = (x == 0).to(x.dtype)
    return torch.sqrt(x + zero) - zero


def ranks(x: torch.Tensor) -> torch.Tensor:
    """The numbers 1, 2, ..., dim of the coordinates of ``x`` (..., dim), in its dtype and on its device."""
    return torch.arange(1, x.shape[-1] + 1, dtype=x.dtype, device=x.device)


@overload
def beside(setting: torch.Tensor) -> torch.Tensor: ...
@overload
def beside(setting: float) -> float: ...
def beside(setting: float | torch.Tensor) -> float | torch.Tensor:
    """A setting as it stands beside all coordinates: one that differs from point to point, (...), gets an axis more."""
    return setting[..., None] if isinstance(setting, torch.Tensor) else setting
