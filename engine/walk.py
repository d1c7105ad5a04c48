"""Many runs of one optimizer, some steps at a time: where they are, and what they have asked by then."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np
import torch

from core import Landscape, Optimizer, Oracle, gradient
from engine.chunks import KINDS, Tensors, begun, filled, number_paths, numbers_of
from engine.packages import Package

CHUNK = 64  # steps at a time


@dataclass(frozen=True, eq=False)
class Stretch:
    """Some steps of many runs: ``x`` (steps, rows, dim), whether the gradient is finite there (steps, rows), and the
    calls spent on reaching each point and the one after the last, (steps+1, rows, 3) in the order of KINDS."""

    first: int
    x: torch.Tensor
    finite: np.ndarray
    calls: np.ndarray


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


class Walk:
    """The reference path: eager, in the starts' type of number and on their device."""

    def __init__(
        self, landscape: Landscape, optimizer: Optimizer, x: torch.Tensor, steps: int, tape: Tape | None = None
    ) -> None:
        """From x (rows, dim); settings may be columns (rows, 1), ``tape`` is noise."""
        self.landscape, self.optimizer, self.x, self.steps = landscape, optimizer, x, steps
        self.state, self.tape, self.at = optimizer.init(x), tape, 0
        self.oracle = Oracle(landscape, len(x), x.device)

    @torch.no_grad()
    def stretch(self) -> Stretch:
        """The next CHUNK steps, or as many as are left."""
        first, places, slopes, spent = self.at, [], [], [self._spent()]
        for step in range(first, min(first + CHUNK, self.steps + 1)):
            oracle = self.oracle
            oracle.step, oracle.seen_at = step, None
            oracle.noise = None if self.tape is None else {step: self.tape.at(step)}
            after, self.state = self.optimizer.at(step, self.steps).step(oracle, self.x, self.state)
            places.append(self.x)
            slopes.append(oracle.seen if oracle.seen_at is self.x else None)
            spent.append(self._spent())
            self.x = after
        self.at = first + len(places)
        x = torch.stack(places)
        known = all(slope is not None for slope in slopes)
        slope = torch.stack(slopes) if known else gradient(self.landscape.f, x)
        finite = torch.isfinite((0 * slope).sum(-1)).cpu().numpy()
        return Stretch(first, x, finite, torch.stack(spent).cpu().numpy())

    def keep(self, rows: np.ndarray) -> bool:
        """Goes on with some of the rows only, by their places; False where that cannot be."""
        if self.optimizer.by_instances:
            return False
        places = torch.from_numpy(rows).to(self.x.device)
        many, paths = len(self.x), number_paths(self.optimizer)
        values = numbers_of(self.optimizer, paths)
        columns = [isinstance(each, torch.Tensor) and len(each) == many for each in values]
        parts = [each[places] if column else each for each, column in zip(values, columns, strict=True)]
        self.optimizer = filled(self.optimizer, paths, parts)
        self.x, self.state = self.x[places], {name: entry[places] for name, entry in self.state.items()}
        calls, self.oracle = self.oracle.calls, Oracle(self.landscape, len(places), self.x.device)
        self.oracle.calls = {kind: count[places] for kind, count in calls.items()}
        self.tape = None if self.tape is None else self.tape.kept(rows)
        return True

    def _spent(self) -> torch.Tensor:
        return torch.stack([self.oracle.calls[kind] for kind in KINDS], dim=-1)


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
            made = []
            for _ in range(CHUNK // layout.length):
                self.packs[place], out = self.package.run({"columns": columns}, self.packs[place])
                made.append(out)
            parts.append(layout.opened_made(torch.stack(made)))
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
