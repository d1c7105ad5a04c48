"""The runs that were carried out, read back from their files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from fallline.compare.pipeline import ORIGINAL, Carried, carried_out
from fallline.compare.plan import TARGETS, TURNS, Plan
from fallline.compare.pool import Pool
from fallline.compare.suites import STRESS
from fallline.compare.work import CLASSIC, NOISE, RATES, RUN_COLUMNS, TEST
from fallline.landscapes import read_landscape

TURNED = "turned"
NUMBERS: tuple[str, ...] = ("setting", "start", "gap", "distance", "path_length", "diverged_at")
NUMBERS += (*(f"{target} cost" for target in TARGETS), *(f"{target} first_touch_cost" for target in TARGETS))
OUTCOME = RUN_COLUMNS.index("outcome")


@dataclass(frozen=True, eq=False)
class Cell:
    """Runs of one entrant on one landscape by one regime: ``cost`` and ``touch`` (starts, repeats, targets), infinite
    for never; the rest (starts, repeats)."""

    cost: np.ndarray
    touch: np.ndarray
    outcome: np.ndarray
    facts: dict[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class Results:
    """Everything that a table may ask."""

    carried: Carried

    @classmethod
    def of(cls, plan: Plan, folder: Path) -> Results:
        """The results of a report that lies in a folder, whole."""
        return cls(carried_out(plan, folder, Pool()))

    @property
    def plan(self) -> Plan:
        """What was asked."""
        return self.carried.plan

    def instances(self, group: str) -> list[str]:
        """What the landscapes of a group were run as."""
        if group == STRESS:
            return [ORIGINAL]
        turned = [TURNED] if self.plan.turns else []
        return [ORIGINAL, *turned, *(f"noise {sigma:g}" for sigma in self.plan.noise)]

    def over(self) -> Iterator[tuple[str, str, str]]:
        """Every group that is ranked, regime and instance."""
        for group in self.plan.groups:
            for regime in self.plan.regimes_of(group):
                for instance in self.instances(group):
                    yield group, regime, instance

    def cell(self, ground: str, name: str, regime: str, instance: str) -> Cell:
        """The runs of a regime; the classic start is not among them."""
        which = self.carried.regimes[ground, name][regime]
        parts = [_read(path) for path in self._paths(ground, name, instance)]
        chosen = []
        for numbers, outcome in parts:
            mine = (numbers["setting"] == which) & (numbers["start"] != CLASSIC)
            many = len(np.unique(numbers["start"][mine]))
            chosen.append(
                (
                    {key: value[mine].reshape(many, -1) for key, value in numbers.items()},
                    outcome[mine].reshape(many, -1),
                )
            )
        facts = {key: np.concatenate([numbers[key] for numbers, _ in chosen], axis=1) for key in NUMBERS}
        return _cell(facts, np.concatenate([outcome for _, outcome in chosen], axis=1))

    def classic(self, ground: str, name: str, regime: str) -> Cell:
        """The run from the classic start."""
        numbers, outcome = _read(self._paths(ground, name, ORIGINAL)[0])
        mine = (numbers["setting"] == self.carried.regimes[ground, name][regime]) & (numbers["start"] == CLASSIC)
        return _cell({key: value[mine][:, None] for key, value in numbers.items()}, outcome[mine][:, None])

    def rates(self, ground: str, name: str) -> np.ndarray | None:
        """The costs to the targets at each of the learning rates, (rates, starts, targets); None where there are
        none."""
        job = self.carried.jobs.get((ground, name, RATES, ""))
        if job is None:
            return None
        numbers, _ = _read(self.carried.folder / job.path)
        return _never(numbers, "cost").reshape(len(job.settings), -1, len(TARGETS))

    def dim(self, ground: str) -> int:
        """The number of coordinates."""
        return read_landscape(ground).dim

    def _paths(self, ground: str, name: str, instance: str) -> list[Path]:
        if instance == TURNED:
            keys = [(TEST, f"{turn:g}") for turn in TURNS[: self.plan.turns]]
        else:
            keys = [(TEST, ORIGINAL) if instance == ORIGINAL else (NOISE, instance.removeprefix("noise "))]
        return [self.carried.folder / self.carried.jobs[ground, name, *key].path for key in keys]


def _cell(facts: dict[str, np.ndarray], outcome: np.ndarray) -> Cell:
    return Cell(_never(facts, "cost"), _never(facts, "first_touch_cost"), outcome, facts)


def _never(facts: dict[str, np.ndarray], what: str) -> np.ndarray:
    """A column of each target, stacked, -1 as infinite."""
    values = np.stack([facts[f"{target} {what}"] for target in TARGETS], axis=-1)
    return np.where(values < 0, np.inf, values)


@lru_cache(maxsize=4096)
def _read(path: Path) -> tuple[dict[str, np.ndarray], np.ndarray]:
    columns = [RUN_COLUMNS.index(name) for name in NUMBERS]
    numbers = np.loadtxt(path, delimiter=",", skiprows=1, usecols=columns, ndmin=2)
    outcome = np.loadtxt(path, delimiter=",", skiprows=1, usecols=OUTCOME, dtype="U12", ndmin=1)
    return dict(zip(NUMBERS, numbers.T, strict=True)), outcome
