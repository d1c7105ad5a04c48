"""A job of a comparison: a frozen description, and a pure function from it to the text of a csv file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import torch

from fallline.compare.plan import HEADLINE_NAME, HEADLINE_SHARE, TARGET_NAMES, Plan, rng_for
from fallline.compare.starts import draw_starts_and_targets
from fallline.core import Landscape, Optimizer, Transformed, read_item, replace_settings
from fallline.core.number_settings import get_numbers, number_paths, replace_numbers
from fallline.core.sources import NUMERICAL_PACKAGES, source_digest
from fallline.landscapes import read_landscape
from fallline.optimizers import shelf
from fallline.programs.background_compiler import compile_and_wait
from fallline.programs.compile_key import WALK, CompileKey, load_package, missing_compiler_text
from fallline.programs.counts import CallCounts, count_calls
from fallline.programs.packages import Package
from fallline.run.costs import calls_to_cost
from fallline.run.noise import make_noise
from fallline.run.outcome import Ending

TRIAL_JOB, TEST_JOB, NOISE_JOB, RATES_JOB = "trials", "test", "noise", "rates"  # kinds of jobs
MAX_SENSITIVITY_STARTS = 64  # starts of a RATES_JOB
MIN_COMPILED_ROW_STEPS = 64_000_000  # rows times steps; compiling takes 20 s and saves 0.4 s per million
CLASSIC_START_INDEX = -1  # of the run from the classic start, in the column 'start'
OUTCOME_NAMES = {
    Ending.REACHED: "arrived", Ending.DIVERGED: "diverged", Ending.STALLED: "stalled", Ending.GOING: "still going",
}  # fmt: skip
# Columns of the csv files: of a run, of each of its targets, of a trial, and those that tell the runs apart.
FACT_COLUMNS: tuple[str, ...]
FACT_COLUMNS = ("ended_at", "gradients", "values", "hessians", "gap", "lowest_gap", "distance", "path_length")
FACT_COLUMNS += ("outside", "diverged_at", "stalled_at")
TARGET_COLUMNS = ("arrived_at", "gradients", "values", "hessians", "cost", "first_touch", "first_touch_cost")
TRIAL_COLUMNS = ("setting", "start", "arrived_at", "gradients", "values", "hessians", "cost", "diverged_at", "gap")
HEAD_COLUMNS = ("setting", "start", "noise_seed", "outcome")
RUN_COLUMNS: tuple[str, ...] = (*HEAD_COLUMNS, *FACT_COLUMNS)
RUN_COLUMNS += tuple(f"{target} {name}" for target in TARGET_NAMES for name in TARGET_COLUMNS)


@dataclass(frozen=True)
class Job:
    """The runs of one optimizer in some settings (link texts) on one landscape (link text).

    ``kind`` decides the starts: TRIAL_JOB (tuning), TEST_JOB, NOISE_JOB (gradient noise) or RATES_JOB (sensitivity to
    the learning rate). The landscape and the starts are rotated by ``rotation_deg``; ``noise_std`` is the standard
    deviation of the gradient noise. ``round`` is the round of trials, from 0.
    """

    kind: str
    plan: Plan
    landscape: str
    entrant: str
    settings: tuple[str, ...]
    rotation_deg: float = 0.0
    noise_std: float = 0.0
    round: int = 0

    @property
    def path(self) -> str:
        """The path of the job's csv file, relative to the report's folder."""
        parts = {
            TRIAL_JOB: f"round{self.round}",
            TEST_JOB: f"turned{self.rotation_deg:g}" if self.rotation_deg else "original",
        }
        parts |= {NOISE_JOB: f"noise{self.noise_std:g}", RATES_JOB: "rates"}
        return f"runs/{_file_name(self.landscape)}/{_file_name(self.entrant)}/{self.kind}-{parts[self.kind]}.csv"


def job_source_digest() -> str:
    """Return the hexadecimal hash of all source files on which the numbers of a job depend."""
    return source_digest(*NUMERICAL_PACKAGES, "compare")


def run_job(job: Job) -> str:
    """Run a job and return its runs as csv text: a header line, then a line per setting, start and noise seed.

    The columns are TRIAL_COLUMNS for a TRIAL_JOB, otherwise RUN_COLUMNS.
    """
    drawn = draw_starts_and_targets(job.plan, job.landscape)
    starts, start_indices, noise_seeds = _job_starts(job)
    landscape, x = _rotated_instance(job, starts)
    target_gaps, budget = drawn.target_gaps, job.plan.budget
    if job.kind == TRIAL_JOB:
        target_gaps, budget = np.array([HEADLINE_SHARE * drawn.scale]), job.plan.tuning_budget
    batches = [
        _count_batch(job, landscape, settings, torch.tensor(x, device=job.plan.device), target_gaps, budget)
        for settings in _split_batches(job.settings)
    ]
    rows_of = _trial_rows if job.kind == TRIAL_JOB else _run_rows
    rows = [row for counts in batches for row in rows_of(counts, drawn.target_names)]
    setting_count = len(job.settings)
    setting_indices = np.repeat(np.arange(setting_count), len(x)).tolist()
    heads: Iterator[tuple[int, ...]] = zip(setting_indices, np.tile(start_indices, setting_count).tolist(), strict=True)
    columns: tuple[str, ...] = TRIAL_COLUMNS
    if job.kind != TRIAL_JOB:
        seeds = np.tile(noise_seeds, setting_count).tolist()
        heads = ((*head, seed) for head, seed in zip(heads, seeds, strict=True))
        columns = RUN_COLUMNS
    lines = ((*head, *row) for head, row in zip(heads, rows, strict=True))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([columns, *lines])
    return text.getvalue()


def _job_starts(job: Job) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the starts (n, dim), their indices (n,), and their noise seeds (n,), -1 without noise."""
    drawn, plan = draw_starts_and_targets(job.plan, job.landscape), job.plan
    if job.kind == TRIAL_JOB:
        return drawn.tuning_starts, np.arange(len(drawn.tuning_starts)), np.full(len(drawn.tuning_starts), -1)
    if job.kind == RATES_JOB:
        starts = drawn.test_starts[:MAX_SENSITIVITY_STARTS]
        return starts, np.arange(len(starts)), np.full(len(starts), -1)
    if job.kind == NOISE_JOB:
        indices = np.repeat(np.arange(plan.noise_starts), plan.noise_seeds)
        return drawn.test_starts[indices], indices, np.tile(np.arange(plan.noise_seeds), plan.noise_starts)
    if job.rotation_deg:
        starts = drawn.test_starts[: plan.turned_starts]
        return starts, np.arange(len(starts)), np.full(len(starts), -1)
    indices = np.append(np.arange(len(drawn.test_starts)), CLASSIC_START_INDEX)
    return np.concatenate((drawn.test_starts, drawn.classic_start)), indices, np.full(len(indices), -1)


