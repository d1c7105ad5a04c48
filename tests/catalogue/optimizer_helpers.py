"""Helpers for tests of optimizers: stub landscapes, combinations of settings, and runs that can be compared bitwise."""

from dataclasses import dataclass
from itertools import product

import pytest
import torch

from fallline.core import (
    CHOICE,
    FLAG,
    INTEGER,
    ITEM,
    REAL,
    BadInput,
    GradientOptimizer,
    Landscape,
    Oracle,
    ScheduledOptimizer,
    settings_of,
)
from fallline.optimizers import shelf
from fallline.run.loop import iterate_steps
from fallline.schedules import shelf as schedules

LARGER_LR = 0.03
SHARED_OPTIONS = ({"clip": "norm"}, {"clip": "value"}, {"maximize": True}, {"clip": "norm", "maximize": True})
PLATEAU = {"schedule": schedules["plateau"](patience=1, by=0.5)}


@dataclass(frozen=True)
class Bowl(Landscape):
    """A convex bowl, ten times steeper along y. (stub, 2025)"""

    domain = ((-5.0, 5.0), (-5.0, 5.0))
    start = (2.0, -1.5)

    def f(self, x):
        return 0.5 * (x[..., 0] * x[..., 0] + 10 * (x[..., 1] * x[..., 1]))

    def minima(self):
        return [(0.0, 0.0)]


@dataclass(frozen=True)
class Trough(Landscape):
    """A bent quartic trough, made of products only, so that its gradient is bitwise per row. (stub, 2025)"""

    domain = ((-3.0, 3.0), (-3.0, 3.0))
    start = (-2.0, 2.5)

    def f(self, x):
        across = x[..., 1] - x[..., 0] * x[..., 0]
        return x[..., 0] * x[..., 0] + 3 * (across * across)

    def minima(self):
        return [(0.0, 0.0)]


@dataclass(frozen=True)
class Line(Landscape):
    """Two troughs along one coordinate. (stub, 2026)"""

    domain = ((-3.0, 3.0),)
    start = (-2.0,)

    def f(self, x):
        across = x[..., 0] * x[..., 0] - 1
        return 0.02 * (across * across)

    def minima(self):
        return [(-1.0,), (1.0,)]


@dataclass(frozen=True)
class Chain(Landscape):
    """Seven coordinates in a chain of bent troughs, made of products only. (stub, 2025)"""

    domain = ((-3.0, 3.0),) * 7
    start = (-2.0, 2.5, 1.0, -1.0, 0.5, 2.0, -0.5)

    def f(self, x):
        across = x[..., 1:] - x[..., :-1] * x[..., :-1]
        return (x * x).sum(-1) + 3 * (across * across).sum(-1)

    def minima(self):
        return [(0.0,) * 7]


def make_or_none(cls, **settings):
    """Return the optimizer with these settings, or None if it refuses them."""
    try:
        return cls(**settings)
    except BadInput:
        return None


def valid_option_sets(cls):
    """Return every combination of flags, choices and inner items that the class accepts, as settings by name."""
    return [each for each in all_option_sets(cls) if make_or_none(cls, **each)]


def all_option_sets(cls):
    """Return every combination of flags, choices and inner items, accepted or not, as settings by name.

    The settings of GradientOptimizer, the readings of weight decay and an adaptive schedule are combined with the
    defaults of the others only, since they act before and after the rule.
    """
    shared = settings_of(GradientOptimizer) if issubclass(cls, GradientOptimizer) else ()
    around = {each.name for each in shared} | {"decay"}
    own = [s for s in settings_of(cls) if s.name not in around]
    readings = next((s.options for s in settings_of(cls) if s.name == "decay"), ())
    options = {s.name: s.options or (False, True) for s in own if s.kind in (FLAG, CHOICE)}
    defaults = {s.name: s.default for s in own if s.name in options}
    more = [*(SHARED_OPTIONS if shared else ()), *({"decay": each} for each in readings)]
    more += [PLATEAU] if issubclass(cls, ScheduledOptimizer) else []
    inner_items = [s for s in settings_of(cls) if s.kind == ITEM and s.default is not None]
    options |= {s.name: list(dict.fromkeys((s.default, *values_in_aliases(cls, s.name)))) for s in inner_items}
    every = [dict(zip(options, values, strict=True)) for values in product(*options.values())]
    return every + [defaults | each for each in more]


def values_in_aliases(cls, name):
    return [settings[name] for settings in cls.aliases.values() if name in settings]


def number_sets(cls):
    """Return the combinations of two learning rates and, for each number that is 0 by default, 0 and another value."""
    zero_by_default = [s for s in settings_of(cls) if s.kind in (REAL, INTEGER) and s.default == 0]
    choices = {s.name: (0, s.high // 4 if s.kind == INTEGER else s.high / 4) for s in zero_by_default}
    if any(s.name == "lr" for s in real_settings(cls)):
        choices["lr"] = (cls.lr, LARGER_LR)
    return [dict(zip(choices, values, strict=True)) for values in product(*choices.values())]


def real_settings(cls):
    """Return the real-valued settings, which may have one value per row."""
    return [s for s in settings_of(cls) if s.kind == REAL]


def random_starts(landscape, rows, seed=0):
    """Return ``rows`` starts in the domain, (rows, dim), the landscape's own start first."""
    low, high = torch.tensor(landscape.domain, dtype=torch.float64).T
    x = low + (high - low) * torch.rand(rows, landscape.dim, generator=torch.Generator().manual_seed(seed)).double()
    x[0] = torch.tensor(landscape.start, dtype=torch.float64)
    return x


def iterate_states(optimizer, landscape, x, steps):
    """Yield (x, state) before the first step and after each of ``steps`` steps."""
    oracle, state = Oracle(landscape, len(x)), optimizer.initial_state(x)
    yield x, state
    for step in iterate_steps(oracle, [optimizer] * steps, x, state):
        yield step.next_x, step.state


def final_state(optimizer, landscape, x, steps):
    """Return (x, state) after ``steps`` steps."""
    *_, final = iterate_states(optimizer, landscape, x, steps)
    return final


def equal_bits(a, b):
    return a.shape == b.shape and a.dtype == b.dtype and bool(((a == b) | (a.isnan() & b.isnan())).all())


def equal_runs(run, other, rows=slice(None)):
    """Return whether two (x, state) pairs are bitwise equal; of the first, only ``rows`` are compared."""
    (x, state), (y, reference) = run, other
    return (
        equal_bits(x[rows], y)
        and state.keys() == reference.keys()
        and all(equal_bits(state[k][rows], reference[k]) for k in state)
    )


every_optimizer = pytest.mark.parametrize("id", list(shelf))
every_class = pytest.mark.parametrize("cls", [*shelf.classes.values()], ids=list(shelf.classes))
BATCHED_CLASSES = [cls for cls in shelf.classes.values() if not cls.one_instance_per_row]
every_batched_class = pytest.mark.parametrize("cls", BATCHED_CLASSES, ids=[cls.id for cls in BATCHED_CLASSES])
every_stub = pytest.mark.parametrize("landscape", [Bowl(), Trough()], ids=["bowl", "trough"])
