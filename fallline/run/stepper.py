"""Steppers, which take many runs of one optimizer some steps further at a time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import numpy as np
import torch

from fallline.core import Optimizer
from fallline.core.deadline import check_time
from fallline.core.number_settings import get_numbers, number_paths, replace_numbers
from fallline.run.chunks import Carry, Chunk, Tensors

MAX_CHUNK_STEPS = 64  # steps of an eager chunk
MAX_CHUNK_NUMBERS = 2**18  # coordinates of all points of an eager chunk, which bounds its memory


class StepDraws(Protocol):
    """Random draws for each step of many runs: their noise, or their batches of data."""

    def at_step(self, step: int) -> Any:
        """Return the draws of the step with number ``step``, for all runs."""

    def select_rows(self, indices: np.ndarray) -> StepDraws:
        """Return the draws of the runs with these indices (n,), in this order."""


class Stepper(ABC):
    """Many runs of one optimizer, taken further some steps at a time.

    ``next_step`` is the number of the next step, ``steps`` that of the last point.
    """

    next_step: int
    steps: int

    @abstractmethod
    def take(self, count: int) -> Tensors:
        """Take the next ``count`` steps or, if chunks have a fixed length, up to one chunk more.

        Returns the outputs by name, (steps, rows, ...).
        """

    @abstractmethod
    def carry(self) -> Carry:
        """Return the state of all rows before the step ``next_step``."""

    @abstractmethod
    def keep_rows(self, indices: np.ndarray) -> bool:
        """Keep only the rows with these indices (n,), in this order, and return True.

        Returns False, and keeps all rows, if rows cannot be separated.
        """


class EagerStepper(Stepper):
    """A stepper by the reference code path: uncompiled chunks, in the dtype and on the device of the starts."""

    def __init__(
        self,
        make_chunk: Callable[[int], Chunk],
        optimizer: Optimizer,
        carry: Carry,
        steps: int,
        *,
        noise: StepDraws | None = None,
        batches: StepDraws | None = None,
        limits: torch.Tensor | None = None,
    ) -> None:
        """``make_chunk`` returns a chunk of the given number of steps; the optimizer's settings may be columns (rows,
        1); ``limits`` is the input of that name of a tally chunk."""
        self.make_chunk, self.optimizer, self.steps, self.next_step = make_chunk, optimizer, steps, 0
        self.noise, self.batches, self.limits = noise, batches, limits
        self._carry = carry

    @torch.no_grad()
    def take(self, count: int) -> Tensors:
        """Take the next ``count`` steps and return the chunks' outputs, (count, rows, ...) by name."""
        length = max(1, min(MAX_CHUNK_STEPS, MAX_CHUNK_NUMBERS // self._carry.x.numel()))
        outputs = [self._run_chunk(min(length, count - done)) for done in range(0, count, length)]
        return {name: torch.cat([each[name] for each in outputs]) for name in outputs[0]}

    def _run_chunk(self, length: int) -> Tensors:
        numbers = range(self.next_step, self.next_step + length)
        inputs: dict[str, Any] = {
            "rules": self._rules(numbers),
            "noise": self.noise and (self.noise.at_step(step) for step in numbers),
            "batches": self.batches and (self.batches.at_step(step) for step in numbers),
        }
        inputs |= {"first": self.next_step, "last": self.steps, "limits": self.limits}
        self._carry, outputs = self.make_chunk(length)(inputs, self._carry)
        self.next_step += length
        return outputs

    def _rules(self, numbers: range) -> Iterator[Optimizer]:
        """Yield the optimizer of each of the steps ``numbers``. Raises OutOfTime."""
        for step in numbers:
            check_time()
            yield self.optimizer.at_step(min(step, self.steps), self.steps)

    def carry(self) -> Carry:
        """Return the state of all rows before the step ``next_step``."""
        return self._carry

    def keep_rows(self, indices: np.ndarray) -> bool:
        """Keep only the rows with these indices (n,), in this order, and return True.

        Returns False, and keeps all rows, if rows cannot be separated.
        """
        if self.optimizer.one_instance_per_row:
            return False
        row_indices = torch.from_numpy(indices).to(self._carry.x.device)
        self.optimizer = select_optimizer_rows(self.optimizer, row_indices, len(self._carry.x))
        self.noise, self.batches = (draws and draws.select_rows(indices) for draws in (self.noise, self.batches))
        self.limits = None if self.limits is None else self.limits[row_indices]
        self._carry = self._carry.select_rows(row_indices)
        return True


def select_optimizer_rows(optimizer: Optimizer, indices: torch.Tensor | slice, rows: int) -> Optimizer:
    """Return the optimizer of those of ``rows`` rows that ``indices`` selects.

    Settings that are columns (rows, 1) are reduced to these rows, other settings are kept.
    """
    paths = number_paths(optimizer)
    values = get_numbers(optimizer, paths)
    parts = [each[indices] if isinstance(each, torch.Tensor) and len(each) == rows else each for each in values]
    return replace_numbers(optimizer, paths, parts)
