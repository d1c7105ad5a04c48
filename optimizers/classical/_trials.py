"""What rules that try before they move share: one trial a step; a trial that is turned down is a step that keeps x."""

from __future__ import annotations

import torch

from fallline.core import real


def keep(choice: torch.Tensor, new: torch.Tensor, old: torch.Tensor) -> torch.Tensor:
    """Row by row ``new`` where ``choice`` (rows, 1) holds, else ``old``, whatever their shapes behind the rows are."""
    return torch.where(choice.reshape(-1, *[1] * (new.dim() - 1)), new, old)


def sufficient() -> float:
    """The setting of Armijo's condition."""
    return real(1e-4, 1e-6, 0.4, log=True, below=0.5, help="the share of the promised descent that a step must bring")


def shrink() -> float:
    """The setting of backtracking."""
    return real(0.5, 0.1, 0.9, above=0.0, below=1.0, help="what a step that was turned down is multiplied by")
