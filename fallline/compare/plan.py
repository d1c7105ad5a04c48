"""The plan of a comparison: optimizers, landscapes, starts, budgets, and how settings are chosen.

An entrant is an optimizer that takes part. A regime is a rule by which its setting is chosen (REGIME_DESCRIPTIONS).
An instance of a landscape is the original, a rotated one, or one with gradient noise. Optimizers and landscapes are
named by their text in a link, such as ``adam~lr:0.01`` and ``rosenbrock~dim:10``.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zlib import crc32

import numpy as np

from fallline.compare.suites import STRESS_SUITE, GroupedLandscape
from fallline.core import BadInput, Optimizer, read_item, write_item
from fallline.optimizers import shelf

SAME_REGIME, DEFAULTS_REGIME, SUITE_REGIME = "same", "defaults", "suite"
LEFT_OUT_REGIME, FUNCTION_REGIME = "left_out", "function"
REGIMES = (SAME_REGIME, DEFAULTS_REGIME, SUITE_REGIME, LEFT_OUT_REGIME, FUNCTION_REGIME)
REGIME_DESCRIPTIONS = {
    SAME_REGIME: "one learning rate for all",
    DEFAULTS_REGIME: "each optimizer's own defaults",
    SUITE_REGIME: "one setting for the whole suite, tuned on other starts",
    LEFT_OUT_REGIME: "one setting for the suite, tuned without the landscape it is judged on",
    FUNCTION_REGIME: "tuned for each landscape, on other starts",
}
TUNED_REGIMES = (SUITE_REGIME, LEFT_OUT_REGIME, FUNCTION_REGIME)
RELATIVE_TARGETS = (1e-1, 1e-2, 1e-3, 1e-5, 1e-8)  # target gaps as shares of the median gap f - f* over the domain
ABSOLUTE_TARGET_GAP = 1e-3  # one more target: the same gap f - f* on every landscape
TARGET_NAMES = (*(f"{share:.0e}".replace("e-0", "e-") for share in RELATIVE_TARGETS), "absolute")  # in the tables
HEADLINE_INDEX = 2  # index of the target that is tuned for and reported first
HEADLINE_SHARE, HEADLINE_NAME = RELATIVE_TARGETS[HEADLINE_INDEX], TARGET_NAMES[HEADLINE_INDEX]
ROTATIONS_DEG = (-67.0, -31.0, 23.0, 52.0)  # rotation angles of the rotated instances; chosen before any run was made
FOLD_COUNT = 5  # folds of landscapes in the regime LEFT_OUT_REGIME
MAX_OPTIMIZERS, MAX_STARTS, MAX_BUDGET = 40, 4096, 1_000_000
LANDSCAPES_KEY = "grounds"  # of the field grouped_landscapes in a manifest


@dataclass(frozen=True)
class Plan:
    """Everything that the numbers of a report depend on; the same plan gives the same tables on the same machine.

    ``optimizers`` and ``grouped_landscapes`` are link texts. ``rate`` is the learning rate of SAME_REGIME. Budgets
    are in units of one gradient evaluation. ``turns`` counts the rotated instances of each landscape, ``turned_starts``
    the starts on each. ``noise`` are standard deviations of the gradient noise. ``rates`` is the number of learning
    rates at which the sensitivity is measured, 0 for none.
    """

    optimizers: tuple[str, ...]
    grouped_landscapes: tuple[GroupedLandscape, ...]
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
        """Check the fields; raises BadInput for a comparison that is not possible."""
        if not 1 <= len(self.optimizers) <= MAX_OPTIMIZERS:
            raise BadInput(
                "A report compares 1 to {limit} optimizers; {count} were named.",
                limit=MAX_OPTIMIZERS,
                count=len(self.optimizers),
            )
        if repeated := [each for each in self.optimizers if self.optimizers.count(each) > 1]:
            raise BadInput("{optimizer} stands twice among the optimizers; name it once.", optimizer=repeated[0])
        if not self.regimes or any(each not in REGIMES for each in self.regimes):
            raise BadInput(
                "regimes = {value} must be some of {names}.", value=",".join(self.regimes), names=", ".join(REGIMES)
            )
        for name in ("noise_starts", "turned_starts"):
            if getattr(self, name) > self.starts:
                raise BadInput(
                    "{name} = {value} must be at most starts = {limit}.",
                    name=name,
                    value=getattr(self, name),
                    limit=self.starts,
                )

    @classmethod
    def from_dict(cls, facts: dict[str, Any]) -> Plan:
        """Return the plan that ``to_dict`` wrote; raises BadInput if ``facts`` are not such a dictionary."""
        try:
            lists = {name: tuple(facts[name]) for name in ("optimizers", "regimes", "noise")}
            return cls(
                **{name: value for name, value in facts.items() if name != LANDSCAPES_KEY} | lists,
                grouped_landscapes=tuple((group, landscape) for group, landscape in facts[LANDSCAPES_KEY]),
            )
        except (TypeError, KeyError, ValueError) as problem:
            raise BadInput(
                "The manifest's plan cannot be read ({problem}); it must be one that a report wrote.",
                problem=problem.sentence if isinstance(problem, BadInput) else str(problem),
            ) from None

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as a dictionary of JSON values, as the manifest stores them."""
        facts = dataclasses.asdict(self)
        return {LANDSCAPES_KEY if name == "grouped_landscapes" else name: value for name, value in facts.items()}

    @cached_property
    def entrants(self) -> dict[str, Optimizer]:
        """The optimizers by their names in the tables, in the order of ``optimizers``.

        The name is the id, or the link text where an id occurs twice.
        """
        optimizers = [read_item(shelf, text) for text in self.optimizers]
        ids = [each.id for each in optimizers]
        return {write_item(each) if ids.count(each.id) > 1 else each.id: each for each in optimizers}

    @property
    def is_at_defaults(self) -> bool:
        """Whether every entrant has all its settings at the defaults."""
        return all(each == type(each)() for each in self.entrants.values())

    @property
    def groups(self) -> dict[str, list[str]]:
        """The link texts of the landscapes of each ranked group, by group; STRESS_SUITE is not ranked and left out."""
        groups: dict[str, list[str]] = {}
        for group, landscape in self.grouped_landscapes:
            groups.setdefault(group, []).append(landscape)
        return {group: members for group, members in groups.items() if group != STRESS_SUITE}

    def regimes_of(self, group: str) -> tuple[str, ...]:
        """Return the regimes in which a group of landscapes is run, in the order of REGIMES.

        STRESS_SUITE landscapes are not tuned, and LEFT_OUT_REGIME needs at least FOLD_COUNT landscapes.
        """
        regimes = [each for each in REGIMES if each in self.regimes]
        if group == STRESS_SUITE:
            regimes = [each for each in regimes if each not in TUNED_REGIMES] or [DEFAULTS_REGIME]
        elif len(self.groups[group]) < FOLD_COUNT:
            regimes = [each for each in regimes if each != LEFT_OUT_REGIME]
        return tuple(regimes)


def rng_for(seed: int, *names: str) -> np.random.Generator:
    """Return a random generator seeded by ``seed`` and ``names`` only, so that all entrants get the same draws."""
    return np.random.default_rng([seed, *(crc32(name.encode()) for name in names)])
