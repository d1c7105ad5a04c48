"""The search space: published, the same for everybody, widened for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from scipy.stats import qmc

from fallline.compare.plan import Plan, dice
from fallline.core import INSIDE, Optimizer, setting_at, with_value, write_item
from fallline.core.numbers import number_paths

DIMENSIONS = 8  # at most; points of fewer are the first coordinates of these, so that all try the same rates
EDGE = 0.04  # of a range: a best value this near to its end is at the edge of it
OFTEN = 0.15  # of the landscapes on which an optimizer's best must be at an edge for that to count; 0.04 by luck
ROUNDS = 4
LOW, HIGH = "low", "high"


@dataclass(frozen=True)
class Range:
    """A setting's values, even on a log scale: of itself, or of 1 minus itself where it is a memory.

    ``by`` is the factor that an edge moves by when it is widened, 1 where it is a natural one.
    """

    low: float
    high: float
    memory: bool = False
    low_by: float = 1.0
    high_by: float = 1.0

    def value(self, share: float) -> float:
        """The setting's value at a share of the range, in few digits."""
        inner = self.low * (self.high / self.low) ** share
        return float(f"{1 - inner:.6g}") if self.memory else float(f"{inner:.4g}")

    def widened(self, side: str) -> Range:
        """The range with one end moved."""
        return (
            replace(self, low=self.low / self.low_by) if side == LOW else replace(self, high=self.high * self.high_by)
        )

    def at_edge(self, share: float) -> str:
        """The end that a share of the range is at, '' for none, or for one that is natural."""
        if share < EDGE and self.low_by > 1:
            return LOW
        return HIGH if share > 1 - EDGE and self.high_by > 1 else ""


RATE = "lr"
RANGES = {
    RATE: Range(1e-7, 10.0, low_by=100.0, high_by=100.0),
    "momentum": Range(1e-3, 1.0, memory=True, low_by=10.0),
    "beta1": Range(1e-3, 1.0, memory=True, low_by=10.0),
    "beta2": Range(1e-4, 1.0, memory=True, low_by=10.0),
    "beta3": Range(1e-4, 1.0, memory=True, low_by=10.0),
    # Only where the paper tells users to tune it, and then for its rival too.
    "adabelief.eps": Range(1e-20, 1e-4, low_by=100.0, high_by=100.0),
    "adam.eps": Range(1e-10, 10.0, low_by=100.0, high_by=100.0),
}
Ranges = tuple[tuple[str, Range], ...]


def first_ranges() -> Ranges:
    """The space before anything was found at an edge of it."""
    return tuple(RANGES.items())


def paths_of(optimizer: Optimizer) -> dict[str, str]:
    """The settings that are searched, the learning rate first: path -> name of the range."""
    found = {}
    for path in sorted(number_paths(optimizer), key=lambda path: path != optimizer.rate_path):
        name = path.rpartition(INSIDE)[2]
        if path == optimizer.rate_path:
            found[path] = RATE
        elif (own := f"{optimizer.id}.{name}") in RANGES or ((own := name) in RANGES and own != RATE):
            found[path] = own
    return found


@lru_cache(maxsize=64)
def shares(plan: Plan, round: int) -> np.ndarray:
    """The trials as shares of the ranges, (trials, DIMENSIONS): scrambled Sobol points, the same for everybody."""
    power = max(int(np.ceil(np.log2(plan.trials))), 0)
    return qmc.Sobol(DIMENSIONS, rng=dice(plan.seed, "trials", str(round))).random_base2(power)[: plan.trials]


def trials_of(plan: Plan, optimizer: Optimizer, ranges: Ranges, round: int) -> tuple[str, ...]:
    """The settings of an optimizer that are tried, spelled; alone itself where nothing of it is searched."""
    paths, by_name = paths_of(optimizer), dict(ranges)
    if not paths:
        return (write_item(optimizer),)
    spelled = []
    for point in shares(plan, round):
        tried = optimizer
        for share, (path, name) in zip(point, paths.items(), strict=False):
            tried = with_value(tried, path, by_name[name].value(share))
        spelled.append(write_item(tried))
    return tuple(spelled)


def rates_of(plan: Plan, optimizer: Optimizer, ranges: Ranges) -> tuple[str, ...]:
    """The optimizer at ``plan.rates`` learning rates, even over the range; none where it has none."""
    if not optimizer.rate_path or not plan.rates:
        return ()
    rates = dict(ranges)[RATE]
    values = [rates.value(share) for share in np.linspace(0, 1, plan.rates)]
    return tuple(write_item(with_value(optimizer, optimizer.rate_path, value)) for value in values)


def at_rate(optimizer: Optimizer, rate: float) -> Optimizer:
    """The optimizer at a learning rate, if it has one."""
    if not optimizer.rate_path:
        return optimizer
    setting_at(optimizer, optimizer.rate_path).check(optimizer.id, rate)
    return with_value(optimizer, optimizer.rate_path, rate)


def edges_hit(
    plan: Plan, optimizer: Optimizer, ranges: Ranges, round: int, best: Sequence[int]
) -> dict[tuple[str, str], int]:
    """How often the best trials, by their numbers, are at which edge: (name of the range, end) -> times."""
    hits: dict[tuple[str, str], int] = {}
    by_name, points = dict(ranges), shares(plan, round)
    for place, name in enumerate(paths_of(optimizer).values()):
        for trial in best:
            if side := by_name[name].at_edge(points[trial, place]):
                hits[name, side] = hits.get((name, side), 0) + 1
    return hits


def widened(ranges: Ranges, edges: Sequence[tuple[str, str]]) -> Ranges:
    """The space with some ends moved, for everybody."""
    by_name = dict(ranges)
    for name, side in sorted(set(edges)):
        by_name[name] = by_name[name].widened(side)
    return tuple(by_name.items())
