"""Time of reports, and the number of row-steps from which compilation is worthwhile.

Run: python -m benchmarks.report [primary]. Prints three measurements:

- A report on 27 optimizers x 100 landscapes x 64 starts x 1000 gradients at default settings, with one process per
  core: seconds of runs and of tables.
- One pair of optimizer and landscape, eager and compiled: seconds of both, of compilation, and the number of row-steps
  from which compilation saves time. MIN_COMPILED_ROW_STEPS in fallline/compare/job.py comes from this.
- With ``primary``: minutes of the whole comparison of AdaBelief, Adam and SGD with momentum on the speed suite in all
  regimes, as ``study report`` computes it.
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

from fallline.compare.plan import DEFAULTS_REGIME, Plan
from fallline.compare.pool import Pool
from fallline.compare.report import write_report
from fallline.compare.suites import ALL_LANDSCAPES, SPEED_SUITE, resolve_landscapes
from fallline.core import write_item
from fallline.core.threads import use_one_thread
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.programs.background_compiler import compile_and_wait
from fallline.programs.compile_key import WALK, CompileKey, load_package
from fallline.programs.counts import count_calls
from fallline.studies import StudyRequest
from fallline.studies import shelf as studies

OPTIMIZER_COUNT, LANDSCAPE_COUNT, STARTS, BUDGET = 27, 100, 64, 1000
ROWS, STEPS = 3200, 2000  # of the single pair: 50 settings x 64 starts
ROUNDS = 3
TORCH_WRAPPER = "torch"  # the optimizer that wraps any torch class
TOLS = np.array([1e2, 1.0, 1e-2])


def main() -> None:
    """Print the measurements."""
    cores = os.cpu_count() or 1
    _measure_many_pairs(cores)
    _measure_compilation()
    if "primary" in sys.argv:
        _measure_primary_comparison(cores)


def _measure_many_pairs(cores: int) -> None:
    """Measure a report on many optimizers and landscapes at their default settings."""
    entrants = tuple(write_item(optimizers[id]()) for id in optimizers.classes if id != TORCH_WRAPPER)[:OPTIMIZER_COUNT]
    plan = Plan(
        optimizers=entrants,
        grouped_landscapes=resolve_landscapes(ALL_LANDSCAPES)[:LANDSCAPE_COUNT],
        regimes=(DEFAULTS_REGIME,),
        rate=0.01,
        trials=1,
        tuning_starts=1,
        tuning_budget=1,
        starts=STARTS,
        budget=BUDGET,
        turns=0,
        turned_starts=2,
        noise=(),
        noise_starts=2,
        noise_seeds=1,
        rates=0,
        seed=1,
        device="cpu",
    )
    with tempfile.TemporaryDirectory() as folder:
        stages: dict[str, float] = {}
        begin = time.perf_counter()
        write_report(
            plan, Path(folder), Pool(cores), lambda stage, *_: stages.setdefault(stage, time.perf_counter() - begin)
        )
        elapsed_s = time.perf_counter() - begin
    runs = stages["Tables"] - stages["Runs"]
    print(
        f"{OPTIMIZER_COUNT} optimizers x {LANDSCAPE_COUNT} landscapes x {STARTS} starts x {BUDGET} gradients, "
        f"{cores} processes: {runs:.0f} s of runs, {elapsed_s - runs:.0f} s of tables"
    )


def _measure_compilation() -> None:
    use_one_thread()
    landscape, optimizer = landscapes["beale"](), optimizers["adabelief"](lr=0.01)
    low, high = torch.tensor(landscape.domain, dtype=torch.float64).T
    x = low + (high - low) * torch.rand(ROWS, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    key = CompileKey.for_optimizer(WALK, landscape, optimizer)
    begin = time.perf_counter()
    compile_and_wait(key)
    compilation_s = time.perf_counter() - begin
    eager_s, compiled_s = [], []
    for _ in range(ROUNDS):
        for seconds, package in ((eager_s, None), (compiled_s, load_package(key))):
            begin = time.perf_counter()
            count_calls(landscape, optimizer, x, TOLS, STEPS, package=package)
            seconds.append(time.perf_counter() - begin)
    eager_median_s, compiled_median_s = statistics.median(eager_s), statistics.median(compiled_s)
    million = ROWS * STEPS / 1e6
    min_million = compilation_s * million / (eager_median_s - compiled_median_s)
    print(
        f"{million:.1f} million row-steps of one pair on one core: {eager_median_s:.1f} s eager, "
        f"{compiled_median_s:.1f} s compiled after {compilation_s:.0f} s of "
        f"compilation, which is worthwhile from {min_million:.0f} million on"
    )


def _measure_primary_comparison(cores: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        entrants = tuple(write_item(optimizers[id]()) for id in ("adabelief", "adam", "sgd_momentum"))
        begin = time.perf_counter()
        studies["report"]().run_report(StudyRequest(entrants, (SPEED_SUITE,), Path(folder), Pool(cores)))
        print(f"the primary comparison, {cores} processes: {(time.perf_counter() - begin) / 60:.1f} min")


if __name__ == "__main__":
    main()
