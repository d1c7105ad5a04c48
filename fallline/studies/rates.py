"""The study ``rates``: which learning rates work, for every optimizer of a race."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fallline.analysis.basins import OUTCOME_LABELS, classify_ends
from fallline.analysis.sweeps import Axis, run_sweep
from fallline.core import Optimizer, Sentence, integer
from fallline.programs.ends import Ends
from fallline.scene import Scene
from fallline.studies._study import Study, Table

NEARLY_BEST_FACTOR = 2  # a learning rate is nearly best if the run needs at most this many times the fewest steps
SUMMARY_COLUMNS = (  # of the table "rates"
    "run",
    "range",
    "share that reaches the target",
    "best lr",
    "steps",
    "share within 2x of best",
    "diverges from lr",
)


@dataclass(frozen=True)
class LearningRateSweep:
    """The outcomes of run ``run_index`` (from 0) of a scene, repeated at learning rates across its slider's range.

    ``axis`` holds the learning rates in ascending order, ``ends`` the end of the run at each.
    """

    run_index: int
    optimizer: Optimizer
    axis: Axis
    ends: Ends

    @property
    def reached_share(self) -> float:
        """The share (0 to 1) of the learning rates at which the run reaches the target."""
        return float(np.mean(self.ends.reached >= 0))

    @property
    def best_index(self) -> int | None:
        """The index of the learning rate that needs the fewest steps; None if none reaches the target."""
        steps = np.where(self.ends.reached >= 0, self.ends.reached, np.inf)
        return int(steps.argmin()) if np.isfinite(steps).any() else None

    @property
    def nearly_best_share(self) -> float:
        """The share of the learning rates at which the run needs at most NEARLY_BEST_FACTOR times the fewest steps.

        0 if none reaches the target.
        """
        if self.best_index is None:
            return 0.0
        fewest = max(int(self.ends.reached[self.best_index]), 1)
        return float(np.mean((self.ends.reached >= 0) & (self.ends.reached <= NEARLY_BEST_FACTOR * fewest)))

    @property
    def min_diverging_rate(self) -> float | None:
        """The least learning rate at which the run diverges; None if it never does."""
        diverging = np.flatnonzero(self.ends.diverged >= 0)
        return self.axis.values[diverging[0]] if len(diverging) else None


@dataclass(frozen=True)
class Rates(Study):
    """Runs every optimizer of the race at learning rates from one end of its slider to the other, from the first start:
    which work, which is best, and what share of the range is nearly as good."""

    count: int = integer(61, 13, 241, at_least=3, at_most=1000, help="learning rates tried for each")

    def run(self, scene: Scene) -> list[Table]:
        """Return two tables: a summary with a row per optimizer, and one with a row per optimizer and learning rate."""
        sweeps = self.sweep_learning_rates(scene)
        runs = tuple(
            (
                sweep.run_index + 1,
                sweep.optimizer.id,
                rate,
                OUTCOME_LABELS.get(int(outcome), "arrived"),
                int(reached_at),
                float(gap),
            )
            for sweep in sweeps
            for rate, outcome, reached_at, gap in zip(
                sweep.axis.values, classify_ends(sweep.ends), sweep.ends.reached, sweep.ends.gap, strict=True
            )
        )
        columns = ("run", "optimizer", "lr", "became", "arrived_at", "gap")
        return [self.summary_table(sweeps, scene), Table("rates_runs", columns, runs)]

    def sweep_learning_rates(self, scene: Scene) -> list[LearningRateSweep]:
        """Return a LearningRateSweep for every run of the scene whose optimizer has a learning rate, in their order."""
        sweeps = []
        for run_index, optimizer in enumerate(scene.optimizers):
            if optimizer.lr_path:
                axis = Axis.from_scene(scene, run_index, optimizer.lr_path, self.count)
                (ends,) = run_sweep(scene, optimizer, axis, None)
                sweeps.append(LearningRateSweep(run_index, optimizer, axis, ends))
        return sweeps

    @staticmethod
    def summary_table(sweeps: list[LearningRateSweep], scene: Scene) -> Table:
        """Return the table ``rates``, with a row for each sweep: columns SUMMARY_COLUMNS."""
        rows = tuple(
            (
                f"{sweep.run_index + 1}. {sweep.optimizer.title}",
                f"{sweep.axis.values[0]:g} to {sweep.axis.values[-1]:g}",
                sweep.reached_share,
                "" if sweep.best_index is None else sweep.axis.values[sweep.best_index],
                "" if sweep.best_index is None else int(sweep.ends.reached[sweep.best_index]),
                sweep.nearly_best_share,
                "" if sweep.min_diverging_rate is None else sweep.min_diverging_rate,
            )
            for sweep in sweeps
        )
        note = Sentence.plural(
            scene.steps,
            "From {start}, {n} step, double precision, no noise. Shares are of the slider's range on its own "
            "(logarithmic) scale: of the published search space, not of all rates there are.",
            "From {start}, {n} steps, double precision, no noise. Shares are of the slider's range on its own "
            "(logarithmic) scale: of the published search space, not of all rates there are.",
            start=str(scene.starts[0]),
        )
        return Table("rates", SUMMARY_COLUMNS, rows, note)
