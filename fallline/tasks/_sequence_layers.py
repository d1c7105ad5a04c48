"""Layers over sequences, of many networks at once: the first axis of every tensor is the row.

Each function equals its torch.nn counterpart in every row, and can be differentiated twice.
"""

from __future__ import annotations

import torch
from torch.nn import functional

from fallline.tasks._layers import linear


def linear_each(inputs: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    """Return the linear layer at each place of inputs (rows, a, b, in): (rows, a, b, out)."""
    return linear(inputs.flatten(1, 2), weight, bias).unflatten(1, inputs.shape[1:3])


def lstm(
    inputs: torch.Tensor, input_weight: torch.Tensor, state_weight: torch.Tensor, bias: torch.Tensor
) -> torch.Tensor:
    """Return the hidden states of one layer of an LSTM: inputs (rows, time, n, in) -> (rows, time, n, size).

    ``input_weight`` (rows, 4 size, in), ``state_weight`` (rows, 4 size, size) and ``bias`` (rows, 4 size), the sum of
    torch's two, hold the input, forget, cell and output gates in this order. The state before the first step is 0.
    """
    size = state_weight.shape[-1]
    products = linear_each(inputs, input_weight, bias).unbind(1)  # of all steps at once: (rows, n, 4 size) each
    hidden = cell = inputs.new_zeros(len(inputs), inputs.shape[2], size)
    states = []
    for product in products:
        gates = torch.baddbmm(product, hidden, state_weight.mT).unflatten(-1, (4, size))
        into, forget, content, out = gates.unbind(-2)
        cell = torch.addcmul(forget.sigmoid() * cell, into.sigmoid(), content.tanh())
        hidden = out.sigmoid() * cell.tanh()
        states.append(hidden)
    return torch.stack(states, dim=1)


def layer_norm(inputs: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    """Return inputs (rows, n, time, size) normalised over the last axis, times weight (rows, size), plus bias."""
    normalised = functional.layer_norm(inputs, inputs.shape[-1:])
    return torch.addcmul(bias[:, None, None], normalised, weight[:, None, None])


def causal_attention(inputs: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor, heads: int) -> torch.Tensor:
    """Return the attention of each place to itself and the earlier ones: inputs (rows, n, time, size), the same shape.

    ``weight`` (rows, 3 size, size) and ``bias`` (rows, 3 size) make the queries, keys and values. The outputs of the
    heads stand side by side, before the output projection.
    """
    rows, n, time, size = inputs.shape
    projected = linear_each(inputs, weight, bias).reshape(rows * n, time, 3, heads, size // heads)
    query, key, value = projected.permute(2, 0, 3, 1, 4).flatten(1, 2)  # (rows * n * heads, time, size / heads) each
    later = torch.full((time, time), -torch.inf, dtype=inputs.dtype, device=inputs.device).triu(1)
    scores = torch.baddbmm(later, query, key.mT, alpha=(size // heads) ** -0.5)
    mixed = torch.bmm(scores.softmax(-1), value)
    return mixed.reshape(rows * n, heads, time, size // heads).transpose(1, 2).reshape(inputs.shape)
