"""Whether compiled code gives the reference's numbers: every landscape once, every optimizer at least once.

Run: python -m benchmarks.agree. Landscape after landscape gets the next optimizer in turn, at the learning rate that is
best from its classic start; eight starts around it, 100 steps, float64. The difference is the largest of any coordinate
of any point, as a share of the largest coordinate of the run. Beside it stands the same of the reference itself from
starts that are moved by one unit in the last place: where a race is chaotic, nobody's rounding gives the same numbers,
and a difference counts only if it is more than ten times that. Each pair is compiled anew, which takes the time: some
20 s each, two at a time. The last result is docs/compiled.csv.
"""

from __future__ import annotations

import csv
import itertools
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from fallline.analysis.learning_rates import best_rate
from fallline.core import SMOOTH, Landscape, Optimizer, Point, with_value
from fallline.core.threads import alone
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.programs.compiled import RECORD, Order
from fallline.programs.fast import recorded
from fallline.run.racing import run_rows
from fallline.scene import Scene

STEPS, ROWS = 100, 8
ALIKE = 1e-9
OUT = Path(__file__).parents[1] / "docs" / "compiled.csv"
COLUMNS = ("landscape", "optimizer", "at minima", "difference", "one ulp at the start", "compiled in s", "why not")


def main() -> None:
    """Prints what differs by more than ALIKE, and writes the table."""
    names = [id for id in optimizers if not optimizers.class_of(id).by_instances]
    pairs = list(zip(landscapes.classes, itertools.cycle(names), strict=False))
    pairs = pairs[: int(sys.argv[1])] if len(sys.argv) > 1 else pairs
    with ProcessPoolExecutor(2) as pool:
        rows = []
        for row in pool.map(compared, *zip(*pairs, strict=True)):
            rows.append(row)
            print(*row, flush=True)
    with OUT.open("w", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    found = [row for row in rows if row[3] != ""]
    smooth = [row for row in found if row[2] == SMOOTH]
    alike = [row for row in smooth if row[3] <= ALIKE]
    chaotic = [row for row in smooth if ALIKE < row[3] <= 10 * row[4]]
    print(
        f"{len(found)} of {len(rows)} pairs were compiled; of {len(smooth)} smooth ones {len(alike)} differ by at most "
        f"{ALIKE:g}, {len(chaotic)} more by no more than a chaotic race does by itself; the others:"
    )
    for row in smooth:
        if row not in alike and row not in chaotic:
            print(*row)


def compared(landscape_id: str, optimizer_id: str) -> tuple[object, ...]:
    """One line of the table."""
    alone()
    landscape, optimizer = landscapes[landscape_id](), optimizers[optimizer_id]()
    scene = Scene(landscape, (optimizer,), (landscape.start,), steps=STEPS)
    rate = best_rate(scene, optimizer)
    optimizer = optimizer if rate is None else with_value(optimizer, optimizer.rate_path, rate)
    dice = np.random.default_rng(0)
    spread = 0.01 * np.array([high - low for low, high in landscape.domain])
    starts = tuple(map(tuple, landscape.start + spread * dice.standard_normal((ROWS, landscape.dim))))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FALLLINE_CACHE"] = folder
        order = Order.of(RECORD, landscape, optimizer)
        begun = time.perf_counter()
        if not order.objection:
            order.make()
        took = time.perf_counter() - begun
        facts = (landscape_id, optimizer_id, landscape.at_minima)
        if order.objection:
            return (*facts, "", "", "", order.objection[:80])
        fast = recorded(landscape, optimizer, starts, STEPS, "cpu")["x"]
    return (*facts, *apart(landscape, optimizer, starts, fast), round(took, 1), "")


def apart(
    landscape: Landscape, optimizer: Optimizer, starts: tuple[Point, ...], fast: np.ndarray
) -> tuple[float, float]:
    """How far points (steps+1, rows, dim) are from the reference's, and its own from starts that are one ulp off."""
    plain = run_rows(landscape, optimizer, starts, STEPS, readouts=False)
    moved = tuple(tuple(np.nextafter(start, np.inf)) for start in starts)
    other = run_rows(landscape, optimizer, moved, STEPS, readouts=False)
    kept = (plain.stopped_at < 0) & (other.stopped_at < 0)  # of a row that diverges the last finite position is held
    if not kept.any():
        return 0.0, 0.0
    size = np.abs(plain.x[:, kept]).max()
    return tuple(float(np.abs(each - plain.x)[:, kept].max() / size) for each in (fast, other.x))


if __name__ == "__main__":
    main()
