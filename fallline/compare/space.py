"""The search space of the trials, which all optimizers share; if it is widened, it is widened for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from scipy.stats import qmc

from fallline.compare.plan import Plan, rng_for
from fallline.core import LEARNING_RATE, PATH_SEPARATOR, Optimizer, replace_at_path, setting_at_path, write_item
from fallline.core.number_settings import number_paths

SOBOL_DIMENSION_COUNT = 8  # of the trial points: at least the settings of any optimizer; the first is the learning rate
EDGE_SHARE = 0.04  # a best value within this share of a range from its end is at the edge
# An edge is widened if the best trials of more than this share of the landscapes are at it; by chance 0.04 are.
MAX_EDGE_HIT_SHARE = 0.15
MAX_TRIAL_ROUNDS = 4  # rounds of trials; the search space is widened between rounds
LOW, HIGH = "low", "high"  # the ends of a range


@dataclass(frozen=True)
class Range:
    """The range of a setting, uniform on a log scale: of its value, or with ``complement`` of 1 minus its value.

    ``widen`` divides ``low`` by ``low_factor`` or multiplies ``high`` by ``high_factor``; an end with the factor 1 is
    never widened.
    """

    low: float
    high: float
    complement: bool = False
    low_factor: float = 1.0
    high_factor: float = 1.0

    def value(self, share: float) -> float:
        """Return the setting's value at a share of the range, 0 for ``low`` to 1 for ``high``, on a log scale.

        It is rounded to four significant digits, with ``complement`` to six.
        """
        value = self.low * (self.high / self.low) ** share
        return float(f"{1 - value:.6g}") if self.complement else float(f"{value:.4g}")

    def widen(self, side: str) -> Range:
        """Return the range with the end ``side`` (LOW or HIGH) moved outwards."""
        if side == LOW:
            return replace(self, low=self.low / self.low_factor)
        return replace(self, high=self.high * self.high_factor)

    def edge_at(self, share: float) -> str:
        """Return LOW or HIGH if a share of the range (0 to 1) is within EDGE_SHARE of that end, otherwise ''.

        An end that is never widened counts as no end.
        """
        if share < EDGE_SHARE and self.low_factor > 1:
            return LOW
        return HIGH if share > 1 - EDGE_SHARE and self.high_factor > 1 else ""


INITIAL_RANGES = {
    LEARNING_RATE: Range(1e-7, 10.0, low_factor=100.0, high_factor=100.0),
    "momentum": Range(1e-3, 1.0, complement=True, low_factor=10.0),
    "beta1": Range(1e-3, 1.0, complement=True, low_factor=10.0),
    "beta2": Range(1e-4, 1.0, complement=True, low_factor=10.0),
    "beta3": Range(1e-4, 1.0, complement=True, low_factor=10.0),
    # AdaBelief's paper tells users to tune eps, so Adam's is tuned as well.
    "adabelief.eps": Range(1e-20, 1e-4, low_factor=100.0, high_factor=100.0),
    "adam.eps": Range(1e-10, 10.0, low_factor=100.0, high_factor=100.0),
}
Ranges = tuple[tuple[str, Range], ...]


def initial_ranges() -> Ranges:
    """Return the search space before any widening."""
    return tuple(INITIAL_RANGES.items())


def searched_range_names(optimizer: Optimizer) -> dict[str, str]:
    """Return the settings of an optimizer that are searched: path -> name of its range, the learning rate first."""
    ranges = {}
    for path in sorted(number_paths(optimizer), key=lambda path: path != optimizer.lr_path):
        name = path.rpartition(PATH_SEPARATOR)[2]
        if path == optimizer.lr_path:
            ranges[path] = LEARNING_RATE
        elif f"{optimizer.id}.{name}" in INITIAL_RANGES:
            ranges[path] = f"{optimizer.id}.{name}"
        elif name in INITIAL_RANGES and name != LEARNING_RATE:
            ranges[path] = name
    return ranges


@lru_cache(maxsize=64)
def trial_points(plan: Plan, round: int) -> np.ndarray:
    """Return the scrambled Sobol points of a round's trials, (trials, SOBOL_DIMENSION_COUNT).

    Each coordinate is in [0, 1), a position within the range of one setting. An optimizer with fewer settings uses the
    first coordinates, so all optimizers try the same learning rates.
    """
    power = max(int(np.ceil(np.log2(plan.trials))), 0)
    return qmc.Sobol(SOBOL_DIMENSION_COUNT, rng=rng_for(plan.seed, "trials", str(round))).random_base2(power)[
        : plan.trials
    ]


def trial_settings(plan: Plan, optimizer: Optimizer, ranges: Ranges, round: int) -> tuple[str, ...]:
    """Return the link texts of an optimizer's trials in a round.

    Only the link text of the optimizer as it is, if none of its settings is searched.
    """
    paths, by_name = searched_range_names(optimizer), dict(ranges)
    if not paths:
        return (write_item(optimizer),)
    settings = []
    for point in trial_points(plan, round):
        trial = optimizer
        for share, (path, name) in zip(point, paths.items(), strict=False):
            trial = replace_at_path(trial, path, by_name[name].value(share))
        settings.append(write_item(trial))
    return tuple(settings)


def sensitivity_settings(plan: Plan, optimizer: Optimizer, ranges: Ranges) -> tuple[str, ...]:
    """Return the link texts of the optimizer at ``plan.rates`` learning rates, ascending; () if it has none."""
    if not optimizer.lr_path or not plan.rates:
        return ()
    lr_range = dict(ranges)[LEARNING_RATE]
    values = [lr_range.value(share) for share in np.linspace(0, 1, plan.rates)]
    return tuple(write_item(replace_at_path(optimizer, optimizer.lr_path, value)) for value in values)


def with_learning_rate(optimizer: Optimizer, lr: float) -> Optimizer:
    """Return the optimizer at a learning rate, or unchanged if it has none; raises BadInput if out of bounds."""
    if not optimizer.lr_path:
        return optimizer
    setting_at_path(optimizer, optimizer.lr_path).check(optimizer.id, lr)
    return replace_at_path(optimizer, optimizer.lr_path, lr)


def count_edge_hits(
    plan: Plan, optimizer: Optimizer, ranges: Ranges, round: int, best_trials: Sequence[int]
) -> dict[tuple[str, str], int]:
    """Count the best tuning trials at each edge of their ranges: (name of the range, LOW or HIGH) -> count.

    ``best_trials`` are row indices of ``trial_points(plan, round)``. Edges without a hit, and those that cannot be
    widened, are left out.
    """
    hits: dict[tuple[str, str], int] = {}
    by_name, points = dict(ranges), trial_points(plan, round)
    for dimension, name in enumerate(searched_range_names(optimizer).values()):
        for trial in best_trials:
            if side := by_name[name].edge_at(points[trial, dimension]):
                hits[name, side] = hits.get((name, side), 0) + 1
    return hits


def widen_ranges(ranges: Ranges, edges: Sequence[tuple[str, str]]) -> Ranges:
    """Return the search space with the given ends, (name of the range, LOW or HIGH), moved outwards."""
    by_name = dict(ranges)
    for name, side in sorted(set(edges)):
        by_name[name] = by_name[name].widen(side)
    return tuple(by_name.items())
