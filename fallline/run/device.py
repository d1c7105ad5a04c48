"""Choice of the torch device: ``auto`` takes the GPU from the number of rows at which it was measured to be faster."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache

import torch

from fallline.core import Oracle
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.run.loop import iterate_steps
from fallline.scene import Scene

CPU, GPU, AUTO = "cpu", "cuda", "auto"
TRIED_ROWS = (1, 1_000, 30_000, 1_000_000)  # row counts at which both devices are timed
TIMED_STEPS = 20
NEVER = 2**62  # a row count that no race has: the GPU is not faster at any of TRIED_ROWS


def choose_scene_device(scene: Scene, rows: int = 0) -> str:
    """Return the torch device, CPU or GPU, for a race of the scene, or for ``rows`` rows if these are more."""
    return choose_device(scene.device, max(rows, len(scene.rows)))


def choose_device(device: str, rows: int) -> str:
    """Return the torch device, CPU or GPU, for a race of ``rows`` rows.

    ``device`` is CPU, GPU or AUTO; AUTO stands for the faster one, and for the CPU if torch finds no GPU.
    """
    if device != AUTO or not torch.cuda.is_available():
        return GPU if device == GPU else CPU
    return GPU if rows >= find_min_gpu_rows() else CPU


@cache
def find_min_gpu_rows() -> int:
    """Return the number of rows from which the GPU is faster than the CPU, or NEVER; measured once per process."""
    return find_crossing(measure_seconds)


def find_crossing(seconds: Callable[[str, int], float]) -> int:
    """Return the smallest of TRIED_ROWS at which the GPU takes less time by ``seconds(device, rows)``, or NEVER."""
    return next((rows for rows in TRIED_ROWS if seconds(GPU, rows) < seconds(CPU, rows)), NEVER)


def measure_seconds(device: str, rows: int) -> float:
    """Return the measured seconds of TIMED_STEPS eager steps of Adam on a sphere, after as many warm-up steps."""
    rule, landscape = optimizers["adam"](), landscapes["sphere"]()
    x, seconds = torch.ones(rows, 2, device=device), 0.0
    steps = iterate_steps(Oracle(landscape, rows, device), [rule] * 2 * TIMED_STEPS, x, rule.initial_state(x))
    with torch.no_grad():
        for number, _ in enumerate(steps):
            if number in (TIMED_STEPS - 1, 2 * TIMED_STEPS - 1):
                if device == GPU:
                    torch.cuda.synchronize()
                seconds = time.perf_counter() - seconds
    return seconds
