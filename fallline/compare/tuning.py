"""Selection of settings from the trials, and the running time to be expected of the best of k trials."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import hypergeom

from fallline.compare.job import TRIAL_COLUMNS, Job
from fallline.compare.plan import FOLD_COUNT, Plan, rng_for

SETTING_AND_COST_INDICES = [TRIAL_COLUMNS.index(name) for name in ("setting", "cost")]  # in a trial's row
UNSOLVED_FACTOR = 2  # times the total cost of its runs: the running time of a setting without any success


@dataclass(frozen=True, eq=False)
class Trials:
    """The trials of one optimizer on a group of landscapes.

    ``running_times`` (trials, landscapes) are expected running times in gradient evaluations.
    """

    plan: Plan
    group: str
    landscapes: list[str]
    running_times: np.ndarray

    @classmethod
    def read(cls, folder: Path, plan: Plan, group: str, jobs: dict[str, Job]) -> Trials:
        """Return the trials read from the files of an optimizer's jobs; ``jobs`` has the job of each landscape."""
        landscapes = plan.groups[group]
        return cls(
            plan,
            group,
            landscapes,
            np.stack([_read_running_times(folder / jobs[each].path, plan) for each in landscapes], axis=1),
        )

    @property
    def _log_times(self) -> np.ndarray:
        return np.log(self.running_times)

    def best_trial_for_suite(self) -> int:
        """Return the index of the trial with the least mean log running time over the landscapes."""
        return int(self._log_times.mean(1).argmin())

    def best_trial_on(self, landscape: str) -> int:
        """Return the index of the trial with the least expected running time on one landscape."""
        return int(self.running_times[:, self.landscapes.index(landscape)].argmin())

    def best_trial_without(self, landscape: str) -> int:
        """Return the index of the trial with the least mean log running time outside the landscape's fold.

        The landscapes of the group are split at random into FOLD_COUNT folds.
        """
        folds = np.arange(len(self.landscapes)) % FOLD_COUNT
        folds = rng_for(self.plan.seed, "folds", self.group).permutation(folds)
        fold = folds[self.landscapes.index(landscape)]
        return int(self._log_times[:, folds != fold].mean(1).argmin())

    def expected_best(self) -> np.ndarray:
        """Return the running time of the best of k trials, drawn without replacement, for k = 1, 2, ...: (trials, 3).

        Columns: the expected geometric mean over landscapes, and its quantiles 0.1 and 0.9. Exact, by the ranks of the
        trials.
        """
        ranked, n = np.sort(self._log_times.mean(1)), len(self.running_times)
        rows = []
        for k in range(1, n + 1):
            # P(the best of k has rank >= r) = P(none of the r - 1 best is drawn)
            none_drawn = hypergeom.pmf(0, n, np.arange(n + 1), k)
            probability = none_drawn[:-1] - none_drawn[1:]
            quantiles = [
                ranked[min(int(np.searchsorted(np.cumsum(probability), q - 1e-12)), n - 1)] for q in (0.1, 0.9)
            ]
            rows.append(np.exp([(probability * ranked).sum(), *quantiles]))
        return np.array(rows)


def _read_running_times(path: Path, plan: Plan) -> np.ndarray:
    """Return the expected running time of each trial: the total cost of its runs divided by the number of successes.

    A run that does not reach the target costs the budget.
    """
    setting, cost = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2, usecols=SETTING_AND_COST_INDICES).T
    reached, setting = cost >= 0, setting.astype(int)
    cost = np.where(reached, cost, plan.tuning_budget)
    spent, successes = (np.bincount(setting, weights=each) for each in (cost, reached.astype(float)))
    return np.where(successes > 0, spent / np.maximum(successes, 1), UNSOLVED_FACTOR * spent)
