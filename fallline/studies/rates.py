"""Which learning rates work, for every optimizer of a race."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fallline.analysis.basins import WORDS, became
from fallline.analysis.sweeps import Axis, swept
from fallline.core import Optimizer, Sentence, integer
from fallline.programs.ends import Ends
from fallline.scene import Scene
from fallline.studies._study import Study, Table

NEARLY_BEST = 2  # times the fewest steps
COLUMNS = ("run", "range", "share that arrives", "best lr", "steps", "share within 2x of best", "diverges from lr")


@dataclass(frozen=True)
class Line:
    """One optimizer's runs over the learning rates of its slider."""

    which: int
    optimizer: Optimizer
    axis: Axis
    ends: Ends

    @property
    def works(self) -> float:
        """The share of the range, on its own scale, at which it arrives."""
        return float(np.mean(self.ends.reached >= 0))

    @property
    def best(self) -> int | None:
        """The place of the rate that needs the fewest steps."""
        steps = np.where(self.ends.reached >= 0, self.ends.reached, np.inf)
        return int(steps.argmin()) if np.isfinite(steps).any() else None

    @property
    def robust(self) -> float:
        """The share of the range at which it arrives in at most NEARLY_BEST times the fewest steps."""
        if self.best is None:
            return 0.0
        fewest = max(int(self.ends.reached[self.best]), 1)
        return float(np.mean((self.ends.reached >= 0) & (self.ends.reached <= NEARLY_BEST * fewest)))

    @property
    def edge(self) -> float | None:
        """The least rate at which it diverges; None where it never does."""
        gone = np.flatnonzero(self.ends.diverged >= 0)
        return self.axis.values[gone[0]] if len(gone) else None


@dataclass(frozen=True)
class Rates(Study):
    """Runs every optimizer of the race at learning rates from one end of its slider to the other, from the first start:
    which work, which is best, and what share of the range is nearly as good."""

    count: int = integer(61, 13, 241, at_least=3, at_most=1000, help="learning rates tried for each")

    def run(self, scene: Scene) -> list[Table]:
        """A summary, and every run."""
        lines = self.lines(scene)
        runs = tuple(
            (line.which + 1, line.optimizer.id, rate, WORDS.get(int(what), "arrived"), int(arrived), float(gap))
            for line in lines
            for rate, what, arrived, gap in zip(
                line.axis.values, became(line.ends), line.ends.reached, line.ends.gap, strict=True
            )
        )
        every = ("run", "optimizer", "lr", "became", "arrived_at", "gap")
        return [self.summary(lines, scene), Table("rates_runs", every, runs)]

    def lines(self, scene: Scene) -> list[Line]:
        """One for each optimizer that has a learning rate."""
        found = []
        for which, optimizer in enumerate(scene.optimizers):
            if optimizer.rate_path:
                axis = Axis.of(scene, which, optimizer.rate_path, self.count)
                (ends,) = swept(scene, optimizer, axis, None)
                found.append(Line(which, optimizer, axis, ends))
        return found

    @staticmethod
    def summary(lines: list[Line], scene: Scene) -> Table:
        """A line for each optimizer."""
        rows = tuple(
            (
                f"{line.which + 1}. {line.optimizer.title}",
                f"{line.axis.values[0]:g} to {line.axis.values[-1]:g}",
                line.works,
                "" if line.best is None else line.axis.values[line.best],
                "" if line.best is None else int(line.ends.reached[line.best]),
                line.robust,
                "" if line.edge is None else line.edge,
            )
            for line in lines
        )
        note = Sentence.plural(
            scene.steps,
            "From {start}, {n} step, double precision, no noise. Shares are of the slider's range on its own "
            "(logarithmic) scale: of the published search space, not of all rates there are.",
            "From {start}, {n} steps, double precision, no noise. Shares are of the slider's range on its own "
            "(logarithmic) scale: of the published search space, not of all rates there are.",
            start=str(scene.starts[0]),
        )
        return Table("rates", COLUMNS, rows, note)
