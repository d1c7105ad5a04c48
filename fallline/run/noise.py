"""Gaussian noise on gradients: one stream per seed and row, wherever a run is made."""

from __future__ import annotations

import numpy as np
import torch

BLOCK = 64  # steps that are drawn at a time


class Noise:
    """What is added to the gradients of many runs, step by step: an entry depends on seed, row and step alone.

    ``rows`` (n,) says which stream each of the n runs has; runs of one number have the same noise.
    """

    def __init__(
        self, seed: int, rows: np.ndarray, dim: int, deviation: float, device: str | torch.device = "cpu"
    ) -> None:
        """Normally distributed with mean 0 and the standard ``deviation``, independent in each of ``dim`` entries."""
        self.seed, self.dim, self.deviation, self.device = seed, dim, deviation, device
        self.streams, self.places = np.unique(rows, return_inverse=True)
        self.generators, self.first, self.block = self._begun()

    def at(self, step: int) -> torch.Tensor:
        """The noise of a step, (n, dim) in float64."""
        if step < self.first:
            self.generators, self.first, self.block = self._begun()
        while step >= self.first + len(self.block):
            self.first += len(self.block)
            self.block = np.stack([each.standard_normal((BLOCK, self.dim)) for each in self.generators], axis=1)
        return torch.from_numpy(self.deviation * self.block[step - self.first][self.places]).to(self.device)

    def kept(self, places: np.ndarray) -> Noise:
        """The noise of some of the runs, by their places."""
        return Noise(self.seed, self.streams[self.places[places]], self.dim, self.deviation, self.device)

    def _begun(self) -> tuple[list[np.random.Generator], int, np.ndarray]:
        """A generator for each stream, the first step of the block that was drawn last, and that block."""
        keys = [np.array([self.seed, stream], dtype=np.uint64) for stream in self.streams]
        generators = [np.random.Generator(np.random.Philox(key=key)) for key in keys]
        return generators, 0, np.empty((0, len(keys), self.dim))


def noise_of(
    seed: int, rows: np.ndarray, dim: int, deviation: float, device: str | torch.device = "cpu"
) -> Noise | None:
    """The noise of a race, None where there is none; see ``Noise``."""
    return Noise(seed, rows, dim, deviation, device) if deviation else None


def noise_tape(seed: int, rows: int, steps: int, dim: int, deviation: float) -> torch.Tensor | None:
    """The noise of steps 0 to ``steps`` and rows 0 to ``rows`` - 1 at once, (steps+1, rows, dim), None for none."""
    noise = noise_of(seed, np.arange(rows), dim, deviation)
    return None if noise is None else torch.stack([noise.at(step) for step in range(steps + 1)])
