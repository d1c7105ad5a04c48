"""The runs of a comparison, read back from their files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from fallline.compare.job import CLASSIC_START_INDEX, NOISE_JOB, RATES_JOB, RUN_COLUMNS, TEST_JOB
from fallline.compare.pipeline import ORIGINAL_INSTANCE, PipelineResult, run_pipeline
from fallline.compare.plan import ROTATIONS_DEG, TARGET_NAMES, Plan
from fallline.compare.pool import Pool
from fallline.compare.suites import STRESS_SUITE
from fallline.landscapes import read_landscape

ROTATED_INSTANCE = "turned"  # all rotated instances of a landscape together
NUMBER_COLUMNS: tuple[str, ...] = ("setting", "start", "gap", "distance", "path_length", "diverged_at")
NUMBER_COLUMNS += (
    *(f"{target} cost" for target in TARGET_NAMES),
    *(f"{target} first_touch_cost" for target in TARGET_NAMES),
)
OUTCOME_COLUMN_INDEX = RUN_COLUMNS.index("outcome")


@dataclass(frozen=True, eq=False)
class Sample:
    """The runs of one entrant on one landscape in one regime and instance.

    ``cost`` and ``touch_cost`` (starts, repeats, targets) are the cost of each run, in gradient evaluations, until it
    reached the target and stayed there, and until it was first within the target; infinite for never. ``outcome`` and
    the arrays of ``facts``, by column, are (starts, repeats).
    """

    cost: np.ndarray
    touch_cost: np.ndarray
    outcome: np.ndarray
    facts: dict[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class Results:
    """The runs of a finished pipeline, read by landscape, entrant, regime and instance to make the tables."""

    pipeline: PipelineResult

    @classmethod
    def read(cls, plan: Plan, folder: Path) -> Results:
        """Return the results of a report's folder; jobs whose files are missing are run."""
        return cls(run_pipeline(plan, folder, Pool()))

    @property
    def plan(self) -> Plan:
        """The plan that was run."""
        return self.pipeline.plan

    def instances(self, group: str) -> list[str]:
        """Return the names of the instances in which a group was run, such as 'noise 0.1' for a noise level.

        ORIGINAL_INSTANCE is first, and alone for STRESS_SUITE.
        """
        if group == STRESS_SUITE:
            return [ORIGINAL_INSTANCE]
        rotated = [ROTATED_INSTANCE] if self.plan.turns else []
        return [ORIGINAL_INSTANCE, *rotated, *(f"noise {noise_std:g}" for noise_std in self.plan.noise)]

    def iterate_cases(self) -> Iterator[tuple[str, str, str]]:
        """Yield every ranked group with each of its regimes and instances: (group, regime, instance)."""
        for group in self.plan.groups:
            for regime in self.plan.regimes_of(group):
                for instance in self.instances(group):
                    yield group, regime, instance

    def sample(self, landscape: str, name: str, regime: str, instance: str) -> Sample:
        """Return the runs of the entrant ``name``, without the run from the classic start."""
        setting = self.pipeline.regime_settings[landscape, name][regime]
        facts: dict[str, list[np.ndarray]] = {key: [] for key in NUMBER_COLUMNS}
        outcomes = []
        for path in self._paths(landscape, name, instance):
            numbers, outcome = _read_runs(path)
            selected = (numbers["setting"] == setting) & (numbers["start"] != CLASSIC_START_INDEX)
            start_count = len(np.unique(numbers["start"][selected]))
            for key, values in numbers.items():
                facts[key].append(values[selected].reshape(start_count, -1))
            outcomes.append(outcome[selected].reshape(start_count, -1))
        joined = {key: np.concatenate(parts, axis=1) for key, parts in facts.items()}
        return _make_sample(joined, np.concatenate(outcomes, axis=1))

    def classic_sample(self, landscape: str, name: str, regime: str) -> Sample:
        """Return the run of the entrant ``name`` from the classic start: a sample with one start and one repeat."""
        numbers, outcome = _read_runs(self._paths(landscape, name, ORIGINAL_INSTANCE)[0])
        setting = self.pipeline.regime_settings[landscape, name][regime]
        selected = (numbers["setting"] == setting) & (numbers["start"] == CLASSIC_START_INDEX)
        facts = {key: values[selected][:, None] for key, values in numbers.items()}
        return _make_sample(facts, outcome[selected][:, None])

    def sensitivity_costs(self, landscape: str, name: str) -> np.ndarray | None:
        """Return the costs of the sensitivity runs of the entrant ``name``: (learning rates, starts, targets).

        Costs are gradient evaluations, inf for a target never reached. None if the entrant has no learning rate or the
        plan has no sensitivity runs.
        """
        job = self.pipeline.jobs.get((landscape, name, RATES_JOB, ""))
        if job is None:
            return None
        numbers, _ = _read_runs(self.pipeline.folder / job.path)
        return _stack_targets(numbers, "cost").reshape(len(job.settings), -1, len(TARGET_NAMES))

    def dim(self, landscape: str) -> int:
        """Return the number of coordinates of a landscape."""
        return read_landscape(landscape).dim

    def _paths(self, landscape: str, name: str, instance: str) -> list[Path]:
        if instance == ROTATED_INSTANCE:
            keys = [(TEST_JOB, f"{angle:g}") for angle in ROTATIONS_DEG[: self.plan.turns]]
        else:
            keys = [
                (TEST_JOB, ORIGINAL_INSTANCE)
                if instance == ORIGINAL_INSTANCE
                else (NOISE_JOB, instance.removeprefix("noise "))
            ]
        return [self.pipeline.folder / self.pipeline.jobs[landscape, name, *key].path for key in keys]


def _make_sample(facts: dict[str, np.ndarray], outcome: np.ndarray) -> Sample:
    return Sample(_stack_targets(facts, "cost"), _stack_targets(facts, "first_touch_cost"), outcome, facts)


def _stack_targets(facts: dict[str, np.ndarray], column: str) -> np.ndarray:
    """Return one column of all targets, stacked along the last axis; -1 becomes infinite."""
    values = np.stack([facts[f"{target} {column}"] for target in TARGET_NAMES], axis=-1)
    return np.where(values < 0, np.inf, values)


@lru_cache(maxsize=4096)
def _read_runs(path: Path) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Read a job's file: NUMBER_COLUMNS as arrays (runs,), and the outcomes (runs,)."""
    columns = [RUN_COLUMNS.index(name) for name in NUMBER_COLUMNS]
    numbers = np.loadtxt(path, delimiter=",", skiprows=1, usecols=columns, ndmin=2)
    outcome = np.loadtxt(path, delimiter=",", skiprows=1, usecols=OUTCOME_COLUMN_INDEX, dtype="U12", ndmin=1)
    return dict(zip(NUMBER_COLUMNS, numbers.T, strict=True)), outcome
