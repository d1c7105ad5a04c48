"""Many runs of one optimizer, taken some steps further at a time by a compiled chunk."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from fallline.core import Optimizer
from fallline.core.numbers import number_paths, numbers_of
from fallline.programs.packages import Package
from fallline.run.chunks import Carried, Tensors
from fallline.run.stepper import Stepper


class Compiled(Stepper):
    """The same as ``Eager`` to rounding, and many more rows in the time; without noise or batches."""

    def __init__(
        self,
        package: Package,
        optimizer: Optimizer,
        carried: Carried,
        steps: int,
        *,
        limits: torch.Tensor | None = None,
    ) -> None:
        """Where the package takes ``columns``, settings may be columns (rows, 1), but do not change over the run."""
        self.package, self.steps, self.at = package, steps, 0
        device, layout = carried.x.device, package.layout
        self.by_row: dict[str, torch.Tensor] = {} if limits is None else {"limits": limits}
        self.settings = None
        if "columns" in layout.given:
            self.by_row["columns"] = _columns(optimizer, carried.x)
        else:
            taken = -(-(steps + 2) // layout.length) * layout.length  # one point past the last step may be wanted
            self.settings = settings_over(optimizer, steps, device, taken)
        self.last = _whole(steps, device)
        self._pack(carried.flat(), len(carried.x))

    @torch.no_grad()
    def take(self, many: int) -> Tensors:
        """Takes the next ``many`` steps, or as many more as make the last chunk whole."""
        length, parts = self.package.layout.length, []
        first, chunks = self.at, -(-many // length)
        self.at += chunks * length
        shared = [self._given(first + chunk * length) for chunk in range(chunks)]
        for place, given in enumerate(self.given):
            outs: list[torch.Tensor] = []
            for each in shared:
                self.packs[place], out = self.package.run(each | given, self.packs[place])
                outs += out
            parts.append(self.package.layout.opened_made(torch.stack(outs)) if outs else {})
        return {name: torch.cat([part[name] for part in parts], dim=1)[:, : self.rows] for name in parts[0]}

    def carried(self) -> Carried:
        """Where all rows stand; what the package does not need stands still."""
        opened = [self.package.layout.opened(packs) for packs in self.packs]
        entries = {
            place.name: opened[0][place.name].expand(self.rows, *place.tail)
            if place.shared
            else torch.cat([each[place.name] for each in opened])[: self.rows]
            for place in self.package.layout.carried
        }
        return Carried.named(entries)

    def keep(self, rows: np.ndarray) -> bool:
        """Goes on with some of the rows only, by their places."""
        places = torch.from_numpy(rows).to(self.last.device)
        self.by_row = {name: value[places] for name, value in self.by_row.items()}
        self._pack(self.carried().kept(places).flat(), len(rows))
        return True

    def _given(self, first: int) -> dict[str, Any]:
        """What the chunk is given that begins with the step ``first``, whatever the rows."""
        given: dict[str, Any] = {"last": self.last}
        if self.settings is not None:
            given["settings"] = self.settings[first : first + self.package.layout.length]
        return given | ({"first": _whole(first, self.last.device)} if "first" in self.package.layout.given else {})

    def _pack(self, carried: Tensors, rows: int) -> None:
        """As many rows at a time as the package takes; those that lack repeat the last one."""
        size, self.rows = self.package.layout.rows, rows
        starts = range(0, rows, size)
        self.given = [
            {name: _filled_up(value[at : at + size], size) for name, value in self.by_row.items()} for at in starts
        ]
        self.packs = [
            self.package.layout.packed({name: each[at : at + size] for name, each in carried.items()}) for at in starts
        ]


def settings_over(optimizer: Optimizer, steps: int, device: torch.device, taken: int) -> torch.Tensor:
    """The optimizer's numbers that are in force at steps 0, 1, ... of a race, ``taken`` of them: (taken, n)."""
    paths = number_paths(optimizer)
    if optimizer.at(1, steps) is optimizer:
        row = torch.tensor(numbers_of(optimizer, paths), dtype=torch.float64, device=device)
        return row.repeat(taken, 1)  # compiled code takes memory as it lies
    rows = [numbers_of(optimizer.at(min(step, steps), steps), paths) for step in range(taken)]
    return torch.tensor(rows, dtype=torch.float64, device=device)


def _columns(optimizer: Optimizer, x: torch.Tensor) -> torch.Tensor:
    """The optimizer's numbers row by row, (rows, n)."""
    numbers = numbers_of(optimizer, number_paths(optimizer))
    columns = [torch.as_tensor(each, dtype=x.dtype, device=x.device).expand(len(x), 1) for each in numbers]
    return torch.cat(columns, dim=1) if columns else x[:, :0]


def _filled_up(part: torch.Tensor, rows: int) -> torch.Tensor:
    return torch.cat((part, part[-1:].expand(rows - len(part), *part.shape[1:]))).contiguous()


def _whole(number: int, device: torch.device) -> torch.Tensor:
    return torch.tensor(number, dtype=torch.int32, device=device)
