"""Which device a race runs on: ``auto`` takes the GPU for as many rows as it was measured to be faster at."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache

import torch

from fallline.core import Oracle
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.run.loop import stepping
from fallline.scene import Scene

CPU, GPU, AUTO = "cpu", "cuda", "auto"
SIZES = (1, 1_000, 30_000, 1_000_000)  # rows that are tried
STEPS = 20
NEVER = 2**62


def placed_on(scene: Scene, rows: int = 0) -> str:
    """The torch device that a scene's race runs on, or many of its kind with so many rows."""
    return placed(scene.device, max(rows, len(scene.rows)))


def placed(device: str, rows: int) -> str:
    """The torch device for a race of so many rows."""
    if device != AUTO or not torch.cuda.is_available():
        return GPU if device == GPU else CPU
    return GPU if rows >= faster_from() else CPU


@cache
def faster_from() -> int:
    """The number of rows from which the GPU is faster than the CPU, measured once."""
    return crossing(measured)


def crossing(seconds: Callable[[str, int], float]) -> int:
    """The least of SIZES at which the GPU takes less time by ``seconds(device, rows)``; NEVER if at none."""
    return next((rows for rows in SIZES if seconds(GPU, rows) < seconds(CPU, rows)), NEVER)


def measured(device: str, rows: int) -> float:
    """What some eager steps of Adam down a bowl take, seconds, the first ones left out."""
    chosen, landscape = optimizers["adam"](), landscapes["sphere"]()
    x, begun = torch.ones(rows, 2, device=device), 0.0
    with torch.no_grad():
        for number, _ in enumerate(stepping(Oracle(landscape, rows, device), [chosen] * 2 * STEPS, x, chosen.init(x))):
            if number in (STEPS - 1, 2 * STEPS - 1):
                if device == GPU:
                    torch.cuda.synchronize()
                begun = time.perf_counter() - begun
    return begun
