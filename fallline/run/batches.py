"""Mini-batches of training samples, from one random stream per seed."""

from __future__ import annotations

import numpy as np
import torch


class Batches:
    """The indices of the samples of each step; an entry depends on its seed and on the step only.

    Every epoch takes the samples in a new random order; samples that fill no whole batch at its end are left out, as
    torch's DataLoader does with ``drop_last``. If a batch holds all samples, they are taken in their own order.
    """

    def __init__(self, seeds: np.ndarray, sample_count: int, batch_size: int) -> None:
        """Make the batches of ``batch_size`` of ``sample_count`` samples for the seeds (rows,)."""
        self.seeds, self.sample_count, self.batch_size = np.asarray(seeds), sample_count, batch_size
        self.steps_per_epoch = sample_count // batch_size
        self._epoch, self._order = -1, np.empty((0, 0), dtype=np.int64)

    def at_step(self, step: int) -> torch.Tensor:
        """Return the indices of the samples of a step, (rows, batch_size)."""
        epoch, number = divmod(step, self.steps_per_epoch)
        if epoch != self._epoch:
            self._epoch, self._order = epoch, np.stack([self._epoch_order(seed, epoch) for seed in self.seeds])
        first = number * self.batch_size
        return torch.from_numpy(self._order[:, first : first + self.batch_size])

    def select_rows(self, indices: np.ndarray) -> Batches:
        """Return the batches of the rows with these indices (n,), in this order."""
        return Batches(self.seeds[indices], self.sample_count, self.batch_size)

    def _epoch_order(self, seed: int, epoch: int) -> np.ndarray:
        if self.batch_size == self.sample_count:
            return np.arange(self.sample_count)
        key = np.array([seed, epoch], dtype=np.uint64)
        return np.random.Generator(np.random.Philox(key=key)).permutation(self.sample_count)
