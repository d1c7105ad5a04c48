"""Tables of the AdaBelief study besides the comparison: videos, constant slope, regions of figure 1, DeepOBS."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch

from fallline.analysis.learning_rates import get_learning_rate
from fallline.analysis.measures import compute_measures
from fallline.compare.table import Table
from fallline.core import Landscape, Optimizer, Oracle, read_item, replace_at_path
from fallline.core.round_numbers import round_numbers
from fallline.landscapes import shelf as landscapes
from fallline.landscapes import write_landscape
from fallline.optimizers import shelf
from fallline.run import Trajectory
from fallline.run.loop import iterate_steps
from fallline.run.racing import compute_path
from fallline.scene import Scene
from fallline.scene.examples import examples
from fallline.studies._deepobs import EPOCHS, PROBLEMS, PUBLISHED_BASELINES, SEEDS, TARGET_GAP, score_optimizer
from fallline.studies.videos import Videos

ADABELIEF_ID, ADAM_ID, MOMENTUM_ID = "adabelief", "adam", "sgd_momentum"
ENTRANT_IDS = (ADABELIEF_ID, ADAM_ID, MOMENTUM_ID)
PAPER_ORDER = (MOMENTUM_ID, ADAM_ID, ADABELIEF_ID)
RELEASED_SETTINGS = {"eps": 1e-16, "eps_place": "kept"}  # of AdaBelief as its authors released it
TABULATED_STEP_NUMBERS = tuple(int(each) for each in round_numbers(0, 3))  # t in the table "multiplier"
FIGURE_1_STEPS = {MOMENTUM_ID: 10_000, ADAM_ID: 3000, ADABELIEF_ID: 1000}  # until each has passed all regions
REGION_LEARNING_RATE = 0.02  # of all three on figure 1
MEDIAN_STEP_COUNT = 100  # at most so many first steps of a run in a region enter its medians


@dataclass(frozen=True)
class Region:
    """A region of the curve of figure 1, from x = ``low`` to ``high``, with the ideal step and the paper's summary."""

    name: str
    low: float
    high: float
    ideal_step: str
    paper_summary: str


REGIONS = (
    Region("1: flat plain", 25.0, 45.0, "large", "SGD small, Adam large, AdaBelief large"),
    Region("2: steep narrow valley", -0.5, 0.5, "small", "SGD large, Adam small, AdaBelief small"),
    Region("3: steep straight slope", 3.0, 12.0, "large", "SGD large, Adam small, AdaBelief large"),
)


def replay_table(tuned: Mapping[tuple[str, str], str], lr: float, max_steps: int) -> Table:
    """Return the table of steps until the distance to the minimum is first below the study's radius, per video.

    Settings: those of the videos, AdaBelief as released, all three at the learning rate ``lr``, and each tuned;
    ``tuned`` holds the link text for each (landscape, entrant). Runs are limited to ``max_steps`` steps.
    """
    study, rows = Videos(longest=max_steps), []
    for example in (each for each in examples.values() if each.group == "videos"):
        scene = Scene.from_link(example.link)
        landscape = write_landscape(scene.landscape)
        recovered = {each.id: each for each in scene.optimizers}
        same_rate = [replace_at_path(shelf[name](), "lr", lr) for name in PAPER_ORDER]
        tuned_rules = [read_item(shelf, tuned[landscape, name]) for name in PAPER_ORDER]
        optimizers = [
            *(recovered[name] for name in PAPER_ORDER),
            dataclasses.replace(recovered[ADABELIEF_ID], **RELEASED_SETTINGS),
            *same_rate,
            *tuned_rules,
        ]
        steps = (study.find_first_near(dataclasses.replace(scene, optimizers=(each,)), 0) for each in optimizers)
        rows.append((example.id, *(f">{max_steps}" if step is None else step for step in steps)))
    note = (
        f"Steps until the Euclidean distance to the minimum is first below {study.radius:g}; '>' where it never "
        "was. First by "
        "the settings recovered from the videos, in which SGD has another rate in each; 'released': AdaBelief as "
        "released, eps "
        f"1e-16 accumulating, else as in the video; then all three at the rate {lr:g} and otherwise at their "
        "defaults; then each "
        "tuned for the landscape, from other starts than the video's."
    )
    names = ("SGD", "Adam", "AdaBelief")
    columns = (*names, "released", *(f"{name} at {lr:g}" for name in names), *(f"{name} tuned" for name in names))
    return Table("replayed", ("video", *columns), tuple(rows), note)


@dataclass(frozen=True)
class ConstantSlope(Landscape):
    """A plane with the gradient (1, 1) everywhere. (Fall Line, 2026)"""

    domain = ((-1.0, 1.0), (-1.0, 1.0))
    start = (0.0, 0.0)

    def f(self, x: torch.Tensor) -> torch.Tensor:
        """Return x + y."""
        return x.sum(-1)

    def minima(self) -> list[tuple[float, ...]]:
        """Return the corner of the domain with the least f, (-1, -1), as the only minimum."""
        return [(-1.0, -1.0)]


