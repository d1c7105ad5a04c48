"""What a comparison is: who runs where, from which starts, with what to spend, by which settings."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zlib import crc32

import numpy as np

from fallline.compare.suites import STRESS, Ground
from fallline.core import BadInput, Optimizer, read_item, write_item
from fallline.optimizers import shelf

SAME, DEFAULTS, SUITE, LEFT_OUT, FUNCTION = "same", "defaults", "suite", "left_out", "function"
REGIMES = (SAME, DEFAULTS, SUITE, LEFT_OUT, FUNCTION)
REGIME_SAYS = {
    SAME: "one learning rate for all",
    DEFAULTS: "each optimizer's own defaults",
    SUITE: "one setting for the whole suite, tuned on other starts",
    LEFT_OUT: "one setting for the suite, tuned without the landscape it is judged on",
    FUNCTION: "tuned for each landscape, on other starts",
}
TUNED = (SUITE, LEFT_OUT, FUNCTION)
DELTAS = (1e-1, 1e-2, 1e-3, 1e-5, 1e-8)  # targets, as shares of the median gap f - f* at the starts
ABSOLUTE = 1e-3  # ... and one gap that is the same everywhere
TARGETS = (*(f"{delta:.0e}".replace("e-0", "e-") for delta in DELTAS), "absolute")  # as the tables call them
HEADLINE_AT = 2  # the target that is tuned for and reported first, by its place
HEADLINE, HEADLINE_NAME = DELTAS[HEADLINE_AT], TARGETS[HEADLINE_AT]
TURNS = (-67.0, -31.0, 23.0, 52.0)  # degrees by which instances are turned, fixed before anything was run
FOLDS = 5  # of landscapes, for tuning without the one that is judged
MOST_OPTIMIZERS, MOST_STARTS, MOST_BUDGET = 40, 4096, 1_000_000


@dataclass(frozen=True)
class Plan:
    """Everything that decides a number of the report; the same plan gives the same tables on the same machine.

    ``budget`` is in units of one gradient. ``noise`` are deviations of what is added to each gradient; ``rates`` is
    how many learning rates the sensitivity is measured at, 0 for none.
    """

    optimizers: tuple[str, ...]
    grounds: tuple[Ground, ...]
    regimes: tuple[str, ...]
    rate: float
    trials: int
    tuning_starts: int
    tuning_budget: int
    starts: int
    budget: int
    turns: int
    turned_starts: int
    noise: tuple[float, ...]
    noise_starts: int
    noise_seeds: int
    rates: int
    seed: int
    device: str

    def __post_init__(self) -> None:
        """Refuses what cannot be compared; raises BadInput."""
        if not 1 <= len(self.optimizers) <= MOST_OPTIMIZERS:
            raise BadInput(f"A report compares 1 to {MOST_OPTIMIZERS} optimizers; {len(self.optimizers)} were named.")
        if twice := [each for each in self.optimizers if self.optimizers.count(each) > 1]:
            raise BadInput(f"{twice[0]} stands twice among the optimizers; name it once.")
        if not self.regimes or any(each not in REGIMES for each in self.regimes):
            raise BadInput(f"regimes = {','.join(self.regimes)} must be some of {', '.join(REGIMES)}.")
        for name in ("noise_starts", "turned_starts"):
            if getattr(self, name) > self.starts:
                raise BadInput(f"{name} = {getattr(self, name)} must be at most starts = {self.starts}.")

    @classmethod
    def read(cls, facts: dict[str, Any]) -> Plan:
        """Back from ``facts``; raises BadInput for what is no plan."""
        try:
            lists = {name: tuple(facts[name]) for name in ("optimizers", "regimes", "noise")}
            return cls(**{**facts, **lists, "grounds": tuple((group, ground) for group, ground in facts["grounds"])})
        except (TypeError, KeyError, ValueError) as problem:
            raise BadInput(
                f"The manifest's plan cannot be read ({problem}); it must be one that a report wrote."
            ) from None

    def facts(self) -> dict[str, Any]:
        """As json."""
        return dataclasses.asdict(self)

    @cached_property
    def entrants(self) -> dict[str, Optimizer]:
        """The optimizers by the names that the tables give them: the id, or as spelled where one enters twice."""
        made = [read_item(shelf, spelled) for spelled in self.optimizers]
        ids = [each.id for each in made]
        return {write_item(each) if ids.count(each.id) > 1 else each.id: each for each in made}

    @property
    def at_defaults(self) -> bool:
        """Whether the optimizers enter with all their settings at the defaults."""
        return all(each == type(each)() for each in self.entrants.values())

    @property
    def groups(self) -> dict[str, list[str]]:
        """The landscapes of each group that is ranked."""
        found: dict[str, list[str]] = {}
        for group, ground in self.grounds:
            found.setdefault(group, []).append(ground)
        return {group: members for group, members in found.items() if group != STRESS}

    def regimes_of(self, group: str) -> tuple[str, ...]:
        """What makes no sense to be tuned is not; nor is there a landscape to leave out of a few."""
        wanted = [each for each in REGIMES if each in self.regimes]
        if group == STRESS:
            wanted = [each for each in wanted if each not in TUNED] or [DEFAULTS]
        elif len(self.groups[group]) < FOLDS:
            wanted = [each for each in wanted if each != LEFT_OUT]
        return tuple(wanted)


def dice(seed: int, *names: str) -> np.random.Generator:
    """Randomness that depends on the published seed and on names alone, and never on an optimizer."""
    return np.random.default_rng([seed, *(crc32(name.encode()) for name in names)])
