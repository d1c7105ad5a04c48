"""The numbers that the AdaBelief authors' twelve videos lack."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from fallline.analysis.measures import distance
from fallline.core import integer, real
from fallline.run import race
from fallline.scene import Scene
from fallline.scene.examples import examples
from fallline.scene.scene import MOST_STEPS
from fallline.studies._study import Study, Table

GROWTH = 4  # a run that has not come near is run again, this many times as long


@dataclass(frozen=True)
class Videos(Study):
    """Replays the twelve videos, each run as long as it takes, and counts the steps to within reach of the minimum."""

    radius: float = real(0.1, 0.01, 1.0, log=True, help="how near counts, Euclidean distance to the minimum")
    longest: int = integer(
        MOST_STEPS, 1000, MOST_STEPS, at_least=1, at_most=MOST_STEPS, help="the most steps a run is given"
    )

    def run(self, scene: Scene | None = None) -> list[Table]:
        """One row per video; ``scene`` is not needed, the videos bring their own."""
        rows: list[tuple[object, ...]] = []
        columns: tuple[str, ...] = ()
        for example in (each for each in examples.values() if each.group == "videos"):
            shown = Scene.from_link(example.link)
            near = {each.title: self.first_near(shown, which) for which, each in enumerate(shown.optimizers)}
            columns = tuple(reversed(near))
            rows.append((example.id, shown.steps, *(self._cell(near[title]) for title in columns)))
        note = (
            f"Steps until the Euclidean distance to the minimum is first below {self.radius:g}; one step is one "
            f"gradient evaluation. '>' marks a run that did not come as near in {self.longest:,} steps."
        )
        return [Table("videos", ("video", "clip's steps", *columns), tuple(rows), note)]

    def first_near(self, scene: Scene, which: int) -> int | None:
        """The first step at which optimizer ``which`` of the scene is within ``radius``; None if it never is."""
        steps = min(scene.steps, self.longest)
        while True:
            alone = dataclasses.replace(scene, optimizers=(scene.optimizers[which],), steps=steps)
            near = distance(race(alone)[0])[:, 0] < self.radius
            if near.any():
                return int(np.argmax(near))
            if steps == self.longest:
                return None
            steps = min(steps * GROWTH, self.longest)

    def _cell(self, step: int | None) -> object:
        return f">{self.longest}" if step is None else step
