"""Many runs of one optimizer, some steps at a time, by a compiled chunk."""

from __future__ import annotations

import numpy as np
import torch

from fallline.core import Optimizer
from fallline.core.numbers import number_paths, numbers_of
from fallline.programs.packages import Package
from fallline.run.chunks import KINDS, Tensors, begun
from fallline.run.walk import CHUNK, Stretch, Walk


class CompiledWalk(Walk):
    """The same by a compiled chunk: the same numbers to rounding, and many more rows in the time."""

    def __init__(self, package: Package, optimizer: Optimizer, x: torch.Tensor, steps: int) -> None:
        """From x (rows, dim); settings may be columns (rows, 1) but do not change from step to step."""
        self.package, self.rows, self.steps, self.at = package, len(x), steps, 0
        numbers = numbers_of(optimizer, number_paths(optimizer))
        columns = [torch.as_tensor(each, dtype=x.dtype, device=x.device).expand(len(x), 1) for each in numbers]
        self.columns = torch.cat(columns, dim=1) if columns else x[:, :0]
        self.spent = np.zeros((len(x), len(KINDS)), dtype=int)
        self._pack(begun(optimizer, x))

    @torch.no_grad()
    def stretch(self) -> Stretch:
        """The next CHUNK steps, or as many as are left."""
        layout, parts = self.package.layout, []
        for place, columns in enumerate(self.given):
            outs: list[torch.Tensor] = []
            for _ in range(CHUNK // layout.length):
                self.packs[place], out = self.package.run({"columns": columns}, self.packs[place])
                outs += out
            parts.append(layout.opened_made(torch.stack(outs)))
        many = min(CHUNK, self.steps + 1 - self.at)
        made = {name: torch.cat([part[name] for part in parts], dim=1)[:many, : self.rows] for name in parts[0]}
        calls = np.concatenate((self.spent[None], made["calls"].cpu().numpy().astype(int)))
        first, self.at, self.spent = self.at, self.at + many, calls[-1]
        return Stretch(first, made["x"], np.isfinite(made["zero"].cpu().numpy()), calls)

    def keep(self, rows: np.ndarray) -> bool:
        """Goes on with some of the rows only, by their places."""
        places = torch.from_numpy(rows)
        opened = [self.package.layout.opened(packs) for packs in self.packs]
        carried = {}
        for place in self.package.layout.carried:
            entries = [each[place.name] for each in opened]
            carried[place.name] = entries[0] if place.shared else torch.cat(entries)[places.to(entries[0].device)]
        self.rows, self.spent, self.columns = len(rows), self.spent[rows], self.columns[places.to(self.columns.device)]
        self._pack(carried)
        return True

    def _pack(self, carried: Tensors) -> None:
        """As many rows at a time as the package takes; those that lack repeat the last one."""
        size = self.package.layout.rows
        self.given = [_filled_up(part, size) for part in self.columns.split(size)]
        parts = range(0, self.rows, size)
        self.packs = [
            self.package.layout.packed(
                {name: each if len(each) == 1 else each[at : at + size] for name, each in carried.items()}
            )
            for at in parts
        ]


def _filled_up(part: torch.Tensor, rows: int) -> torch.Tensor:
    return torch.cat((part, part[-1:].expand(rows - len(part), -1))).contiguous()
