"""Differences between compiled and eager runs: every landscape once, every optimizer at least once.

Run: python -m benchmarks.agree [number of pairs]. Each landscape is paired with the next optimizer in turn, at the best
learning rate from the landscape's start. Eight starts around that start are run for 100 steps in float64. The
difference is the largest of any coordinate of any point, as a share of the largest coordinate of the run. For
comparison, the same is computed between two eager runs whose starts differ by one unit in the last place: in a chaotic
run rounding errors grow, so a difference counts only if it is more than ten times that.

Prints one row per pair and a summary, and writes docs/compiled.csv. Each pair is compiled anew, about 20 s each, two at
a time.
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

from fallline.analysis.learning_rates import find_best_learning_rate
from fallline.core import SMOOTH, Landscape, Optimizer, Point, replace_at_path
from fallline.core.threads import use_one_thread
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.programs.compile_key import RECORD, CompileKey
from fallline.programs.fast import record_compiled
from fallline.run.racing import run_rows
from fallline.scene import Scene

STEPS, ROWS = 100, 8
TOLERANCE = 1e-9  # a difference up to this counts as agreement
OUT_FILE = Path(__file__).parents[1] / "docs" / "compiled.csv"
COLUMNS = ("landscape", "optimizer", "at minima", "difference", "one ulp at the start", "compiled in s", "why not")


def main() -> None:
    """Compare all pairs, print those that differ by more than TOLERANCE, and write the table."""
    names = [id for id in optimizers if not optimizers.class_of(id).one_instance_per_row]
    pairs = list(zip(landscapes.classes, itertools.cycle(names), strict=False))
    pairs = pairs[: int(sys.argv[1])] if len(sys.argv) > 1 else pairs
    with ProcessPoolExecutor(2) as pool:
        rows = []
        for row in pool.map(compare_pair, *zip(*pairs, strict=True)):
            rows.append(row)
            print(*row, flush=True)
    with OUT_FILE.open("w", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    compiled = [row for row in rows if row[3] != ""]
    smooth = [row for row in compiled if row[2] == SMOOTH]
    agreeing = [row for row in smooth if row[3] <= TOLERANCE]
    chaotic = [row for row in smooth if TOLERANCE < row[3] <= 10 * row[4]]
    print(
        f"{len(compiled)} of {len(rows)} pairs were compiled; of {len(smooth)} smooth ones {len(agreeing)} differ by "
        f"at most {TOLERANCE:g} and {len(chaotic)} by at most ten times as much as two eager runs; the others:"
    )
    for row in smooth:
        if row not in agreeing and row not in chaotic:
            print(*row)


def compare_pair(landscape_id: str, optimizer_id: str) -> tuple[object, ...]:
    """Return one row of the table, as named by COLUMNS."""
    use_one_thread()
    landscape, optimizer = landscapes[landscape_id](), optimizers[optimizer_id]()
    scene = Scene(landscape, (optimizer,), (landscape.start,), steps=STEPS)
    rate = find_best_learning_rate(scene, optimizer)
    optimizer = optimizer if rate is None else replace_at_path(optimizer, optimizer.lr_path, rate)
    rng = np.random.default_rng(0)
    spread = 0.01 * np.array([high - low for low, high in landscape.domain])
    starts = tuple(map(tuple, landscape.start + spread * rng.standard_normal((ROWS, landscape.dim))))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FALLLINE_CACHE"] = folder
        key = CompileKey.for_optimizer(RECORD, landscape, optimizer)
        begin = time.perf_counter()
        if not key.refusal:
            key.compile()
        compile_s = time.perf_counter() - begin
        facts = (landscape_id, optimizer_id, landscape.at_minima)
        if key.refusal:
            return (*facts, "", "", "", key.refusal[:80])
        compiled_x = record_compiled(landscape, optimizer, starts, STEPS, "cpu")["x"]
    return (*facts, *relative_differences(landscape, optimizer, starts, compiled_x), round(compile_s, 1), "")


def relative_differences(
    landscape: Landscape, optimizer: Optimizer, starts: tuple[Point, ...], compiled_x: np.ndarray
) -> tuple[float, float]:
    """Return the relative differences of two paths from an eager run.

    The first is that of ``compiled_x`` (steps+1, rows, dim), the second that of an eager run from starts that are moved
    by one unit in the last place.
    """
    eager = run_rows(landscape, optimizer, starts, STEPS, readouts=False)
    moved_starts = tuple(tuple(np.nextafter(start, np.inf)) for start in starts)
    moved = run_rows(landscape, optimizer, moved_starts, STEPS, readouts=False)
    kept = (eager.stopped_at < 0) & (moved.stopped_at < 0)  # a diverged row keeps its last finite position
    if not kept.any():
        return 0.0, 0.0
    size = np.abs(eager.x[:, kept]).max()
    return tuple(float(np.abs(each - eager.x)[:, kept].max() / size) for each in (compiled_x, moved.x))


if __name__ == "__main__":
    main()
