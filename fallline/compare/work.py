"""One piece of work of a comparison: a pure function of a small description, so that anybody may carry it out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import torch

from fallline.compare.plan import HEADLINE, HEADLINE_NAME, TARGETS, Plan, dice
from fallline.compare.starts import field_of
from fallline.core import Landscape, Optimizer, Transformed, changed, read_item
from fallline.core.numbers import filled, number_paths, numbers_of
from fallline.core.sources import NUMERICAL, source_digest
from fallline.landscapes import read_landscape
from fallline.optimizers import shelf
from fallline.programs.compiled import WALK, Order, lacks, package_of
from fallline.programs.counts import Counts, counted
from fallline.programs.packages import Package
from fallline.programs.warmer import compile_now
from fallline.run.costs import cost_of
from fallline.run.noise import noise_of
from fallline.run.outcome import Ending

TRIALS, TEST, NOISE, RATES = "trials", "test", "noise", "rates"
SENSITIVITY_STARTS = 64
COMPILED_FROM = 64_000_000  # row-steps; compiling takes 20 s and saves 0.4 s per million (benchmarks/report.py)
CLASSIC = -1  # in place of a start's number
ENDING_WORDS = {
    Ending.REACHED: "arrived", Ending.DIVERGED: "diverged", Ending.STALLED: "stalled", Ending.GOING: "still going",
}  # fmt: skip
FACTS: tuple[str, ...]
FACTS = ("ended_at", "gradients", "values", "hessians", "gap", "lowest_gap", "distance", "path_length", "outside")
FACTS += ("diverged_at", "stalled_at")
OF_TARGET = ("arrived_at", "gradients", "values", "hessians", "cost", "first_touch", "first_touch_cost")
TRIAL_COLUMNS = ("setting", "start", "arrived_at", "gradients", "values", "hessians", "cost", "diverged_at", "gap")
HEAD = ("setting", "start", "noise_seed", "outcome")
RUN_COLUMNS = (*HEAD, *FACTS, *(f"{target} {name}" for target in TARGETS for name in OF_TARGET))


@dataclass(frozen=True)
class Job:
    """An optimizer in some settings, on one landscape, from the starts that its ``kind`` says.

    ``turn`` are degrees by which the landscape is turned, and the starts with it; ``sigma`` the noise's deviation.
    """

    kind: str
    plan: Plan
    ground: str
    name: str
    settings: tuple[str, ...]
    turn: float = 0.0
    sigma: float = 0.0
    round: int = 0

    @property
    def path(self) -> str:
        """Where its runs lie in the report's folder."""
        parts = {TRIALS: f"round{self.round}", TEST: f"turned{self.turn:g}" if self.turn else "original"}
        parts |= {NOISE: f"noise{self.sigma:g}", RATES: "rates"}
        return f"runs/{_plain(self.ground)}/{_plain(self.name)}/{self.kind}-{parts[self.kind]}.csv"


def sources() -> str:
    """The hash of all source files that a job's numbers follow from."""
    return source_digest(*NUMERICAL, "compare")


def carry_out(job: Job) -> str:
    """The runs of a job as comma-separated values: a line per setting, start and noise seed."""
    field = field_of(job.plan, job.ground)
    starts, numbers, seeds = _starts(job)
    landscape, x = _instance(job, starts)
    tols, budget = field.tols, job.plan.budget
    if job.kind == TRIALS:
        tols, budget = np.array([HEADLINE * field.scale]), job.plan.tuning_budget
    found = [
        _counted(job, landscape, settings, torch.tensor(x, device=job.plan.device), tols, budget)
        for settings in _batches(job.settings)
    ]
    lines = _trial_lines if job.kind == TRIALS else _lines
    whole = [each for counts in found for each in lines(counts, field.targets)]
    setting = np.repeat(np.arange(len(job.settings)), len(x)).tolist()
    heads: Iterator[tuple[int, ...]] = zip(setting, np.tile(numbers, len(job.settings)).tolist(), strict=True)
    columns: tuple[str, ...] = TRIAL_COLUMNS
    if job.kind != TRIALS:
        heads = ((*head, seed) for head, seed in zip(heads, np.tile(seeds, len(job.settings)).tolist(), strict=True))
        columns = RUN_COLUMNS
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([columns, *((*a, *b) for a, b in zip(heads, whole, strict=True))])
    return text.getvalue()


