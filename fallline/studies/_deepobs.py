"""The problems of the DeepOBS benchmark that need no data set, trained on its minibatches and scored by its rule."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch

from fallline.analysis.learning_rates import path_of_rate
from fallline.core import Landscape, Optimizer, Oracle, with_value
from fallline.landscapes import shelf as landscapes
from fallline.landscapes.deepobs import BATCH, SEED, drawn, problem
from fallline.run.loop import stepping

EPOCHS = 100
RATES = np.logspace(-5, 2, 36)  # the suite's grid; the best by the last test loss with one seed
SEEDS = range(SEED, SEED + 10)  # ... is run again with ten
ABOVE = 1e-3
POINTS = 10_000  # of training data of the problems in two coordinates


@dataclass(frozen=True)
class Problem:
    """One of them: its landscape is the test loss; ``target`` is the loss that counts as converged, 0 for one that is
    not published: then it is a thousandth of the loss at the start above the least."""

    id: str
    landscape_id: str
    start: tuple[float, ...]
    target: float = 0.0

    @cached_property
    def landscape(self) -> Landscape:
        """The test loss."""
        return landscapes[self.landscape_id]()

    @cached_property
    def converged(self) -> float:
        """The loss that counts as converged."""
        return self.target or self.landscape.fmin + ABOVE

    def batches(self, seed: int) -> np.ndarray:
        """What the gradient of each step's minibatch has more than the test loss's, (steps, dim): a constant, since the
        data stand in the loss to the first power, or shift a quadratic. Shuffled each epoch, the rest is dropped."""
        shuffled = np.random.default_rng(seed)
        data = self._data
        batches = len(data) // BATCH
        order = [shuffled.permutation(len(data))[: batches * BATCH].reshape(batches, BATCH) for _ in range(EPOCHS)]
        return data[np.concatenate(order)].mean(1)

    @cached_property
    def _data(self) -> np.ndarray:
        if self.landscape.dim == 2:  # the loss of a sample is f(u, v) + u e1 + v e2
            return np.random.RandomState(SEED).normal(0.0, 1.0, (POINTS, 2))
        curvatures, turned, mean, _ = problem()
        return ((mean - drawn(SEED)) @ turned * curvatures) @ turned.T


PROBLEMS = (
    Problem("two_d_rosenbrock", "rosenbrock", (-0.5, 1.5)),
    Problem("two_d_beale", "beale", (-4.5, 4.5)),
    Problem("two_d_branin", "branin", (2.5, 12.5)),
    Problem("quadratic_deep", "quadratic_deep", (1.0,) * 100, 87.7032),
)
# The published epochs to converge and final losses of its baselines on quadratic_deep, means of ten seeds.
PUBLISHED = {"gradient_descent": (51.1, 87.40), "sgd_momentum": (70.5, 87.05), "adam": (39.9, 87.11)}


@dataclass(frozen=True)
class Score:
    """By the suite's rule: the rate, the mean last test loss of ten seeds and its deviation, the mean first epoch after
    which the loss is at the target, EPOCHS + 1 for never, and how many of the seeds got there."""

    rate: float
    last: float
    deviation: float
    epochs: float
    reached: int


@torch.no_grad()
def losses(subject: Problem, optimizer: Optimizer, seeds: list[int]) -> np.ndarray:
    """The test loss after each epoch, (EPOCHS + 1, rows): a row for each seed; settings may be columns."""
    batches = np.stack([subject.batches(seed) for seed in sorted(set(seeds))], axis=1)
    which = [sorted(set(seeds)).index(seed) for seed in seeds]
    x = torch.tensor([subject.start] * len(seeds), dtype=torch.float64)
    oracle, state = Oracle(subject.landscape, len(x)), optimizer.init(x)
    steps, found = len(batches), [subject.landscape.f(x)]
    rules = [optimizer.at(step, steps) for step in range(steps)]
    noise = (torch.from_numpy(batch[which]) for batch in batches)
    for number, step in enumerate(stepping(oracle, rules, x, state, noise), start=1):
        if number % (steps // EPOCHS) == 0:
            found.append(subject.landscape.f(step.after))
    return torch.stack(found).numpy()


def scored(subject: Problem, optimizer: Optimizer) -> list[Score]:
    """An optimizer on a problem: at the learning rate that the suite's rule chooses, and at the rate below it."""
    grid = torch.tensor(RATES, dtype=torch.float64)[:, None]
    last = losses(subject, with_value(optimizer, path_of_rate(optimizer), grid), [SEED] * len(RATES))[-1]
    best = int(np.where(np.isfinite(last), last, np.inf).argmin())
    rates = [float(f"{RATES[place]:.4g}") for place in (best, max(best - 1, 0))]
    column = torch.tensor(rates, dtype=torch.float64).repeat_interleave(len(SEEDS))[:, None]
    found = losses(subject, with_value(optimizer, path_of_rate(optimizer), column), [*SEEDS] * len(rates))
    return [_score(subject, rate, part) for rate, part in zip(rates, np.split(found, len(rates), axis=1), strict=True)]


def _score(subject: Problem, rate: float, found: np.ndarray) -> Score:
    there = found <= subject.converged
    epochs = np.where(there.any(0), there.argmax(0), EPOCHS + 1)
    return Score(rate, float(found[-1].mean()), float(found[-1].std()), float(epochs.mean()), int(there.any(0).sum()))
