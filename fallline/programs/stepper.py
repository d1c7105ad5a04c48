"""A stepper that takes many runs of one optimizer some steps further at a time by a compiled chunk."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from fallline.core import Optimizer
from fallline.core.deadline import check_time
from fallline.core.number_settings import get_numbers, number_paths
from fallline.programs.packages import Package
from fallline.run.chunks import Carry, Tensors
from fallline.run.stepper import Stepper


class CompiledStepper(Stepper):
    """A stepper by compiled chunks: equal to ``EagerStepper`` up to rounding, faster, without noise or batches."""

    def __init__(
        self,
        package: Package,
        optimizer: Optimizer,
        carry: Carry,
        steps: int,
        *,
        limits: torch.Tensor | None = None,
    ) -> None:
        """If ``row_settings`` is an input of the package, settings may be columns (rows, 1), but not change over the
        run; else they may change from step to step, but not from row to row."""
        self.package, self.steps, self.next_step = package, steps, 0
        device, layout = carry.x.device, package.layout
        self.row_inputs: dict[str, torch.Tensor] = {} if limits is None else {"limits": limits}
        self.settings = None
        if "row_settings" in layout.inputs:
            self.row_inputs["row_settings"] = _settings_by_row(optimizer, carry.x)
        else:
            count = -(-(steps + 2) // layout.length) * layout.length  # one step past the last point may be taken
            self.settings = settings_by_step(optimizer, steps, device, count)
        self.last = _to_int32(steps, device)
        self._pack(carry.to_tensors(), len(carry.x))

    @torch.no_grad()
    def take(self, count: int) -> Tensors:
        """Take the next ``count`` steps, rounded up to whole chunks, and return the outputs, (steps, rows, ...)."""
        length, parts = self.package.layout.length, []
        first, chunks = self.next_step, -(-count // length)
        self.next_step += chunks * length
        shared_inputs = [self._shared_inputs(first + chunk * length) for chunk in range(chunks)]
        for part, row_inputs in enumerate(self.padded_row_inputs):
            outputs: list[torch.Tensor] = []
            for inputs in shared_inputs:
                check_time()
                self.packs[part], output = self.package.run(inputs | row_inputs, self.packs[part])
                outputs += output
            parts.append(self.package.layout.unpack_outputs(torch.stack(outputs)) if outputs else {})
        return {name: torch.cat([part[name] for part in parts], dim=1)[:, : self.rows] for name in parts[0]}

    def carry(self) -> Carry:
        """Return the state of all rows; entries that the package does not need are missing."""
        parts = [self.package.layout.unpack(packs) for packs in self.packs]
        tensors = {
            entry.name: parts[0][entry.name].expand(self.rows, *entry.shape)
            if entry.shared
            else torch.cat([part[entry.name] for part in parts])[: self.rows]
            for entry in self.package.layout.carry
        }
        return Carry.from_tensors(tensors)

    def keep_rows(self, indices: np.ndarray) -> bool:
        """Keep only the rows with these indices (n,), in this order; returns True, since rows are always separable."""
        row_indices = torch.from_numpy(indices).to(self.last.device)
        self.row_inputs = {name: value[row_indices] for name, value in self.row_inputs.items()}
        self._pack(self.carry().select_rows(row_indices).to_tensors(), len(indices))
        return True

    def _shared_inputs(self, first: int) -> dict[str, Any]:
        """Return the inputs that all rows share, of the chunk that begins with the step ``first``."""
        inputs: dict[str, Any] = {"last": self.last}
        if self.settings is not None:
            inputs["settings"] = self.settings[first : first + self.package.layout.length]
        return inputs | ({"first": _to_int32(first, self.last.device)} if "first" in self.package.layout.inputs else {})

    def _pack(self, carry: Tensors, rows: int) -> None:
        """Split the rows into parts of as many as the package takes; the last part is padded with its last row."""
        size, self.rows = self.package.layout.rows, rows
        starts = range(0, rows, size)
        self.padded_row_inputs = [
            {name: _pad_rows(value[start : start + size], size) for name, value in self.row_inputs.items()}
            for start in starts
        ]
        self.packs = [
            self.package.layout.pack({name: each[start : start + size] for name, each in carry.items()})
            for start in starts
        ]


def settings_by_step(optimizer: Optimizer, steps: int, device: torch.device, count: int) -> torch.Tensor:
    """Return the optimizer's numbers at the first ``count`` steps of a run of ``steps`` steps, (count, n), float64."""
    paths = number_paths(optimizer)
    if optimizer.at_step(1, steps) is optimizer:
        row = torch.tensor(get_numbers(optimizer, paths), dtype=torch.float64, device=device)
        return row.repeat(count, 1)  # not ``expand``: compiled code ignores strides and needs contiguous memory
    rows = [get_numbers(optimizer.at_step(min(step, steps), steps), paths) for step in range(count)]
    return torch.tensor(rows, dtype=torch.float64, device=device)


def _settings_by_row(optimizer: Optimizer, x: torch.Tensor) -> torch.Tensor:
    """Return the optimizer's numbers for each row of x, (rows, n), in the dtype and on the device of x."""
    numbers = get_numbers(optimizer, number_paths(optimizer))
    columns = [torch.as_tensor(each, dtype=x.dtype, device=x.device).expand(len(x), 1) for each in numbers]
    return torch.cat(columns, dim=1) if columns else x[:, :0]


def _pad_rows(part: torch.Tensor, rows: int) -> torch.Tensor:
    return torch.cat((part, part[-1:].expand(rows - len(part), *part.shape[1:]))).contiguous()


def _to_int32(number: int, device: torch.device) -> torch.Tensor:
    return torch.tensor(number, dtype=torch.int32, device=device)
