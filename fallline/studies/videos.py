"""The study ``videos``: steps to the minimum in the twelve videos of the AdaBelief authors."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from fallline.analysis.measures import distance_to_minimum
from fallline.core import integer, real
from fallline.run import race
from fallline.scene import Scene
from fallline.scene.examples import examples
from fallline.scene.scene import MAX_STEPS
from fallline.studies._study import Study, Table

STEP_GROWTH_FACTOR = 4  # a run that does not come near the minimum is repeated with this many times its steps


@dataclass(frozen=True)
class Videos(Study):
    """Replays the twelve videos, each run as long as it takes, and counts the steps to within reach of the minimum."""

    radius: float = real(0.1, 0.01, 1.0, log=True, help="how near counts, Euclidean distance to the minimum")
    longest: int = integer(
        MAX_STEPS, 1000, MAX_STEPS, at_least=1, at_most=MAX_STEPS, help="the most steps a run is given"
    )

    def run(self, scene: Scene | None = None) -> list[Table]:
        """Return one table, with a row for each video; ``scene`` is not used."""
        rows: list[tuple[object, ...]] = []
        columns: tuple[str, ...] = ()
        for example in (each for each in examples.values() if each.group == "videos"):
            video = Scene.from_link(example.link)
            near_steps = {
                each.title: self.find_first_near(video, run_index) for run_index, each in enumerate(video.optimizers)
            }
            columns = tuple(reversed(near_steps))
            rows.append((example.id, video.steps, *(self._format_step(near_steps[title]) for title in columns)))
        note = (
            f"Steps until the Euclidean distance to the minimum is first below {self.radius:g}; one step is one "
            f"gradient evaluation. '>' marks a run that did not come as near in {self.longest:,} steps."
        )
        return [Table("videos", ("video", "clip's steps", *columns), tuple(rows), note)]

    def find_first_near(self, scene: Scene, run_index: int) -> int | None:
        """Return the first step at which the first start of run ``run_index`` is nearer to the minimum than ``radius``.

        The run is repeated with more steps than the scene has, up to ``longest``; None if that is not enough.
        """
        steps = min(scene.steps, self.longest)
        while True:
            single = dataclasses.replace(scene, optimizers=(scene.optimizers[run_index],), steps=steps)
            is_near = distance_to_minimum(race(single)[0])[:, 0] < self.radius
            if is_near.any():
                return int(np.argmax(is_near))
            if steps == self.longest:
                return None
            steps = min(steps * STEP_GROWTH_FACTOR, self.longest)

    def _format_step(self, step: int | None) -> object:
        return f">{self.longest}" if step is None else step
