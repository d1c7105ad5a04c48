"""A race by compiled chunks, where they are there: the same numbers as the reference path to rounding, sooner."""

from __future__ import annotations

import numpy as np
import torch

from fallline.core import Landscape, Optimizer, Point
from fallline.core.numbers import number_paths, numbers_of
from fallline.programs.compiled import RECORD, Order, package_of
from fallline.programs.packages import Package
from fallline.run.chunks import RATE, Tensors, begun
from fallline.run.device import placed_on
from fallline.run.loop import path, provenance, settle
from fallline.run.trajectory import Trajectory
from fallline.scene import Scene

MOST_ROWS = 256  # beyond, the reference path is as fast (benchmarks/race.py)


def quick(scene: Scene, optimizer: Optimizer) -> Trajectory:
    """One optimizer's run of a scene without a verdict, by compiled code where it is there; else ``path``."""
    device = placed_on(scene)
    record = None if scene.noise else recorded(scene.landscape, optimizer, scene.rows, scene.steps, device)
    if record is None:
        return path(scene, optimizer)
    return settle(scene.landscape, optimizer, record, provenance("compiled", device))


def recorded(
    landscape: Landscape, optimizer: Optimizer, starts: tuple[Point, ...], steps: int, device: str
) -> dict[str, np.ndarray] | None:
    """What the stepping loop notes of a run, (steps+1, rows, ...) by name; None where nothing is compiled for it."""
    order = Order.of(RECORD, landscape, optimizer, device)
    if len(starts) > MOST_ROWS or (package := package_of(order)) is None:
        return None
    length = package.layout.length
    taken = -(-(steps + 2) // length) * length  # one point past the last step, which ``after`` is
    settings = settings_over(optimizer, steps, device, taken)
    x = torch.tensor(starts, dtype=torch.float64, device=device)
    blocks = [_block(package, optimizer, part, settings.split(length)) for part in x.split(package.layout.rows)]
    record = {name: torch.cat([block[name] for block in blocks], dim=1).cpu().numpy() for name in blocks[0]}
    after, record = record["x"][steps + 1 : steps + 2], {name: value[: steps + 1] for name, value in record.items()}
    record |= {name: value.astype(np.int64) for name, value in record.items() if name.startswith("calls.")}
    if optimizer.rate_path:
        rates = settings[: steps + 1, number_paths(optimizer).index(optimizer.rate_path)].cpu().numpy()
        record[f"readouts.{RATE}"] = np.broadcast_to(rates[:, None, None], (steps + 1, len(starts), 1))
    return {**record, "after": after}


def settings_over(optimizer: Optimizer, steps: int, device: str, taken: int) -> torch.Tensor:
    """The optimizer's numbers that are in force at steps 0, 1, ... of a race, ``taken`` of them: (taken, n)."""
    paths = number_paths(optimizer)
    if optimizer.at(1, steps) is optimizer:
        row = torch.tensor(numbers_of(optimizer, paths), dtype=torch.float64, device=device)
        return row.repeat(taken, 1)  # compiled code takes memory as it lies
    rows = [numbers_of(optimizer.at(min(step, steps), steps), paths) for step in range(taken)]
    return torch.tensor(rows, dtype=torch.float64, device=device)


def _block(package: Package, optimizer: Optimizer, x: torch.Tensor, settings: tuple[torch.Tensor, ...]) -> Tensors:
    """As many rows as the package takes at a time, or fewer: every entry (steps, rows, ...)."""
    layout, packs = package.layout, package.layout.packed(begun(optimizer, x))
    made: list[torch.Tensor] = []
    for each in settings:
        packs, out = package.run({"settings": each}, packs)
        made += out
    return {name: value[:, : len(x)] for name, value in layout.opened_made(torch.stack(made)).items()}
