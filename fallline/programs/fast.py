"""Races by compiled chunks: the numbers of the reference path up to rounding, in less time."""

from __future__ import annotations

import numpy as np
import torch

from fallline.core import Landscape, Optimizer, Point
from fallline.programs.compile_key import RECORD, CompileKey, load_package
from fallline.programs.stepper import CompiledStepper
from fallline.run.chunks import Carry
from fallline.run.device import choose_scene_device
from fallline.run.racing import compute_path, make_trajectory, provenance, record_steps
from fallline.run.trajectory import Trajectory
from fallline.scene import Scene

MAX_COMPILED_ROWS = 256  # with more rows the reference path is as fast (benchmarks/race.py)


def compute_fast(scene: Scene, optimizer: Optimizer) -> Trajectory:
    """Return one optimizer's run without outcomes, computed by compiled code if possible, else by ``compute_path``."""
    device = choose_scene_device(scene)
    record = None if scene.noise else record_compiled(scene.landscape, optimizer, scene.rows, scene.steps, device)
    if record is None:
        return compute_path(scene, optimizer)
    return make_trajectory(scene.landscape, optimizer, record, provenance("compiled", device))


def record_compiled(
    landscape: Landscape, optimizer: Optimizer, starts: tuple[Point, ...], steps: int, device: str
) -> dict[str, np.ndarray] | None:
    """Return a run's record, arrays by name as from ``fallline.run.racing.record_steps``, by compiled code.

    Returns None if nothing is compiled for this landscape and optimizer, or if there are too many starts.
    """
    key = CompileKey.for_optimizer(RECORD, landscape, optimizer, device)
    if len(starts) > MAX_COMPILED_ROWS or (package := load_package(key)) is None:
        return None
    x = torch.tensor(starts, dtype=torch.float64, device=device)
    return record_steps(CompiledStepper(package, optimizer, Carry.initial(optimizer, x), steps), optimizer)
