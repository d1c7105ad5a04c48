"""How long reports take, and from how much work on compiling pays.

Run: python -m benchmarks.report [primary]. The first 27 optimizers x 100 landscapes x 64 starts x 1000 gradients at the
defaults, by as many processes as there are cores; then one pair eager and compiled side by side, which COMPILED_FROM in
fallline/compare/work.py comes from; with ``primary`` the whole comparison of AdaBelief, Adam and SGD with momentum on
the speed suite, all regimes, as ``study report`` makes it.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch

from fallline.compare.plan import DEFAULTS, Plan
from fallline.compare.pool import Pool
from fallline.compare.report import account
from fallline.compare.suites import ALL, SPEED, grounds
from fallline.core import write_item
from fallline.core.threads import alone
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.programs.compiled import WALK, Order, package_of
from fallline.programs.counts import counted
from fallline.programs.warmer import compile_now
from fallline.studies import Asked
from fallline.studies import shelf as studies

MANY, GROUNDS, STARTS, BUDGET = 27, 100, 64, 1000
ROWS, STEPS = 3200, 2000  # of one pair: fifty settings from 64 starts
ROUNDS = 3
BRIDGE = "torch"
TOLS = np.array([1e2, 1.0, 1e-2])


def main() -> None:
    """Prints seconds."""
    cores = os.cpu_count() or 1
    _wide(cores)
    _pair()
    if "primary" in sys.argv:
        _primary(cores)


def _wide(cores: int) -> None:
    """As it is asked of a catalogue."""
    entrants = tuple(write_item(optimizers[id]()) for id in optimizers.classes if id != BRIDGE)[:MANY]
    plan = Plan(
        optimizers=entrants, grounds=grounds(ALL)[:GROUNDS], regimes=(DEFAULTS,), rate=0.01, trials=1, tuning_starts=1,
        tuning_budget=1, starts=STARTS, budget=BUDGET, turns=0, turned_starts=2, noise=(), noise_starts=2,
        noise_seeds=1, rates=0, seed=1, device="cpu",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        stages: dict[str, float] = {}
        began = time.perf_counter()
        account(
            plan, Path(folder), Pool(cores), lambda stage, *_: stages.setdefault(stage, time.perf_counter() - began)
        )
        whole = time.perf_counter() - began
    runs = stages["Tables"] - stages["Runs"]
    print(
        f"{MANY} optimizers x {GROUNDS} landscapes x {STARTS} starts x {BUDGET} gradients, {cores} processes: "
        f"{runs:.0f} s of runs, {whole - runs:.0f} s of tables"
    )


def _pair() -> None:
    alone()
    landscape, optimizer = landscapes["beale"](), optimizers["adabelief"](lr=0.01)
    low, high = torch.tensor(landscape.domain, dtype=torch.float64).T
    x = low + (high - low) * torch.rand(ROWS, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    order = Order.of(WALK, landscape, optimizer)
    began = time.perf_counter()
    compile_now(order)
    compiling = time.perf_counter() - began
    eager, compiled = [], []
    for _ in range(ROUNDS):
        for seconds, package in ((eager, None), (compiled, package_of(order))):
            began = time.perf_counter()
            counted(landscape, optimizer, x, TOLS, STEPS, package=package)
            seconds.append(time.perf_counter() - began)
    one, other = statistics.median(eager), statistics.median(compiled)
    million = ROWS * STEPS / 1e6
    print(
        f"{million:.1f} million row-steps of one pair on one core: {one:.1f} s eager, {other:.1f} s compiled after "
        f"{compiling:.0f} s of compiling, which pays from {compiling * million / (one - other):.0f} million on"
    )


def _primary(cores: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        entrants = tuple(write_item(optimizers[id]()) for id in ("adabelief", "adam", "sgd_momentum"))
        began = time.perf_counter()
        studies["report"]().carried_out(Asked(entrants, (SPEED,), Path(folder), Pool(cores)))
        print(f"the primary comparison, {cores} processes: {(time.perf_counter() - began) / 60:.1f} min")


if __name__ == "__main__":
    main()