def _starts(job: Job) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The starts (n, dim), their numbers and the numbers of their noise (n,), -1 for none."""
    field, plan = field_of(job.plan, job.ground), job.plan
    if job.kind == TRIALS:
        return field.tuning, np.arange(len(field.tuning)), np.full(len(field.tuning), -1)
    if job.kind == RATES:
        few = field.test[:SENSITIVITY_STARTS]
        return few, np.arange(len(few)), np.full(len(few), -1)
    if job.kind == NOISE:
        which = np.repeat(np.arange(plan.noise_starts), plan.noise_seeds)
        return field.test[which], which, np.tile(np.arange(plan.noise_seeds), plan.noise_starts)
    if job.turn:
        few = field.test[: plan.turned_starts]
        return few, np.arange(len(few)), np.full(len(few), -1)
    numbers = np.append(np.arange(len(field.test)), CLASSIC)
    return np.concatenate((field.test, field.classic)), numbers, np.full(len(numbers), -1)


def _instance(job: Job, starts: np.ndarray) -> tuple[Landscape, np.ndarray]:
    """The landscape and the starts, both turned."""
    landscape = read_landscape(job.ground)
    if not job.turn:
        return landscape, starts
    already = landscape if isinstance(landscape, Transformed) else None
    turned = changed(landscape, rotate=job.turn + (already.rotate if already else 0.0))
    x = torch.tensor(starts)
    x = already.back(x) if already else x
    return turned, (turned.forth(x) if isinstance(turned, Transformed) else x).numpy()


def _batches(settings: tuple[str, ...]) -> Iterator[list[Optimizer]]:
    """The settings that are run as columns of one batch; one by one where others' code takes no columns."""
    made = [read_item(shelf, spelled) for spelled in settings]
    if made[0].by_instances:
        yield from ([each] for each in made)
    else:
        yield made


def _counted(
    job: Job,
    landscape: Landscape,
    made: list[Optimizer],
    x: torch.Tensor,
    tols: np.ndarray,
    budget: int,
) -> Counts:
    paths, many = number_paths(made[0]), len(x)
    columns = []
    for values in zip(*(numbers_of(each, paths) for each in made), strict=True):
        alike = len(set(values)) == 1
        column = (
            None if alike else torch.tensor(values, dtype=x.dtype, device=x.device).repeat_interleave(many)[:, None]
        )
        columns.append(values[0] if alike else column)
    optimizer = filled(made[0], paths, columns)
    rows, noise = len(made) * many, None
    if job.kind == NOISE:
        seed = int(dice(job.plan.seed, "noise", job.ground).integers(2**62))
        noise = noise_of(seed, np.tile(np.arange(many), len(made)), x.shape[1], job.sigma, job.plan.device)
    package = None if noise else _package(landscape, optimizer, rows * budget, job.plan.device)
    return counted(landscape, optimizer, x.repeat(len(made), 1), tols, budget, noise=noise, package=package)


def _package(landscape: Landscape, optimizer: Optimizer, size: int, device: str) -> Package | None:
    """A compiled chunk where there is enough to do; by size alone, so that the same plan takes the same path."""
    if size < COMPILED_FROM or optimizer.at(1, 2) is not optimizer or lacks():
        return None
    order = Order.of(WALK, landscape, optimizer, device)
    if not order.objection and package_of(order) is None:
        compile_now(order)
    return package_of(order)


def _trial_lines(counts: Counts, _: tuple[str, ...]) -> Iterator[tuple]:
    yield from zip(*_arrival(counts, 0), counts.diverged.tolist(), counts.gap.tolist(), strict=True)


def _arrival(counts: Counts, which: int) -> list[list[int]]:
    """The step of arrival at a tolerance, the calls until then apart, and their cost; -1 for never."""
    arrived, calls = counts.reached[:, which], counts.calls[:, which]
    cost = np.where(arrived >= 0, cost_of(calls, counts.landscape.dim), -1)
    return [arrived.tolist(), *calls.T.tolist(), cost.tolist()]


def _lines(counts: Counts, targets: tuple[str, ...]) -> Iterator[tuple]:
    """A run's facts, then its arrivals; a target that was dropped is never reached."""
    headline = targets.index(HEADLINE_NAME) if HEADLINE_NAME in targets else 0
    facts = [[ENDING_WORDS[ending] for ending in counts.endings(headline)], counts.ended.tolist()]
    facts += [*counts.spent.T.tolist(), counts.gap.tolist(), counts.lowest.tolist(), counts.distance.tolist()]
    facts += [
        counts.path.tolist(),
        counts.outside.astype(int).tolist(),
        counts.diverged.tolist(),
        counts.stalled.tolist(),
    ]
    never = [-1] * len(counts.ended)
    for name in TARGETS:
        if name not in targets:
            facts += [never] * len(OF_TARGET)
            continue
        which = targets.index(name)
        touched = np.where(
            counts.first_touch[:, which] >= 0, cost_of(counts.touch_calls[:, which], counts.landscape.dim), -1
        )
        facts += [*_arrival(counts, which), counts.first_touch[:, which].tolist(), touched.tolist()]
    yield from zip(*facts, strict=True)


def _plain(text: str) -> str:
    """A name for a file; unlike texts have unlike names."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", text)
    return plain if plain == text else f"{plain[:60]}-{crc32(text.encode()):08x}"
