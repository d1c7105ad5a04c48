"""Speed of basin maps, compared with optax under jit, vmap and scan on the same cores.

Run: python -m benchmarks.map [PYTHON], where PYTHON is the interpreter of an environment with jax and optax; without it
only Fall Line is measured. A map is 512 x 512 starts, 500 steps of AdaBelief, in float32 on all cores. Both record the
last points and the first step within the tolerance; Fall Line also records which starts converged, diverged or stalled.

Prints million row-steps per second (a row-step is one step of one start) and the ratio to optax; then, for several
numbers of rows and steps on Rosenbrock, the time per row-step and the peak memory; then the time of the first coarse
map, 64 x 64 starts and three optimizers, with nothing compiled.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import torch

from fallline.core import Landscape, Optimizer
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.programs.compile_key import TALLY, CompileKey, load_package
from fallline.programs.ends import compute_ends

SIDE, STEPS = 512, 500  # starts along each side of a map, steps
ROUNDS = 5
OPTAX_SCRIPT = Path(__file__).with_name("_optax.py")
SIZES = ((316, 500), (1000, 500), (3162, 500), (512, 100), (512, 1000), (512, 10_000))  # starts along each side, steps


def main() -> None:
    """Print the speeds, the times for several sizes, and the time of a first coarse map."""
    torch.set_num_threads(os.cpu_count() or 1)
    jax_python = sys.argv[1] if len(sys.argv) > 1 else ""
    for id in ("rosenbrock", "ackley"):
        landscape, optimizer = landscapes[id](), optimizers["adabelief"](lr=0.01)
        _compile(landscape, optimizer)
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(_measure_speed(landscape, optimizer, SIDE, STEPS))
            if jax_python:
                theirs.append(float(subprocess.check_output([jax_python, str(OPTAX_SCRIPT), id], text=True)))
        print(f"{id}: {statistics.median(ours):.0f} million row-steps/s ({min(ours):.0f} to {max(ours):.0f})")
        if theirs:
            ratio = statistics.median(ours) / statistics.median(theirs)
            spread = f"{statistics.median(theirs):.0f} ({min(theirs):.0f} to {max(theirs):.0f})"
            print(f"  optax {spread}; ours / optax {ratio:.2f}")
    _measure_sizes()
    _measure_first_map()


def _measure_sizes() -> None:
    landscape, optimizer = landscapes["rosenbrock"](), optimizers["adabelief"](lr=0.01)
    for side, steps in SIZES:
        speed = max(_measure_speed(landscape, optimizer, side, steps) for _ in range(2))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        work = f"{side**2:>10,} rows x {steps:>6,} steps"
        print(f"{work}: {1000 / speed:.3f} ns a row-step; peak memory so far {peak:,.0f} MiB")


def _measure_first_map() -> None:
    landscape = landscapes["himmelblau"]()
    seconds = []
    for id in ("adabelief", "adam", "sgd_momentum"):
        begin = time.perf_counter()
        compute_ends(landscape, optimizers[id](), _make_starts(landscape, 64), STEPS, eager=True)
        seconds.append(time.perf_counter() - begin)
    print(f"first coarse map, 64 x 64, nothing compiled: {seconds[0]:.2f} s; for three optimizers {sum(seconds):.2f} s")


def _compile(landscape: Landscape, optimizer: Optimizer) -> None:
    key = CompileKey.for_optimizer(TALLY, landscape, optimizer)
    if load_package(key) is None:
        key.compile()


def _make_starts(landscape: Landscape, side: int) -> torch.Tensor:
    sides = [torch.linspace(low, high, side) for low, high in landscape.view]
    return torch.stack(torch.meshgrid(*sides, indexing="ij"), -1).reshape(-1, 2)


def _measure_speed(landscape: Landscape, optimizer: Optimizer, side: int, steps: int) -> float:
    """Return million row-steps per second."""
    starts = _make_starts(landscape, side)
    begin = time.perf_counter()
    compute_ends(landscape, optimizer, starts, steps, 1e-3)
    return side * side * steps / (time.perf_counter() - begin) / 1e6


if __name__ == "__main__":
    main()
