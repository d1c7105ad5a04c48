"""What the trials say: the best setting for a suite, without a landscape, and for each; and what K of them are
worth."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import hypergeom

from fallline.compare.plan import FOLDS, Plan, dice
from fallline.compare.work import TRIAL_COLUMNS, Job

COLUMNS = [TRIAL_COLUMNS.index(name) for name in ("setting", "cost")]
UNSOLVED = 2  # times everything spent is what a setting costs that never arrives


@dataclass(frozen=True, eq=False)
class Trials:
    """The expected running time of each trial on each landscape of a group, (trials, landscapes)."""

    plan: Plan
    group: str
    grounds: list[str]
    cost: np.ndarray

    @classmethod
    def read(cls, folder: Path, plan: Plan, group: str, jobs: dict[str, Job]) -> Trials:
        """From the files of an optimizer's jobs, one for each landscape."""
        grounds = plan.groups[group]
        return cls(
            plan, group, grounds, np.stack([_expected(folder / jobs[each].path, plan) for each in grounds], axis=1)
        )

    @property
    def _log(self) -> np.ndarray:
        return np.log(self.cost)

    def best(self) -> int:
        """The trial with the least mean logarithm over the landscapes."""
        return int(self._log.mean(1).argmin())

    def best_on(self, ground: str) -> int:
        """The best trial on one landscape."""
        return int(self.cost[:, self.grounds.index(ground)].argmin())

    def best_without(self, ground: str) -> int:
        """The best trial by the landscapes of other folds than this one's."""
        folds = np.arange(len(self.grounds)) % FOLDS
        folds = dice(self.plan.seed, "folds", self.group).permutation(folds)
        mine = folds[self.grounds.index(ground)]
        return int(self._log[:, folds != mine].mean(1).argmin())

    def after(self) -> np.ndarray:
        """The expected best of k trials drawn from these, for k = 1, 2, ...: geometric mean over landscapes, and the
        quantiles 0.1 and 0.9; (trials, 3). Exact, by the ranks of the best of k drawn without replacement."""
        ranked, n = np.sort(self._log.mean(1)), len(self.cost)
        lines = []
        for k in range(1, n + 1):
            # P(the best of k has rank >= r) = P(none of the r - 1 best is drawn)
            none = hypergeom.pmf(0, n, np.arange(n + 1), k)
            at = none[:-1] - none[1:]
            quantiles = [ranked[min(int(np.searchsorted(np.cumsum(at), q - 1e-12)), n - 1)] for q in (0.1, 0.9)]
            lines.append(np.exp([(at * ranked).sum(), *quantiles]))
        return np.array(lines)


def _expected(path: Path, plan: Plan) -> np.ndarray:
    """Everything spent over the number of arrivals, per trial; runs that do not arrive spend the budget."""
    setting, cost = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2, usecols=COLUMNS).T
    arrived, setting = cost >= 0, setting.astype(int)
    cost = np.where(arrived, cost, plan.tuning_budget)
    spent, hits = (np.bincount(setting, weights=each) for each in (cost, arrived.astype(float)))
    return np.where(hits > 0, spent / np.maximum(hits, 1), UNSOLVED * spent)
