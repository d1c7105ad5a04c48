"""Ends of very many runs: the last finite points, and the steps of events such as reaching the target."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch

from fallline.core import Landscape, Optimizer
from fallline.core.number_settings import get_numbers, number_paths
from fallline.programs.compile_key import TALLY, CompileKey, load_package
from fallline.programs.packages import Package
from fallline.programs.stepper import CompiledStepper
from fallline.run.chunks import TALLY_ENTRIES, Carry, Tensors, initial_chunk_tally, make_tally_chunk
from fallline.run.judge import EVENTS, NEVER, finalize, target_gaps
from fallline.run.stepper import EagerStepper, Stepper, select_optimizer_rows

EAGER_ROWS = 65_536  # rows that are stepped together without compiled code
MIN_ROWS = 64  # stepped together; too little memory for as many is an error
SPLIT_NOTE = "in parts of {rows:,} starts, since there was no memory for more"

ReportProgress = Callable[[int], None]  # called with the number of rows that are done
RunPart = Callable[[Optimizer, torch.Tensor, torch.Tensor], Tensors]  # optimizer, starts, limits -> TALLY_ENTRIES


@dataclass(frozen=True, eq=False)
class Ends:
    """The ends of many runs of one optimizer, one entry per row; events that never happened have step -1.

    ``x`` (rows, dim) is the last finite point, ``gap`` f - f* there. ``reached, first_touch, left_again, diverged,
    stalled`` are steps as in ``fallline.run.judge``; ``tol`` is the gap that counts as reached. ``provenance`` names
    the code path, device and dtype.
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
    provenance: Mapping[str, str]

    @property
    def rows(self) -> int:
        """The number of runs."""
        return len(self.x)

    def select_rows(self, rows: slice) -> Ends:
        """Return the ends of the rows of this slice."""
        arrays: dict[str, Any]
        arrays = {name: value[rows] for name, value in vars(self).items() if isinstance(value, np.ndarray)}
        return dataclasses.replace(self, **arrays)


def compute_ends(
    landscape: Landscape,
    optimizer: Optimizer,
    starts: torch.Tensor,
    steps: int,
    tol: float = 0.0,
    *,
    report: ReportProgress | None = None,
    eager: bool = False,
) -> Ends:
    """Return how one optimizer's runs from many starts (rows, dim) end, computed without noise.

    The starts' dtype and device are used.

    Its settings may be columns (rows, 1). ``tol`` is read as by ``target_gaps``. ``report`` is called after each part
    with the number of rows that are done; an exception that it raises ends the work. A compiled chunk is used if there
    is one, the starts are float32 and the settings are plain numbers, unless ``eager``. Raises MemoryError if there is
    no memory for MIN_ROWS rows at a time.
    """
    package = None
    if not eager and starts.dtype == torch.float32 and _has_plain_numbers(optimizer):
        package = load_package(CompileKey.for_optimizer(TALLY, landscape, optimizer, starts.device.type))
    with torch.no_grad():
        limits = target_gaps(landscape, landscape.f(starts), tol)
        try:
            rows = package.layout.rows if package else EAGER_ROWS
            run = _compiled_runner(package, steps) if package else _eager_runner(landscape, steps)
            min_rows = MIN_ROWS if package is None else rows  # the rows of a package are fixed
            found, rows = _run_in_parts(run, optimizer, starts, limits, rows, min_rows, report)
        except MemoryError:
            package, run = None, _eager_runner(landscape, steps)
            found, rows = _run_in_parts(run, optimizer, starts, limits, rows // 2, MIN_ROWS, report)
        x = found["last_x"]
        gap = (landscape.f(x) - landscape.fmin).cpu().numpy()
    final = finalize({name: found[name] for name in EVENTS}, steps)
    names = ("reached", "first_touch", "left_again", "diverged", "stalled")
    event_steps = {name: _to_step_numbers(final[name]) for name in names}
    dtype = str(starts.dtype).removeprefix("torch.")
    provenance = {"path": "compiled" if package else "eager", "device": starts.device.type, "dtype": dtype}
    provenance |= {"note": SPLIT_NOTE.format(rows=rows)} if rows < min(EAGER_ROWS, len(starts)) and not package else {}
    tols = limits.cpu().numpy()
    return Ends(landscape, optimizer, steps, tols, x.cpu().numpy(), gap, **event_steps, provenance=provenance)


def _run_in_parts(
    run: RunPart,
    optimizer: Optimizer,
    starts: torch.Tensor,
    limits: torch.Tensor,
    rows: int,
    min_rows: int,
    report: ReportProgress | None,
) -> tuple[Tensors, int]:
    """Run all rows, ``rows`` at a time, or fewer if the memory is too small; returns TALLY_ENTRIES, and how many.

    Raises MemoryError if the memory is too small for ``min_rows``.
    """
    parts, done = [], 0
    while done < len(starts):
        try:
            part = slice(done, done + rows)
            parts.append(run(select_optimizer_rows(optimizer, part, len(starts)), starts[part], limits[part]))
        except RuntimeError as problem:  # torch.OutOfMemoryError is one; the CPU's allocator raises a plain one
            if "memory" not in str(problem):
                raise
            if rows <= min_rows:
                raise MemoryError(f"There is no memory for {rows} starts at a time.") from problem
            rows //= 2
            continue
        done += rows
        if report:
            report(min(done, len(starts)))
    return {name: torch.cat([part[name] for part in parts]) for name in TALLY_ENTRIES}, rows


def _eager_runner(landscape: Landscape, steps: int) -> RunPart:
    def run(optimizer: Optimizer, x: torch.Tensor, limits: torch.Tensor) -> Tensors:
        start = Carry.initial(optimizer, x, initial_chunk_tally(x, limits))
        chunks = partial(make_tally_chunk, landscape, optimizer)
        return _run_to_end(EagerStepper(chunks, optimizer, start, steps, limits=limits))

    return run


def _compiled_runner(package: Package, steps: int) -> RunPart:
    """Return a function that runs compiled chunks; a part of fewer rows than the package's is padded."""

    def run(optimizer: Optimizer, x: torch.Tensor, limits: torch.Tensor) -> Tensors:
        start = Carry.initial(optimizer, x, initial_chunk_tally(x, limits))
        return _run_to_end(CompiledStepper(package, optimizer, start, steps, limits=limits))

    return run


def _run_to_end(stepper: Stepper) -> Tensors:
    """Take all steps and return the TALLY_ENTRIES."""
    stepper.take(stepper.steps + 1)
    return stepper.carry().tally


def _to_step_numbers(steps: torch.Tensor) -> np.ndarray:
    """Return steps as an array, with -1 for NEVER."""
    array = steps.cpu().numpy()
    return np.where(array == NEVER, -1, array)


def _has_plain_numbers(optimizer: Optimizer) -> bool:
    return not any(isinstance(each, torch.Tensor) for each in get_numbers(optimizer, number_paths(optimizer)))
