"""Layers and losses of many networks at once: the first axis of every tensor is the row.

Each function equals its torch.nn counterpart in every row. Inputs that all rows share have one row.
"""

from __future__ import annotations

import torch
from torch.nn import functional

FEW_CLASSES = 16  # up to so many, torch computes cross-entropies up to 8 times faster with the classes as second axis


def linear(inputs: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None = None) -> torch.Tensor:
    """Return inputs (rows or 1, n, in) times weight (rows, out, in), plus bias (rows, out): (rows, n, out)."""
    inputs = inputs.expand(len(weight), -1, -1)
    if bias is None:
        return torch.bmm(inputs, weight.mT)
    return torch.baddbmm(bias[:, None], inputs, weight.mT)


def convolution(inputs: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor, padding: int) -> torch.Tensor:
    """Return the 2D convolution of inputs (rows or 1, n, in, height, width): (rows, n, out, height, width).

    ``weight`` is (rows, out, in, k, k) and ``bias`` (rows, out). It is a product of matrices, since the rows of torch's
    grouped convolution depend on each other in the last bits of float32 gradients.
    """
    rows, size = len(weight), weight.shape[-1]
    windows = functional.pad(inputs, (padding,) * 4).unfold(-2, size, 1).unfold(-2, size, 1)
    _, n, _, height, width, _, _ = windows.shape
    columns = windows.permute(0, 2, 5, 6, 1, 3, 4).flatten(1, 3).flatten(2)  # (rows or 1, in k k, n height width)
    result = torch.baddbmm(bias[..., None], weight.flatten(2), columns.expand(rows, -1, -1))
    return result.unflatten(-1, (n, height, width)).transpose(1, 2)


def max_pool(images: torch.Tensor, size: int) -> torch.Tensor:
    """Return the maxima over squares of ``size`` pixels: (rows, n, channels, height, width) -> the same, smaller."""
    return functional.max_pool2d(images.flatten(0, 1), size).unflatten(0, images.shape[:2])


def embedding(indices: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """Return the vectors of indices (rows or 1, ...) in weight (rows, count, size): (rows, ..., size)."""
    rows, count, _ = weight.shape
    first = torch.arange(rows, device=weight.device).reshape(-1, *[1] * (indices.dim() - 1)) * count
    return functional.embedding(indices + first, weight.flatten(0, 1))


def cross_entropies(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Return -log softmax of logits (rows, n, ..., classes) at targets (rows or 1, n, ...): (rows, n, ...), in nats."""
    expanded = targets.expand(logits.shape[:-1])
    if logits.shape[-1] <= FEW_CLASSES:
        return functional.cross_entropy(logits.movedim(-1, 1), expanded, reduction="none")
    flat = functional.cross_entropy(logits.flatten(0, -2), expanded.flatten(), reduction="none")
    return flat.unflatten(0, logits.shape[:-1])


def correctness(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Return 100 where the largest logit is that of the target, else 0, in the dtype of the logits; in percent."""
    return 100 * (logits.argmax(-1) == targets).to(logits.dtype)
