"""Functions and setting declarations that many optimizers share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from fallline.core import MATRIX, NUMBER, choice, real
from fallline.core.transforms import is_active

EIGH_SIZE_MULTIPLE = 4  # 4 x 4 float64 are two cache lines
ScalarOrColumn = float | torch.Tensor  # a float, or a tensor (rows, 1)
COUPLED, DECOUPLED, FIXED = "coupled", "decoupled", "fixed"  # the readings of weight decay


def zero_state(x: torch.Tensor, readouts: Mapping[str, str], *more: str) -> dict[str, torch.Tensor]:
    """Return a dict of zeros: for each readout (name -> kind) in its shape, for each name in ``more`` (rows, dim)."""
    shapes = {NUMBER: (1,), MATRIX: (x.shape[-1], x.shape[-1])}
    zeros = {name: x.new_zeros((len(x), *shapes.get(kind, x.shape[1:]))) for name, kind in readouts.items()}
    return zeros | {name: torch.zeros_like(x) for name in more}


def ones(x: torch.Tensor, *names: str) -> dict[str, torch.Tensor]:
    """Return a dict, name -> ones (rows, 1) for x (rows, dim), such as powers of beta before the first step."""
    return {name: torch.ones_like(x[:, :1]) for name in names}


def zeros(x: torch.Tensor, *names: str) -> dict[str, torch.Tensor]:
    """Return a dict, name -> zeros (rows, 1) for x (rows, dim), such as a step count."""
    return {name: torch.zeros_like(x[:, :1]) for name in names}


def apply_weight_decay(
    x: torch.Tensor, g: torch.Tensor, lr: ScalarOrColumn, weight_decay: ScalarOrColumn, decay: str
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the pair (x, g), both (rows, dim), after weight decay.

    If ``decay`` is COUPLED, weight_decay * x is added to g, as for a penalty weight_decay * |x|^2 / 2 on f; if
    DECOUPLED, x is multiplied by 1 - lr * weight_decay; if FIXED, by 1 - weight_decay. Both are returned as they are
    for a ``weight_decay`` of 0.
    """
    if not is_active(weight_decay):
        return x, g
    if decay == COUPLED:
        return x, g + weight_decay * x
    return x * (1 - (lr * weight_decay if decay == DECOUPLED else weight_decay)), g


def is_torch_decay(rule: Any, *readings: str) -> bool:
    """Return whether torch's class of a rule has its reading of weight decay, one of ``readings``, or needs none."""
    return rule.decay in readings or rule.weight_decay == 0


def dot(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Return the inner product of each row's vectors: (rows, dim), (rows, dim) -> (rows, 1)."""
    return (a * b).sum(-1, keepdim=True)


def matvec(matrix: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """Return each row's matrix times its vector: (rows, dim, dim), (rows, dim) -> (rows, dim).

    It is summed along the last axis, so that the order of summation does not depend on the number of rows.
    """
    return (matrix.contiguous() * x[:, None, :]).sum(-1)


def batched_eigh(matrix: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (eigenvalues, eigenvectors) of symmetric matrices (rows, dim, dim).

    The eigenvalues (rows, dim) ascend; the eigenvectors (rows, dim, dim) are columns. A matrix that is not finite is
    replaced by zeros, since LAPACK fails for the whole batch on one. LAPACK's rounding depends on the alignment of a
    matrix in memory, so each is padded to a multiple of EIGH_SIZE_MULTIPLE; the added eigenvalues are cut off.
    """
    dim = matrix.shape[-1]
    finite = matrix.isfinite().all(-1).all(-1)[:, None, None]
    safe = torch.where(finite, matrix, torch.zeros_like(matrix))
    size = -(-dim // EIGH_SIZE_MULTIPLE) * EIGH_SIZE_MULTIPLE
    padded = torch.nn.functional.pad(safe, (0, size - dim, 0, size - dim))
    above_spectrum = 1 + 2 * safe.abs().sum(-1).sum(-1, keepdim=True)
    extra = (torch.arange(size, device=matrix.device) >= dim).to(matrix.dtype) * above_spectrum
    values, vectors = torch.linalg.eigh(padded + torch.diag_embed(extra))
    return values[:, :dim], vectors[:, :dim, :dim]


def norm(x: torch.Tensor) -> torch.Tensor:
    """Return the Euclidean norm of each row's vector: (rows, dim) -> (rows, 1)."""
    return torch.linalg.vector_norm(x, dim=-1, keepdim=True)


def average_decay(default: float, help: str, low: float = 0.0) -> float:
    """Return the field of a decay factor in [0, 1), such as beta1: the share of a moving average that a step keeps.

    ``low`` is the lower end of its slider.
    """
    return real(default, low, 0.99999 if default > 0.99 else 0.999, at_least=0.0, below=1.0, help=help)


def epsilon(default: float, help: str = "keeps the denominator away from 0") -> float:
    """Return the dataclass field of a setting for the small number that is added to a denominator."""
    return real(default, 1e-16, 1e-1, log=True, at_least=0.0, help=help)


def weight_decay(default: float = 0.0) -> float:
    """Return the dataclass field of the setting for the weight decay, a factor >= 0."""
    help = "pull of every coordinate towards 0; outcomes still measure the way to the minimum of f itself"
    return real(default, 0.0, 0.1, at_least=0.0, help=help)


def decay(default: str = COUPLED, options: tuple[str, ...] = (COUPLED, DECOUPLED, FIXED)) -> str:
    """Return the dataclass field of the setting for the reading of weight decay, see ``apply_weight_decay``."""
    return choice(default, options, help="decay joins the gradient, or shrinks x: by the share lr wd, or fixed, wd")
