"""The parts of the AdaBelief file that are more than a comparison: videos, a steady slope, three regions, DeepOBS."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch

from fallline.analysis.learning_rates import rate_of
from fallline.analysis.measures import measures
from fallline.compare.table import Table
from fallline.core import Landscape, Optimizer, Oracle, read_item, with_value
from fallline.core.round_numbers import round_numbers
from fallline.landscapes import shelf as landscapes
from fallline.landscapes import write_landscape
from fallline.optimizers import shelf
from fallline.run import Trajectory
from fallline.run.loop import stepping
from fallline.run.racing import path
from fallline.scene import Scene
from fallline.scene.examples import examples
from fallline.studies._deepobs import ABOVE, EPOCHS, PROBLEMS, PUBLISHED, SEEDS, scored
from fallline.studies.videos import Videos

BELIEF, ADAM, MOMENTUM = "adabelief", "adam", "sgd_momentum"
ENTRANTS = (BELIEF, ADAM, MOMENTUM)
SHOWN = (MOMENTUM, ADAM, BELIEF)
RELEASED = {"eps": 1e-16, "eps_place": "kept"}
TIMES = tuple(int(each) for each in round_numbers(0, 3))
STEPS = {MOMENTUM: 10_000, ADAM: 3000, BELIEF: 1000}  # which take each down the curve of figure 1
RATE = 0.02
ARRIVING = 100  # steps that are looked at in each region, the first ones


@dataclass(frozen=True)
class Region:
    """A stretch of the curve of figure 1, from x = ``low`` to ``high``, and what the paper says of it."""

    name: str
    low: float
    high: float
    ideal: str
    says: str


REGIONS = (
    Region("1: flat plain", 25.0, 45.0, "large", "SGD small, Adam large, AdaBelief large"),
    Region("2: steep narrow valley", -0.5, 0.5, "small", "SGD large, Adam small, AdaBelief small"),
    Region("3: steep straight slope", 3.0, 12.0, "large", "SGD large, Adam small, AdaBelief large"),
)


def videos(tuned: Mapping[tuple[str, str], str], rate: float, longest: int) -> Table:
    """The twelve videos by their own settings, with the released optimizer, at one rate for all, and each tuned.

    ``tuned`` holds a setting for each landscape and entrant, found from other starts.
    """
    study, rows = Videos(longest=longest), []
    for example in (each for each in examples.values() if each.group == "videos"):
        scene = Scene.from_link(example.link)
        ground = write_landscape(scene.landscape)
        theirs = {each.id: each for each in scene.optimizers}
        common = [with_value(shelf[name](), "lr", rate) for name in SHOWN]
        best = [read_item(shelf, tuned[ground, name]) for name in SHOWN]
        order = [*(theirs[name] for name in SHOWN), dataclasses.replace(theirs[BELIEF], **RELEASED), *common, *best]
        found = (study.first_near(dataclasses.replace(scene, optimizers=(each,)), 0) for each in order)
        rows.append((example.id, *(f">{longest}" if step is None else step for step in found)))
    note = (
        f"Steps until the Euclidean distance to the minimum is first below {study.radius:g}; '>' where it never "
        "was. First by "
        "the settings recovered from the videos, in which SGD has another rate in each; 'released': AdaBelief as "
        "released, eps "
        f"1e-16 adding up, else as in the video; then all three at the rate {rate:g} and otherwise at their "
        "defaults; then each "
        "tuned for the landscape, from other starts than the video's."
    )
    names = ("SGD", "Adam", "AdaBelief")
    columns = (*names, "released", *(f"{name} at {rate:g}" for name in names), *(f"{name} tuned" for name in names))
    return Table("replayed", ("video", *columns), tuple(rows), note)


@dataclass(frozen=True)
class Slope(Landscape):
    """A slope that is the same everywhere and has no end. (Fall Line, 2026)"""

    domain = ((-1.0, 1.0), (-1.0, 1.0))
    start = (0.0, 0.0)

    def f(self, x: torch.Tensor) -> torch.Tensor:
        """See the class."""
        return x.sum(-1)

    def minima(self) -> list[tuple[float, ...]]:
        """The lowest corner of the domain."""
        return [(-1.0, -1.0)]


def multiplier() -> Table:
    """How far a step goes on a steady slope, in units of the learning rate."""
    rules = [
        shelf[BELIEF](eps=1e-16),
        shelf[BELIEF](eps=1e-8),
        shelf[BELIEF](eps=1e-8, eps_place="videos"),
        shelf[ADAM](),
    ]
    walked = [_strides(rule) for rule in rules]
    rows = tuple((t, steady(t), *(strides[t - 1] for strides in walked)) for t in TIMES)
    note = (
        "Steps over the learning rate after t steps on a gradient of 1 that never changes, memories 0.9 and "
        "0.999. The formula, "
        "with eps = 0: sqrt((1 - b2^t) (b2 - b1^2) / ((1 - b2) b1^2 (b2^t - b1^(2t)))). At the same rate "
        "AdaBelief's real step "
        "is that many times Adam's; eps, which adds up in s, is what ends the growth."
    )
    columns = ("t", "formula", "AdaBelief", "AdaBelief, eps 1e-8", "as in the videos, eps 1e-8", "Adam")
    return Table("multiplier", columns, rows, note)


def steady(t: int, b1: float = 0.9, b2: float = 0.999) -> float:
    """AdaBelief's t-th step on a constant gradient over the learning rate, without eps.

    g - m_i = b1^i g, so s_t = (1 - b2) g^2 sum_i b2^(t-i) b1^(2i), and the corrected m is g.
    """
    s = (1 - b2) * b1**2 * (b2**t - b1 ** (2 * t)) / (b2 - b1**2)
    return math.sqrt((1 - b2**t) / s)


@torch.no_grad()
def _strides(rule: Optimizer) -> list[float]:
    x = torch.zeros(1, 2, dtype=torch.float64)
    walked = stepping(Oracle(Slope(), 1), [rule] * max(TIMES), x, rule.init(x))
    return [(step.x - step.after)[0, 0].item() / rate_of(rule) for step in walked]


def regions() -> Table:
    """What each optimizer steps in the regions of the paper's figure 1, and what would be ideal."""
    landscape = landscapes["figure_1"]()
    rules = tuple(with_value(shelf[name](), "lr", RATE) for name in SHOWN)
    scene = Scene(landscape, rules, (landscape.start,))
    runs = [path(dataclasses.replace(scene, steps=STEPS[rule.id]), rule) for rule in rules]
    rows, belief = [], runs[SHOWN.index(BELIEF)]
    ideal = measures(belief, landscape.view)["ideal_gradient"][:, 0]
    slope = np.abs(belief.grad[:, 0, 0])
    turning = np.abs(np.diff(belief.grad[:, 0, 0], append=np.nan))
    for region in REGIONS:
        mine = _first_steps(belief, region)
        strides = [_median(run.step_size[_first_steps(run, region), 0]) for run in runs]
        numbers = (_median(each[mine]) for each in (slope, turning, ideal))
        rows.append((region.name, region.says, region.ideal, *numbers, *strides))
    note = (
        f"On the landscape figure_1 from its start, every learning rate {RATE:g}: medians over the first "
        f"{ARRIVING} steps from within the region. 'slope' "
        "and its change per step along AdaBelief's way; 'ideal length': to the first minimum along the gradient; "
        "then the lengths of "
        "the optimizers' steps. Compare a row's three steps with each other, and each with its ideal."
    )
    columns = ("region", "the paper", "ideal step", "slope", "its change", "ideal length", "SGD", "Adam", "AdaBelief")
    return Table("regions", columns, tuple(rows), note)


