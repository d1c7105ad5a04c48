"""A race by compiled chunks, where they are there: the same numbers as the reference path to rounding, sooner."""

from __future__ import annotations

import numpy as np
import torch

from fallline.core import Landscape, Optimizer, Point
from fallline.programs.compiled import RECORD, Order, package_of
from fallline.programs.stepper import Compiled
from fallline.run.chunks import Carried
from fallline.run.device import placed_on
from fallline.run.racing import path, provenance, record, settle
from fallline.run.trajectory import Trajectory
from fallline.scene import Scene

MOST_ROWS = 256  # beyond, the reference path is as fast (benchmarks/race.py)


def quick(scene: Scene, optimizer: Optimizer) -> Trajectory:
    """One optimizer's run of a scene without a verdict, by compiled code where it is there; else ``path``."""
    device = placed_on(scene)
    noted = None if scene.noise else recorded(scene.landscape, optimizer, scene.rows, scene.steps, device)
    if noted is None:
        return path(scene, optimizer)
    return settle(scene.landscape, optimizer, noted, provenance("compiled", device))


def recorded(
    landscape: Landscape, optimizer: Optimizer, starts: tuple[Point, ...], steps: int, device: str
) -> dict[str, np.ndarray] | None:
    """What ``fallline.run.racing.record`` notes of a run; None where nothing is compiled for it."""
    order = Order.of(RECORD, landscape, optimizer, device)
    if len(starts) > MOST_ROWS or (package := package_of(order)) is None:
        return None
    x = torch.tensor(starts, dtype=torch.float64, device=device)
    return record(Compiled(package, optimizer, Carried.start(optimizer, x), steps), optimizer)
