"""What the tests of optimizers share: stub landscapes, combinations of settings, and walks that can be compared."""

from dataclasses import dataclass
from itertools import product

import pytest
import torch

from fallline.core import CHOICE, FLAG, INTEGER, ITEM, REAL, BadInput, Landscape, Oracle, settings_of
from fallline.optimizers import shelf
from fallline.run.loop import stepping

LARGER_LR = 0.03


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
class Chain(Landscape):
    """Seven coordinates in a chain of bent troughs, made of products only. (stub, 2025)"""

    domain = ((-3.0, 3.0),) * 7
    start = (-2.0, 2.5, 1.0, -1.0, 0.5, 2.0, -0.5)

    def f(self, x):
        across = x[..., 1:] - x[..., :-1] * x[..., :-1]
        return (x * x).sum(-1) + 3 * (across * across).sum(-1)

    def minima(self):
        return [(0.0,) * 7]


def accepted(cls, **settings):
    """The optimizer with these settings, or None where it refuses them in words."""
    try:
        return cls(**settings)
    except BadInput:
        return None


def option_sets(cls):
    """Every combination of flags, choices and items inside that the class accepts, as settings by name."""
    return [each for each in every_option_set(cls) if accepted(cls, **each)]


def every_option_set(cls):
    options = {s.name: s.options or (False, True) for s in settings_of(cls) if s.kind in (FLAG, CHOICE)}
    inside = [s for s in settings_of(cls) if s.kind == ITEM and s.default is not None]
    options |= {s.name: list(dict.fromkeys((s.default, *named_in_also(cls, s.name)))) for s in inside}
    return [dict(zip(options, values, strict=True)) for values in product(*options.values())]


def named_in_also(cls, name):
    return [settings[name] for settings in cls.also.values() if name in settings]


def number_sets(cls):
    """The default and a larger learning rate, times each number that is off (0) by default both off and on."""
    off = [s for s in settings_of(cls) if s.kind in (REAL, INTEGER) and s.default == 0]
    choices = {s.name: (0, s.high // 4 if s.kind == INTEGER else s.high / 4) for s in off}
    if any(s.name == "lr" for s in numbers(cls)):
        choices["lr"] = (cls.lr, LARGER_LR)
    return [dict(zip(choices, values, strict=True)) for values in product(*choices.values())]


def numbers(cls):
    """The real-valued settings, which may be columns."""
    return [s for s in settings_of(cls) if s.kind == REAL]


def points(landscape, rows, seed=0):
    """``rows`` starts in the domain, the classic one first."""
    low, high = torch.tensor(landscape.domain, dtype=torch.float64).T
    x = low + (high - low) * torch.rand(rows, landscape.dim, generator=torch.Generator().manual_seed(seed)).double()
    x[0] = torch.tensor(landscape.start, dtype=torch.float64)
    return x


def walk(optimizer, landscape, x, steps):
    """Yields (x, state) before the first step and after each of ``steps`` steps."""
    oracle, state = Oracle(landscape, len(x)), optimizer.init(x)
    yield x, state
    for step in stepping(oracle, [optimizer] * steps, x, state):
        yield step.after, step.state


def end(optimizer, landscape, x, steps):
    *_, last = walk(optimizer, landscape, x, steps)
    return last


def same(a, b):
    return a.shape == b.shape and a.dtype == b.dtype and bool(((a == b) | (a.isnan() & b.isnan())).all())


def same_run(run, other, rows=slice(None)):
    """Whether two (x, state) pairs are bitwise equal, the first one read at ``rows``."""
    (x, state), (y, reference) = run, other
    return (
        same(x[rows], y) and state.keys() == reference.keys() and all(same(state[k][rows], reference[k]) for k in state)
    )


every_optimizer = pytest.mark.parametrize("id", list(shelf))
every_class = pytest.mark.parametrize("cls", [*shelf.classes.values()], ids=list(shelf.classes))
RULES = [cls for cls in shelf.classes.values() if not cls.by_instances]
every_rule = pytest.mark.parametrize("cls", RULES, ids=[cls.id for cls in RULES])
every_stub = pytest.mark.parametrize("landscape", [Bowl(), Trough()], ids=["bowl", "trough"])
