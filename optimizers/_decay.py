"""Weight decay, the one piece that many optimizers share; a file whose name begins with _ is no catalogue item."""

from __future__ import annotations

import torch

Amount = float | torch.Tensor  # a number, or a column of them (rows, 1)


def decayed(
    x: torch.Tensor, g: torch.Tensor, lr: Amount, weight_decay: Amount, decay: str
) -> tuple[torch.Tensor, torch.Tensor]:
    """Position and gradient, both (rows, dim), after decay: 'decoupled' shrinks x, 'coupled' adds to g."""
    if decay == "decoupled":
        return x * (1 - lr * weight_decay), g
    return x, g + weight_decay * x
