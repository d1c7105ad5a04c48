"""What many optimizers share; a file whose name begins with _ is no catalogue item."""

from __future__ import annotations

from collections.abc import Mapping

import torch

from fallline.core import MATRIX, NUMBER, real

ALIGNED = 4  # doubles squared are two lines of a cache
Amount = float | torch.Tensor  # a number, or a column of them (rows, 1)


def blank(x: torch.Tensor, readouts: Mapping[str, str], *more: str) -> dict[str, torch.Tensor]:
    """Zeros of each readout's shape for points ``x`` (rows, dim), and of x's own shape for the names in ``more``."""
    shapes = {NUMBER: (1,), MATRIX: (x.shape[-1], x.shape[-1])}
    zeros = {name: x.new_zeros((len(x), *shapes.get(kind, x.shape[1:]))) for name, kind in readouts.items()}
    return zeros | {name: torch.zeros_like(x) for name in more}


def ones(x: torch.Tensor, *names: str) -> dict[str, torch.Tensor]:
    """Columns (rows, 1) of ones, such as the powers of a factor before the first step."""
    return {name: torch.ones_like(x[:, :1]) for name in names}


def zeros(x: torch.Tensor, *names: str) -> dict[str, torch.Tensor]:
    """Columns (rows, 1) of zeros, such as a count of steps."""
    return {name: torch.zeros_like(x[:, :1]) for name in names}


def decayed(
    x: torch.Tensor, g: torch.Tensor, lr: Amount, weight_decay: Amount, decay: str
) -> tuple[torch.Tensor, torch.Tensor]:
    """Position and gradient, both (rows, dim), after decay: 'decoupled' shrinks x, 'coupled' adds to g."""
    if decay == "decoupled":
        return x * (1 - lr * weight_decay), g
    return x, g + weight_decay * x


def dot(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """The inner product of each row's vectors: (rows, dim) twice -> (rows, 1)."""
    return (a * b).sum(-1, keepdim=True)


def times(matrix: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """Each row's matrix times its vector, summed along the last axis, where the order does not depend on how many rows
    there are: (rows, dim, dim), (rows, dim) -> (rows, dim)."""
    return (matrix.contiguous() * x[:, None, :]).sum(-1)


def eigen(matrix: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Eigenvalues (rows, dim) and eigenvectors (rows, dim, dim) of each row's symmetric matrix; where that is not
    finite, of zeros, since LAPACK stops for all rows at one that is not.

    The library rounds by where in memory a matrix begins. Each is set into one whose side is a multiple of four, so
    that all begin alike; the further eigenvalues are larger than its own and are left out.
    """
    dim = matrix.shape[-1]
    finite = matrix.isfinite().all(-1).all(-1)[:, None, None]
    safe = torch.where(finite, matrix, torch.zeros_like(matrix))
    side = -(-dim // ALIGNED) * ALIGNED
    wide = torch.nn.functional.pad(safe, (0, side - dim, 0, side - dim))
    beyond = 1 + 2 * safe.abs().sum(-1).sum(-1, keepdim=True)
    extra = (torch.arange(side, device=matrix.device) >= dim).to(matrix.dtype) * beyond
    values, vectors = torch.linalg.eigh(wide + torch.diag_embed(extra))
    return values[:, :dim], vectors[:, :dim, :dim]


def norm(x: torch.Tensor) -> torch.Tensor:
    """The Euclidean length of each row's vector: (rows, dim) -> (rows, 1)."""
    return torch.linalg.vector_norm(x, dim=-1, keepdim=True)


def memory(default: float, help: str, low: float = 0.0) -> float:
    """A setting that says which share of an average survives a step."""
    return real(default, low, 0.99999 if default > 0.99 else 0.999, at_least=0.0, below=1.0, help=help)


def epsilon(default: float, help: str = "keeps the denominator away from 0") -> float:
    """A setting that is added to a denominator."""
    return real(default, 1e-16, 1e-1, log=True, at_least=0.0, help=help)


def weight_decay(default: float = 0.0) -> float:
    """The setting of weight decay."""
    return real(default, 0.0, 0.1, at_least=0.0, help="pull of every coordinate towards 0")