def _first_steps(run: Trajectory, region: Region) -> np.ndarray:
    """The first steps from within a region."""
    x = run.x[:, 0, 0]
    return np.flatnonzero((x >= region.low) & (x <= region.high))[:ARRIVING]


def _median(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else float("nan")


def deepobs() -> Table:
    """DeepOBS's problems that need no data set, by that suite's own rule."""
    rows = []
    for problem in PROBLEMS:
        for name in ("gradient_descent", MOMENTUM, ADAM, BELIEF):
            best, below = scored(problem, shelf[name]())
            known = PUBLISHED.get(name, ("", "")) if problem.target else ("", "")
            ours = (best.rate, best.last, best.deviation, best.epochs, best.reached)
            rows.append((problem.id, name, *ours, *known, below.rate, below.last, below.epochs))
    note = (
        f"Batches of 128, {EPOCHS} epochs; the rate out of 36 from 1e-5 to 100 with the least last test loss with "
        "one seed, run again with "
        f"{len(SEEDS)} seeds. 'epochs': the mean first epoch after which the test loss is at the target, "
        f"{EPOCHS + 1} for never; the target is 87.7032 "
        f"on quadratic_deep, and {ABOVE:g} above the least loss on the others, for which none is published. "
        "'published': the suite's own "
        "baselines, on its own shuffling and hardware. The last columns are for the next lower rate: where two "
        "rates end alike, the rule picks one "
        "by chance, and the epochs follow it."
    )
    columns = (
        "problem",
        "optimizer",
        "rate",
        "last loss",
        "deviation",
        "epochs",
        "of 10 seeds",
        "published epochs",
        "published last loss",
    )
    return Table("deepobs", (*columns, "next rate", "its last loss", "its epochs"), tuple(rows), note)
