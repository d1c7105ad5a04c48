"""How very many runs end: where each is held at last, and at which steps it reached the target, stalled or diverged."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch

from fallline.core import Landscape, Optimizer
from fallline.core.numbers import number_paths, numbers_of
from fallline.programs.compiled import TALLY, Order, package_of
from fallline.programs.packages import Package
from fallline.programs.stepper import Compiled
from fallline.run.chunks import ENDS, Carried, Tensors, tallying, untallied
from fallline.run.judge import EVENTS, NEVER, ended, tolerances
from fallline.run.stepper import Eager, Stepper, rows_of

AT_ONCE = 65_536  # rows that are stepped together where nothing is compiled
FEWEST = 64  # rows below which too little memory is an error
LACKS = "in parts of {rows:,} starts, since there was no memory for more"

Report = Callable[[int], None]
Block = Callable[[Optimizer, torch.Tensor, torch.Tensor], Tensors]


@dataclass(frozen=True, eq=False)
class Ends:
    """The ends of many runs of one optimizer, an entry per row; what never happened is at step -1.

    ``x`` (rows, dim) is the last finite position, ``gap`` f - f* there; ``reached, first_touch, left_again, diverged,
    stalled`` are steps, as ``fallline.run.judge`` has them; ``tol`` is the gap that counts as reached; ``made`` says by
    what.
    """

    landscape: Landscape
    optimizer: Optimizer
    steps: int
    tol: np.ndarray
    x: np.ndarray
    gap: np.ndarray
    reached: np.ndarray
    first_touch: np.ndarray
    left_again: np.ndarray
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
    package = package_of(Order.of(TALLY, landscape, optimizer, starts.device.type)) if fits else None
    with torch.no_grad():
        limits = tolerances(landscape, landscape.f(starts), tol)
        try:
            rows = package.layout.rows if package else AT_ONCE
            run = _compiled(package, steps) if package else _eager(landscape, steps)
            found, rows = _in_parts(run, optimizer, starts, limits, rows, FEWEST if package is None else rows, report)
        except MemoryError:  # a package takes as many rows as it was made for
            package = None
            found, rows = _in_parts(_eager(landscape, steps), optimizer, starts, limits, rows // 2, FEWEST, report)
        x = found["held"]
        gap = (landscape.f(x) - landscape.fmin).cpu().numpy()
    verdict = ended({name: found[name] for name in EVENTS}, steps)
    happened = {name: _at(verdict[name]) for name in ("reached", "first_touch", "left_again", "diverged", "stalled")}
    made = {"path": "compiled" if package else "eager", "device": starts.device.type, "dtype": str(starts.dtype)[6:]}
    made |= {"note": LACKS.format(rows=rows)} if rows < min(AT_ONCE, len(starts)) and not package else {}
    return Ends(landscape, optimizer, steps, limits.cpu().numpy(), x.cpu().numpy(), gap, **happened, made=made)


def _in_parts(
    run: Block,
    optimizer: Optimizer,
    starts: torch.Tensor,
    limits: torch.Tensor,
    rows: int,
    least: int,
    report: Report | None,
) -> tuple[Tensors, int]:
    """The ends of all rows, ``rows`` at a time, or fewer where the memory does not hold as many; and how many.

    Raises MemoryError where it does not hold ``least``.
    """
    parts, done = [], 0
    while done < len(starts):
        try:
            part = slice(done, done + rows)
            parts.append(run(rows_of(optimizer, part, len(starts)), starts[part], limits[part]))
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


def _eager(landscape: Landscape, steps: int) -> Block:
    """The chunk as it is, step by step."""

    def run(optimizer: Optimizer, x: torch.Tensor, limits: torch.Tensor) -> Tensors:
        start = Carried.start(optimizer, x, untallied(x, limits))
        return _ended(Eager(partial(tallying, landscape, optimizer), optimizer, start, steps, limits=limits))

    return run


def _compiled(package: Package, steps: int) -> Block:
    """The compiled chunk, which takes a number of rows at a time; those that lack are run and left out."""

    def run(optimizer: Optimizer, x: torch.Tensor, limits: torch.Tensor) -> Tensors:
        start = Carried.start(optimizer, x, untallied(x, limits))
        return _ended(Compiled(package, optimizer, start, steps, limits=limits))

    return run


def _ended(stepper: Stepper) -> Tensors:
    """The verdict, and where the rows are held, when all steps are taken."""
    stepper.take(stepper.steps + 1)
    return stepper.carried().judged


def _at(steps: torch.Tensor) -> np.ndarray:
    """Steps with -1 for never."""
    plain = steps.cpu().numpy()
    return np.where(plain == NEVER, -1, plain)


def _plain_numbers(optimizer: Optimizer) -> bool:
    return not any(isinstance(each, torch.Tensor) for each in numbers_of(optimizer, number_paths(optimizer)))
