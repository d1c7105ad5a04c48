"""Gaussian noise on gradients, reproducible from a seed."""

from __future__ import annotations

import copy

import numpy as np
import torch


def noise_tape(seed: int, rows: int, steps: int, dim: int, deviation: float) -> torch.Tensor | None:
    """Gaussian noise (steps+1, rows, dim), or None for none: an entry depends on seed, row and step alone."""
    if not deviation:
        return None
    columns = [
        np.random.Generator(np.random.Philox(key=np.array([seed, row], dtype=np.uint64))).standard_normal(
            (steps + 1, dim)
        )
        for row in range(rows)
    ]
    return torch.from_numpy(deviation * np.stack(columns, axis=1))


class Tape:
    """Gaussian noise that depends on the seed, the step and a run's ``rows`` entry, which several runs may share."""

    def __init__(self, seed: int, dim: int, deviation: float, rows: np.ndarray, device: str = "cpu") -> None:
        """``rows`` (rows,) numbers the luck of each run from 0."""
        self.seed, self.dim, self.deviation, self.rows, self.device = seed, dim, deviation, rows, device
        self.many = int(rows.max()) + 1

    def at(self, step: int) -> torch.Tensor:
        """What is added to the gradients of a step, (rows, dim)."""
        generator = np.random.Generator(np.random.Philox(key=np.array([self.seed, step], dtype=np.uint64)))
        drawn = self.deviation * generator.standard_normal((self.many, self.dim))
        return torch.from_numpy(drawn[self.rows]).to(self.device)

    def kept(self, places: np.ndarray) -> Tape:
        """The noise of some of the runs."""
        left = copy.copy(self)
        left.rows = self.rows[places]
        return left
