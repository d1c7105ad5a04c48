"""What a step takes on this machine: a ratio, measured side by side."""

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
from fallline.run.loop import stepping

YARDSTICK = "sgd_momentum"
BLOCKS, STEPS = 7, 100  # after one block that does not count
ROWS = (1, 1024)  # starts at a time


def step_time(plan: Plan) -> Table:
    """Microseconds per step and their ratio to plain momentum's in the same run, entrants taking turns."""
    rules = {YARDSTICK: read_item(shelf, YARDSTICK), **plan.entrants}
    rows = []
    gc.disable()
    try:
        for many in ROWS:
            taken: dict[str, list[float]] = {name: [] for name in rules}
            for block in range(BLOCKS + 1):
                for name, rule in rules.items():
                    seconds = _block(rule, many, plan.device)
                    if block:
                        taken[name].append(seconds / STEPS * 1e6)
            base = float(np.median(taken[YARDSTICK]))
            for name in plan.entrants:
                low, middle, high = np.quantile(taken[name], (0.25, 0.5, 0.75))
                rows.append((name, many, float(middle), float(low), float(high), float(middle / base)))
    finally:
        gc.enable()
    columns = ("optimizer", "starts at a time", "microseconds", "quarter", "three quarters", f"times {YARDSTICK}")
    note = (
        f"Median and quartiles of {BLOCKS} blocks of {STEPS} steps each after a first one, the gradient of a bowl "
        "of two "
        f"coordinates included, on {plan.device}. Measured anew each time: the one table that does not come out "
        "the same. "
        "At so few numbers a step is the overhead of calling; steps to a target are the honest axis."
    )
    return Table("step_time", columns, tuple(rows), note)


@torch.no_grad()
def _block(rule: Optimizer, rows: int, device: str) -> float:
    landscape = landscapes["sphere"]()
    x = torch.ones(rows, 2, dtype=torch.float64, device=device)
    oracle, state = Oracle(landscape, rows, device), rule.init(x)
    rules = [rule.at(step, STEPS) for step in range(STEPS)]
    began = time.perf_counter()
    for _ in stepping(oracle, rules, x, state):
        pass
    if device == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter() - began
