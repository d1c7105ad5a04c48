"""The time of one optimizer step on this machine, in comparison with plain momentum."""

from __future__ import annotations

import gc
import time

import numpy as np
import torch

from fallline.compare.plan import Plan
from fallline.compare.table import Table
from fallline.core import Optimizer, Oracle, read_item
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf
from fallline.run.loop import iterate_steps

BASELINE_ID = "sgd_momentum"
BLOCK_COUNT, STEPS_PER_BLOCK = 7, 100  # blocks that are timed, after one for warming up
ROW_COUNTS = (1, 1024)  # numbers of starts in one batch


def step_time_table(plan: Plan) -> Table:
    """Return the table ``step_time``: microseconds per step of each entrant, and their ratio to those of BASELINE_ID.

    All are measured in this call. The entrants take turns, block by block, so that a change of the machine's speed
    affects all of them.
    """
    optimizers = {BASELINE_ID: read_item(shelf, BASELINE_ID), **plan.entrants}
    rows = []
    gc.disable()
    try:
        for row_count in ROW_COUNTS:
            times_us: dict[str, list[float]] = {name: [] for name in optimizers}
            for block in range(BLOCK_COUNT + 1):
                for name, optimizer in optimizers.items():
                    seconds = _time_block(optimizer, row_count, plan.device)
                    if block:
                        times_us[name].append(seconds / STEPS_PER_BLOCK * 1e6)
            base = float(np.median(times_us[BASELINE_ID]))
            for name in plan.entrants:
                low, middle, high = np.quantile(times_us[name], (0.25, 0.5, 0.75))
                rows.append((name, row_count, float(middle), float(low), float(high), float(middle / base)))
    finally:
        gc.enable()
    columns = ("optimizer", "starts at a time", "microseconds", "quarter", "three quarters", f"times {BASELINE_ID}")
    note = (
        f"Median and quartiles of {BLOCK_COUNT} blocks of {STEPS_PER_BLOCK} steps each after a first one, "
        f"the gradient of a bowl of two coordinates included, on {plan.device}. Measured anew each time: the one "
        "table that does not come out the same. "
        "At so few numbers a step is the overhead of calling; steps to a target are the honest axis."
    )
    return Table("step_time", columns, tuple(rows), note)


@torch.no_grad()
def _time_block(optimizer: Optimizer, rows: int, device: str) -> float:
    """Return the seconds that STEPS_PER_BLOCK steps take from ``rows`` starts on the sphere."""
    landscape = landscapes["sphere"]()
    x = torch.ones(rows, 2, dtype=torch.float64, device=device)
    oracle, state = Oracle(landscape, rows, device), optimizer.initial_state(x)
    per_step = [optimizer.at_step(step, STEPS_PER_BLOCK) for step in range(STEPS_PER_BLOCK)]
    began = time.perf_counter()
    for _ in iterate_steps(oracle, per_step, x, state):
        pass
    if device == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter() - began
