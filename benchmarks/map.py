"""How fast maps are, beside optax under jit, vmap and scan on the same cores; and how their time grows.

Run: python -m benchmarks.map [python of an environment with jax and optax]. 512 x 512 starts, 500 steps, AdaBelief,
float32, all cores; both keep the last points and the step of the first touch, ours also arrival by the lab's rule,
divergence and stalling. Rows and steps are then varied on Rosenbrock; a row-step is one step of one start. The first
coarse picture is 64 x 64, three optimizers, with nothing compiled.
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
from fallline.programs.compiled import TALLY, Order, package_of
from fallline.programs.ends import ends_of

ACROSS, STEPS = 512, 500
ROUNDS = 5
THEIRS = Path(__file__).with_name("_optax.py")
# Starts along each side, and steps.
GROWTH = ((316, 500), (1000, 500), (3162, 500), (512, 100), (512, 1000), (512, 10_000))


def main() -> None:
    """Prints row-steps per second, side by side, then the growth."""
    torch.set_num_threads(os.cpu_count() or 1)
    jax = sys.argv[1] if len(sys.argv) > 1 else ""
    for id in ("rosenbrock", "ackley"):
        landscape, optimizer = landscapes[id](), optimizers["adabelief"](lr=0.01)
        _compiled(landscape, optimizer)
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(_speed(landscape, optimizer, ACROSS, STEPS))
            theirs += [float(subprocess.check_output([jax, str(THEIRS), id], text=True))] if jax else []
        print(f"{id}: {statistics.median(ours):.0f} million row-steps/s ({min(ours):.0f} to {max(ours):.0f})")
        if theirs:
            ratio = statistics.median(ours) / statistics.median(theirs)
            spread = f"{statistics.median(theirs):.0f} ({min(theirs):.0f} to {max(theirs):.0f})"
            print(f"  optax {spread}; ours / optax {ratio:.2f}")
    _growth()
    _first()


def _growth() -> None:
    landscape, optimizer = landscapes["rosenbrock"](), optimizers["adabelief"](lr=0.01)
    for across, steps in GROWTH:
        speed = max(_speed(landscape, optimizer, across, steps) for _ in range(2))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        work = f"{across**2:>10,} rows x {steps:>6,} steps"
        print(f"{work}: {1000 / speed:.3f} ns a row-step; at most {peak:,.0f} MiB so far")


def _first() -> None:
    landscape = landscapes["himmelblau"]()
    taken = []
    for id in ("adabelief", "adam", "sgd_momentum"):
        begun = time.perf_counter()
        ends_of(landscape, optimizers[id](), _starts(landscape, 64), STEPS, eager=True)
        taken.append(time.perf_counter() - begun)
    print(f"first coarse picture, 64 x 64, nothing compiled: {taken[0]:.2f} s; of three optimizers {sum(taken):.2f} s")


def _compiled(landscape: Landscape, optimizer: Optimizer) -> None:
    order = Order.of(TALLY, landscape, optimizer)
    if package_of(order) is None:
        order.make()


def _starts(landscape: Landscape, across: int) -> torch.Tensor:
    sides = [torch.linspace(low, high, across) for low, high in landscape.view]
    return torch.stack(torch.meshgrid(*sides, indexing="ij"), -1).reshape(-1, 2)


def _speed(landscape: Landscape, optimizer: Optimizer, across: int, steps: int) -> float:
    """Million row-steps per second."""
    starts = _starts(landscape, across)
    begun = time.perf_counter()
    ends_of(landscape, optimizer, starts, steps, 1e-3)
    return across * across * steps / (time.perf_counter() - begun) / 1e6


if __name__ == "__main__":
    main()