def _rotated_instance(job: Job, starts: np.ndarray) -> tuple[Landscape, np.ndarray]:
    """Return the landscape and the starts, both rotated by ``job.rotation_deg``."""
    landscape = read_landscape(job.landscape)
    if not job.rotation_deg:
        return landscape, starts
    transformed = landscape if isinstance(landscape, Transformed) else None
    rotated = replace_settings(landscape, rotate=job.rotation_deg + (transformed.rotate if transformed else 0.0))
    x = torch.tensor(starts)
    x = transformed.to_inner(x) if transformed else x
    return rotated, (rotated.from_inner(x) if isinstance(rotated, Transformed) else x).numpy()


def _split_batches(settings: tuple[str, ...]) -> Iterator[list[Optimizer]]:
    """Yield the settings that run together in one batch; one at a time if its settings cannot be columns (rows, 1)."""
    optimizers = [read_item(shelf, text) for text in settings]
    if optimizers[0].one_instance_per_row:
        yield from ([each] for each in optimizers)
    else:
        yield optimizers


def _count_batch(
    job: Job,
    landscape: Landscape,
    optimizers: list[Optimizer],
    x: torch.Tensor,
    target_gaps: np.ndarray,
    budget: int,
) -> CallCounts:
    """Run several settings of an optimizer from the starts ``x``: row i * len(x) + j is setting i, start j."""
    paths, start_count = number_paths(optimizers[0]), len(x)
    columns = []
    for values in zip(*(get_numbers(each, paths) for each in optimizers), strict=True):
        if len(set(values)) == 1:
            columns.append(values[0])
        else:
            column = torch.tensor(values, dtype=x.dtype, device=x.device)
            columns.append(column.repeat_interleave(start_count)[:, None])
    optimizer = replace_numbers(optimizers[0], paths, columns)
    rows, noise = len(optimizers) * start_count, None
    if job.kind == NOISE_JOB:
        seed = int(rng_for(job.plan.seed, "noise", job.landscape).integers(2**62))
        noise = make_noise(
            seed, np.tile(np.arange(start_count), len(optimizers)), x.shape[1], job.noise_std, job.plan.device
        )
    package = None if noise else _compiled_package(landscape, optimizer, rows * budget, job.plan.device)
    return count_calls(
        landscape, optimizer, x.repeat(len(optimizers), 1), target_gaps, budget, noise=noise, package=package
    )


