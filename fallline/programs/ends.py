"""How very many runs end: where each is held at last, and at which steps it arrived, stalled or diverged."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from fallline.core import Landscape, Optimizer
from fallline.core.numbers import filled, number_paths, numbers_of
from fallline.programs.compiled import TALLY as COMPILED
from fallline.programs.compiled import Order, package_of
from fallline.programs.fast import settings_over
from fallline.programs.packages import Package
from fallline.run.chunks import ENDS, NEVER, Tensors, tallying, untallied
from fallline.run.outcome import SHARE

AT_ONCE = 65_536  # rows that are stepped together where nothing is compiled
FEWEST = 64  # rows below which too little memory is an error
LACKS = "in parts of {rows:,} starts, since there was no memory for more"

Report = Callable[[int], None]
Block = Callable[[Optimizer, torch.Tensor], Tensors]


@dataclass(frozen=True, eq=False)
class Ends:
    """The ends of many runs of one optimizer, an entry per row; what never happened is at step -1.

    ``x`` (rows, dim) is the last finite position, ``gap`` f - f* there; ``arrived, first_touch, diverged, stalled`` are
    steps, by the rules of ``fallline.run.outcome``; ``tol`` is the gap that counts as arrived; ``made`` says by what.
    """

    landscape: Landscape
    optimizer: Optimizer
    steps: int
    tol: np.ndarray
    x: np.ndarray
    gap: np.ndarray
    arrived: np.ndarray
    first_touch: np.ndarray
    diverged: np.ndarray
    stalled: np.ndarray
    made: Mapping[str, str]

    @property
    def rows(self) -> int:
        """The number of runs."""
        return len(self.x)

    def part(self, rows: slice) -> Ends:
        """The ends of some rows."""
        arrays: dict[str, Any]
        arrays = {name: value[rows] for name, value in vars(self).items() if isinstance(value, np.ndarray)}
        return dataclasses.replace(self, **arrays)


def ends_of(
    landscape: Landscape,
    optimizer: Optimizer,
    starts: torch.Tensor,
    steps: int,
    tol: float = 0.0,
    *,
    report: Report | None = None,
    eager: bool = False,
) -> Ends:
    """Runs one optimizer from many starts (rows, dim), in their type of number and on their device, without noise.

    Its settings may be columns (rows, 1). ``tol`` 0 stands for SHARE of each start's gap. ``report`` is told after each
    part how many rows are done; what it raises ends the work. Compiled where a compiled chunk is there and the
    settings are numbers, unless ``eager``.
    """
    fits = not eager and starts.dtype == torch.float32 and _plain_numbers(optimizer)
    package = package_of(Order.of(COMPILED, landscape, optimizer, starts.device.type)) if fits else None
    limit = tol or None
    with torch.no_grad():
        try:
            rows = package.layout.rows if package else AT_ONCE
            run = _compiled(package, landscape, steps, limit) if package else _eager(landscape, steps, limit)
            found, rows = _in_parts(run, optimizer, starts, rows, FEWEST if package is None else rows, report)
        except MemoryError:  # a package takes as many rows as it was made for
            package = None
            found, rows = _in_parts(_eager(landscape, steps, limit), optimizer, starts, rows // 2, FEWEST, report)
        x = found["held"]
        gap = (landscape.f(x) - landscape.fmin).cpu().numpy()
        limits = (
            np.full(len(starts), tol) if tol else SHARE * (landscape.f(starts) - landscape.fmin).abs().cpu().numpy()
        )
    happened = {name: _at(found[name]) for name in ("first_touch", "diverged", "stalled")}
    near = ~np.isin(_at(found["far_at"]), [steps]) & (happened["diverged"] < 0)
    arrived = np.where((_at(found["arrived"]) < 0) & near, _at(found["far_at"]) + 1, _at(found["arrived"]))
    made = {"path": "compiled" if package else "eager", "device": starts.device.type, "dtype": str(starts.dtype)[6:]}
    made |= {"note": LACKS.format(rows=rows)} if rows < min(AT_ONCE, len(starts)) and not package else {}
    return Ends(landscape, optimizer, steps, limits, x.cpu().numpy(), gap, arrived, **happened, made=made)


def _in_parts(
    run: Block, optimizer: Optimizer, starts: torch.Tensor, rows: int, least: int, report: Report | None
) -> tuple[Tensors, int]:
    """The ends of all rows, ``rows`` at a time, or fewer where the memory does not hold as many; and how many.

    Raises MemoryError where it does not hold ``least``.
    """
    parts, done = [], 0
    while done < len(starts):
        try:
            parts.append(run(_rows_of(optimizer, done, done + rows, len(starts)), starts[done : done + rows]))
        except RuntimeError as problem:  # torch.OutOfMemoryError is one; the CPU's allocator has none of its own
            if "memory" not in str(problem):
                raise
            if rows <= least:
                raise MemoryError(f"There is no memory for {rows} starts at a time.") from problem
            rows //= 2
            continue
        done += rows
        if report:
            report(min(done, len(starts)))
    return {name: torch.cat([part[name] for part in parts]) for name in ENDS}, rows


def _eager(landscape: Landscape, steps: int, tol: float | None) -> Block:
    """The chunk as it is, step by step."""

    def run(optimizer: Optimizer, x: torch.Tensor) -> Tensors:
        chunk, paths, carried = tallying(landscape, optimizer, 1), number_paths(optimizer), untallied(optimizer, x)
        given: dict[str, Any] = {"steps": _whole(steps, x), "limit": _limit(landscape, x, tol)}
        for step in range(steps + 1):
            given |= {"step": _whole(step, x), "settings": [numbers_of(optimizer.at(step, steps), paths)]}
            carried, _ = chunk(given, carried)
        return carried

    return run


def _compiled(package: Package, landscape: Landscape, steps: int, tol: float | None) -> Block:
    """The compiled chunk, which takes a number of rows at a time; those that lack are run and left out."""
    length, layout = package.layout.length, package.layout

    def run(optimizer: Optimizer, x: torch.Tensor) -> Tensors:
        limit = _limit(landscape, x, tol)
        lacking = layout.rows - len(x)
        given = {"steps": _whole(steps, x), "limit": torch.cat((limit, limit[-1:].expand(lacking)))}
        packs = layout.packed(untallied(optimizer, x))
        taken = -(-(steps + 1) // length) * length
        for part, settings in enumerate(settings_over(optimizer, steps, x.device.type, taken).split(length)):
            packs, _ = package.run({**given, "step": _whole(part * length, x), "settings": settings}, packs)
        return {name: value[: len(x)] for name, value in layout.opened(packs).items()}

    return run


def _limit(landscape: Landscape, x: torch.Tensor, tol: float | None) -> torch.Tensor:
    """The gap that counts as arrived, (rows,)."""
    return SHARE * (landscape.f(x) - landscape.fmin).abs() if tol is None else torch.full_like(x[:, 0], tol)


def _whole(number: int, x: torch.Tensor) -> torch.Tensor:
    return torch.tensor(number, dtype=torch.int32, device=x.device)


def _at(steps: torch.Tensor) -> np.ndarray:
    """Steps with -1 for never."""
    plain = steps.cpu().numpy()
    return np.where(plain == NEVER, -1, plain)


def _plain_numbers(optimizer: Optimizer) -> bool:
    return not any(isinstance(each, torch.Tensor) for each in numbers_of(optimizer, number_paths(optimizer)))


def _rows_of(optimizer: Optimizer, first: int, end: int, rows: int) -> Optimizer:
    """The optimizer with the entries of some rows where its settings are columns."""
    paths = number_paths(optimizer)
    values = numbers_of(optimizer, paths)
    parts = [value[first:end] if isinstance(value, torch.Tensor) and len(value) == rows else value for value in values]
    return filled(optimizer, paths, parts)
