"""Functions that several landscapes share."""

from __future__ import annotations

from typing import overload

import torch


def integer_power(x: torch.Tensor, exponent: int) -> torch.Tensor:
    """Return x ** exponent for an exponent >= 1, computed by multiplications.

    torch.pow on a vectorized batch may differ in the last bit with the size of the batch; this does not.
    """
    result = None
    while True:
        if exponent & 1:
            result = x if result is None else result * x
        exponent >>= 1
        if not exponent:
            return x if result is None else result
        x = x * x


def safe_sqrt(x: torch.Tensor) -> torch.Tensor:
    """Return the square root of x >= 0; where x and its gradient are 0, the gradient is 0, not NaN."""
    zero = (x == 0).to(x.dtype)
    return torch.sqrt(x + zero) - zero


def coordinate_numbers(x: torch.Tensor) -> torch.Tensor:
    """Return 1, 2, ..., dim for ``x`` (..., dim), with its dtype and device: (dim,)."""
    return torch.arange(1, x.shape[-1] + 1, dtype=x.dtype, device=x.device)


@overload
def unsqueeze_setting(setting: torch.Tensor) -> torch.Tensor: ...
@overload
def unsqueeze_setting(setting: float) -> float: ...
def unsqueeze_setting(setting: float | torch.Tensor) -> float | torch.Tensor:
    """Return a setting that broadcasts with x (..., dim): a tensor (...) becomes (..., 1), a float stays."""
    return setting[..., None] if isinstance(setting, torch.Tensor) else setting