def multiplier_table() -> Table:
    """Return the table ``multiplier``: step size / learning rate on a constant gradient, by step and optimizer."""
    optimizers = [
        shelf[ADABELIEF_ID](eps=1e-16),
        shelf[ADABELIEF_ID](eps=1e-8),
        shelf[ADABELIEF_ID](eps=1e-8, eps_place="videos"),
        shelf[ADAM_ID](),
    ]
    step_sizes = [_relative_step_sizes(optimizer) for optimizer in optimizers]
    rows = tuple(
        (t, constant_gradient_step(t), *(sizes[t - 1] for sizes in step_sizes)) for t in TABULATED_STEP_NUMBERS
    )
    note = (
        "Steps over the learning rate after t steps on a gradient of 1 that never changes, memories 0.9 and "
        "0.999. The formula, "
        "with eps = 0: sqrt((1 - b2^t) (b2 - b1^2) / ((1 - b2) b1^2 (b2^t - b1^(2t)))). At the same rate "
        "AdaBelief's real step "
        "is that many times Adam's; eps, which accumulates in s, is what ends the growth."
    )
    columns = ("t", "formula", "AdaBelief", "AdaBelief, eps 1e-8", "as in the videos, eps 1e-8", "Adam")
    return Table("multiplier", columns, rows, note)


def constant_gradient_step(t: int, b1: float = 0.9, b2: float = 0.999) -> float:
    """Return AdaBelief's t-th step divided by the learning rate, on a constant gradient g, with eps = 0.

    g - m_i = b1^i g, so s_t = (1 - b2) g^2 sum_i b2^(t-i) b1^(2i), and the corrected m is g.
    """
    s = (1 - b2) * b1**2 * (b2**t - b1 ** (2 * t)) / (b2 - b1**2)
    return math.sqrt((1 - b2**t) / s)


@torch.no_grad()
def _relative_step_sizes(optimizer: Optimizer) -> list[float]:
    """Return the first coordinate of each step on ConstantSlope, divided by the learning rate."""
    x = torch.zeros(1, 2, dtype=torch.float64)
    state = optimizer.initial_state(x)
    steps = iterate_steps(Oracle(ConstantSlope(), 1), [optimizer] * max(TABULATED_STEP_NUMBERS), x, state)
    return [(step.x - step.next_x)[0, 0].item() / get_learning_rate(optimizer) for step in steps]


def regions_table() -> Table:
    """Return the table ``regions``: the optimizers' median step sizes in each Region, beside the ideal step."""
    landscape = landscapes["figure_1"]()
    optimizers = tuple(replace_at_path(shelf[name](), "lr", REGION_LEARNING_RATE) for name in PAPER_ORDER)
    scene = Scene(landscape, optimizers, (landscape.start,))
    runs = [compute_path(dataclasses.replace(scene, steps=FIGURE_1_STEPS[each.id]), each) for each in optimizers]
    rows, adabelief = [], runs[PAPER_ORDER.index(ADABELIEF_ID)]
    ideal = compute_measures(adabelief, landscape.view)["ideal_gradient"][:, 0]
    slope = np.abs(adabelief.grad[:, 0, 0])
    slope_change = np.abs(np.diff(adabelief.grad[:, 0, 0], append=np.nan))
    for region in REGIONS:
        steps = _first_steps_in(adabelief, region)
        sizes = [_median(run.step_size[_first_steps_in(run, region), 0]) for run in runs]
        numbers = (_median(each[steps]) for each in (slope, slope_change, ideal))
        rows.append((region.name, region.paper_summary, region.ideal_step, *numbers, *sizes))
    note = (
        f"On the landscape figure_1 from its start, every learning rate {REGION_LEARNING_RATE:g}: medians over the "
        f"first {MEDIAN_STEP_COUNT} steps from within the region. 'slope' and its change per step along "
        "AdaBelief's way; 'ideal length': to the first minimum along the gradient; then the lengths of "
        "the optimizers' steps. Compare a row's three steps with each other, and each with its ideal."
    )
    columns = ("region", "the paper", "ideal step", "slope", "its change", "ideal length", "SGD", "Adam", "AdaBelief")
    return Table("regions", columns, tuple(rows), note)


def _first_steps_in(run: Trajectory, region: Region) -> np.ndarray:
    """Return the indices of the first steps that start in a region, at most MEDIAN_STEP_COUNT."""
    x = run.x[:, 0, 0]
    return np.flatnonzero((x >= region.low) & (x <= region.high))[:MEDIAN_STEP_COUNT]


def _median(values: np.ndarray) -> float:
    finite = values[np.isfinite(values)]
    return float(np.median(finite)) if len(finite) else float("nan")


def deepobs_table() -> Table:
    """Return the table ``deepobs``: a row for each problem and optimizer, scored by the rule of DeepOBS."""
    rows = []
    for problem in PROBLEMS:
        for name in ("gradient_descent", MOMENTUM_ID, ADAM_ID, ADABELIEF_ID):
            best, next_lower_rate_score = score_optimizer(problem, shelf[name]())
            published = PUBLISHED_BASELINES.get(name, ("", "")) if problem.target else ("", "")
            lower = next_lower_rate_score.learning_rate, next_lower_rate_score.final_loss, next_lower_rate_score.epochs
            measured = (best.learning_rate, best.final_loss, best.final_loss_std, best.epochs, best.reached_count)
            rows.append((problem.id, name, *measured, *published, *lower))
    note = (
        f"Batches of 128, {EPOCHS} epochs; the rate out of 36 from 1e-5 to 100 with the least last test loss with "
        "one seed, run again with "
        f"{len(SEEDS)} seeds. 'epochs': the mean first epoch after which the test loss is at the target, "
        f"{EPOCHS + 1} for never; the target is 87.7032 "
        f"on quadratic_deep, and {TARGET_GAP:g} above the least loss on the others, for which none is published. "
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
