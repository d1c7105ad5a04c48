"""DeepOBS problems without a data set, trained on their minibatches and scored by the suite's rule."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch

from fallline.analysis.learning_rates import learning_rate_path
from fallline.core import Landscape, Optimizer, Oracle, replace_at_path
from fallline.landscapes import shelf as landscapes
from fallline.landscapes.deepobs import BATCH_SIZE, TRAINING_SEED, draw_data, quadratic_problem
from fallline.run.loop import iterate_steps

EPOCHS = 100  # of each training run
LEARNING_RATES = np.logspace(-5, 2, 36)  # the suite's grid of learning rates; each is run with one seed
SEEDS = range(TRAINING_SEED, TRAINING_SEED + 10)  # of the runs at the best learning rate
TARGET_GAP = 1e-3  # test loss above the least at which problems without a published target count as converged
SAMPLE_COUNT_2D = 10_000  # training samples of the problems in two coordinates


@dataclass(frozen=True)
class Problem:
    """A DeepOBS problem: the landscape is its test loss.

    ``target`` is the published test loss at or below which a run counts as converged. If none is published it is 0, and
    the loss is TARGET_GAP above the least loss.
    """

    id: str
    landscape_id: str
    start: tuple[float, ...]
    target: float = 0.0

    @cached_property
    def landscape(self) -> Landscape:
        """The test loss as a landscape."""
        return landscapes[self.landscape_id]()

    @cached_property
    def converged_loss(self) -> float:
        """The test loss at or below which a run counts as converged."""
        return self.target or self.landscape.fmin + TARGET_GAP

    def gradient_offsets(self, seed: int) -> np.ndarray:
        """Return the gradient of each step's minibatch minus that of the test loss, (steps, dim).

        The difference does not depend on x: the data enter the loss linearly, or shift a quadratic. The data are
        shuffled in each epoch, and the samples of an incomplete batch are dropped.
        """
        rng = np.random.default_rng(seed)
        offsets = self._sample_offsets
        count = len(offsets) // BATCH_SIZE
        epochs = (rng.permutation(len(offsets))[: count * BATCH_SIZE] for _ in range(EPOCHS))
        order = [indices.reshape(count, BATCH_SIZE) for indices in epochs]
        return offsets[np.concatenate(order)].mean(1)

    @cached_property
    def _sample_offsets(self) -> np.ndarray:
        """The gradient of each sample's loss minus that of the test loss, (samples, dim)."""
        if self.landscape.dim == 2:  # the loss of a sample is f(u, v) + u e1 + v e2
            return np.random.RandomState(TRAINING_SEED).normal(0.0, 1.0, (SAMPLE_COUNT_2D, 2))
        curvatures, eigenvectors, mean, _ = quadratic_problem()
        return ((mean - draw_data(TRAINING_SEED)) @ eigenvectors * curvatures) @ eigenvectors.T


PROBLEMS = (
    Problem("two_d_rosenbrock", "rosenbrock", (-0.5, 1.5)),
    Problem("two_d_beale", "beale", (-4.5, 4.5)),
    Problem("two_d_branin", "branin", (2.5, 12.5)),
    Problem("quadratic_deep", "quadratic_deep", (1.0,) * 100, 87.7032),
)
# Published epochs to converge and final losses of the suite's baselines on quadratic_deep, means of ten seeds.
PUBLISHED_BASELINES = {"gradient_descent": (51.1, 87.40), "sgd_momentum": (70.5, 87.05), "adam": (39.9, 87.11)}


@dataclass(frozen=True)
class Score:
    """The result of ten seeds at one learning rate.

    ``epochs`` is the mean number of the first epoch after which a seed's run counts as converged, EPOCHS + 1 for never;
    ``reached_count`` counts the seeds whose runs converge. ``final_loss`` is the mean test loss after the last epoch.
    """

    learning_rate: float
    final_loss: float
    final_loss_std: float
    epochs: float
    reached_count: int


@torch.no_grad()
def train(problem: Problem, optimizer: Optimizer, seeds: list[int]) -> np.ndarray:
    """Return the test loss after each epoch, (EPOCHS + 1, seeds), of runs with the given seeds.

    Settings of the optimizer may be tensors (seeds, 1), a value for each run.
    """
    distinct_seeds = sorted(set(seeds))
    offsets = np.stack([problem.gradient_offsets(seed) for seed in distinct_seeds], axis=1)
    seed_indices = [distinct_seeds.index(seed) for seed in seeds]
    x = torch.tensor([problem.start] * len(seeds), dtype=torch.float64)
    oracle, state = Oracle(problem.landscape, len(x)), optimizer.initial_state(x)
    steps, losses = len(offsets), [problem.landscape.f(x)]
    per_step = [optimizer.at_step(step, steps) for step in range(steps)]
    noise = (torch.from_numpy(batch[seed_indices]) for batch in offsets)
    for number, step in enumerate(iterate_steps(oracle, per_step, x, state, noise), start=1):
        if number % (steps // EPOCHS) == 0:
            losses.append(problem.landscape.f(step.next_x))
    return torch.stack(losses).numpy()


def score_optimizer(problem: Problem, optimizer: Optimizer) -> list[Score]:
    """Return two scores: at the learning rate that DeepOBS's rule chooses, and at the next lower one of the grid.

    The rule: the least final test loss with one seed. The scores are equal if the lowest rate is chosen. (Schneider et
    al., 2019)
    """
    path = learning_rate_path(optimizer)
    grid = torch.tensor(LEARNING_RATES, dtype=torch.float64)[:, None]
    final = train(problem, replace_at_path(optimizer, path, grid), [TRAINING_SEED] * len(LEARNING_RATES))[-1]
    best = int(np.where(np.isfinite(final), final, np.inf).argmin())
    rates = [float(f"{LEARNING_RATES[index]:.4g}") for index in (best, max(best - 1, 0))]
    column = torch.tensor(rates, dtype=torch.float64).repeat_interleave(len(SEEDS))[:, None]
    losses = train(problem, replace_at_path(optimizer, path, column), [*SEEDS] * len(rates))
    parts = np.split(losses, len(rates), axis=1)
    return [_score(problem, rate, part) for rate, part in zip(rates, parts, strict=True)]


def _score(problem: Problem, learning_rate: float, losses: np.ndarray) -> Score:
    reached = losses <= problem.converged_loss
    epochs = np.where(reached.any(0), reached.argmax(0), EPOCHS + 1)
    final = losses[-1]
    return Score(
        learning_rate, float(final.mean()), float(final.std()), float(epochs.mean()), int(reached.any(0).sum())
    )
