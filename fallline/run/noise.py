"""Gaussian noise on gradients, from one random stream per seed and row."""

from __future__ import annotations

import numpy as np
import torch

BLOCK_STEPS = 64  # steps that are drawn at a time


class Noise:
    """The noise on the gradients of many runs; an entry depends on seed, row and step only.

    ``rows`` (n,) are the numbers of the n runs' streams; runs with the same number have the same noise.
    """

    def __init__(
        self, seed: int, rows: np.ndarray, dim: int, deviation: float, device: str | torch.device = "cpu"
    ) -> None:
        """Make independent normal numbers for ``dim`` coordinates, with mean 0 and standard deviation ``deviation``."""
        self.seed, self.dim, self.deviation, self.device = seed, dim, deviation, device
        self.streams, self.stream_indices = np.unique(rows, return_inverse=True)
        self.generators, self.first, self.block = self._initial_state()

    def at_step(self, step: int) -> torch.Tensor:
        """Return the noise of a step, (n, dim) in float64."""
        if step < self.first:
            self.generators, self.first, self.block = self._initial_state()
        while step >= self.first + len(self.block):
            self.first += len(self.block)
            self.block = np.stack([each.standard_normal((BLOCK_STEPS, self.dim)) for each in self.generators], axis=1)
        return torch.from_numpy(self.deviation * self.block[step - self.first][self.stream_indices]).to(self.device)

    def select_rows(self, indices: np.ndarray) -> Noise:
        """Return the noise of the runs with these indices (m,), in this order."""
        streams = self.streams[self.stream_indices[indices]]
        return Noise(self.seed, streams, self.dim, self.deviation, self.device)

    def _initial_state(self) -> tuple[list[np.random.Generator], int, np.ndarray]:
        """Return a new generator per stream, the first step of the current block, and that block, which is empty."""
        keys = [np.array([self.seed, stream], dtype=np.uint64) for stream in self.streams]
        generators = [np.random.Generator(np.random.Philox(key=key)) for key in keys]
        return generators, 0, np.empty((0, len(keys), self.dim))


def make_noise(
    seed: int, rows: np.ndarray, dim: int, deviation: float, device: str | torch.device = "cpu"
) -> Noise | None:
    """Return the noise of a race, or None if ``deviation`` is 0; the arguments are those of ``Noise``."""
    return Noise(seed, rows, dim, deviation, device) if deviation else None


def noise_tape(seed: int, rows: int, steps: int, dim: int, deviation: float) -> torch.Tensor | None:
    """Return the noise of rows 0 to ``rows`` - 1 at steps 0 to ``steps``, (steps+1, rows, dim), or None for none."""
    noise = make_noise(seed, np.arange(rows), dim, deviation)
    return None if noise is None else torch.stack([noise.at_step(step) for step in range(steps + 1)])