def _compiled_package(landscape: Landscape, optimizer: Optimizer, row_steps: int, device: str) -> Package | None:
    """Return a compiled step, or None for few row-steps or what cannot be compiled.

    The choice depends on the size only, so that the same plan always takes the same path.
    """
    if row_steps < MIN_COMPILED_ROW_STEPS or optimizer.at_step(1, 2) is not optimizer or missing_compiler_text():
        return None
    key = CompileKey.for_optimizer(WALK, landscape, optimizer, device)
    if not key.refusal and load_package(key) is None:
        compile_and_wait(key)
    return load_package(key)


def _trial_rows(counts: CallCounts, _: tuple[str, ...]) -> Iterator[tuple]:
    yield from zip(*_target_columns(counts, 0), counts.diverged.tolist(), counts.gap.tolist(), strict=True)


def _target_columns(counts: CallCounts, target_index: int) -> list[list[int]]:
    """Return TARGET_COLUMNS up to the cost, for one target; -1 where it was not reached."""
    reached_at, calls = counts.reached[:, target_index], counts.calls[:, target_index]
    cost = np.where(reached_at >= 0, calls_to_cost(calls, counts.landscape.dim), -1)
    return [reached_at.tolist(), *calls.T.tolist(), cost.tolist()]


def _run_rows(counts: CallCounts, targets: tuple[str, ...]) -> Iterator[tuple]:
    """Yield RUN_COLUMNS after 'noise_seed' for each run; a target that was left out counts as not reached."""
    headline = targets.index(HEADLINE_NAME) if HEADLINE_NAME in targets else 0
    facts = [[OUTCOME_NAMES[ending] for ending in counts.endings(headline)], counts.end_step.tolist()]
    facts += [*counts.total_calls.T.tolist(), counts.gap.tolist(), counts.lowest_gap.tolist(), counts.distance.tolist()]
    facts += [counts.path_length.tolist(), counts.ended_outside.astype(int).tolist()]
    facts += [counts.diverged.tolist(), counts.stalled.tolist()]
    not_reached = [-1] * len(counts.end_step)
    for name in TARGET_NAMES:
        if name not in targets:
            facts += [not_reached] * len(TARGET_COLUMNS)
            continue
        index = targets.index(name)
        touch = counts.first_touch[:, index]
        touch_cost = np.where(touch >= 0, calls_to_cost(counts.touch_calls[:, index], counts.landscape.dim), -1)
        facts += [*_target_columns(counts, index), touch.tolist(), touch_cost.tolist()]
    yield from zip(*facts, strict=True)


def _file_name(text: str) -> str:
    """Return a file name for a link text; different texts get different names."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", text)
    return plain if plain == text else f"{plain[:60]}-{crc32(text.encode()):08x}"
