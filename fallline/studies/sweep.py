"""One setting against another: where a run works, how long it takes, where it diverges."""

from __future__ import annotations

from dataclasses import dataclass

from fallline.analysis.basins import WORDS, became
from fallline.analysis.sweeps import Axis, swept
from fallline.core import BadInput, integer, text
from fallline.scene import Scene
from fallline.studies._study import Study, Table

MOST_CELLS = 128


@dataclass(frozen=True)
class Sweep(Study):
    """Runs one optimizer of the race once for each pair of two settings, from the first start, and notes the steps to
    arrival, the final gap, or how it failed."""

    run_number: int = integer(1, 1, 8, at_least=1, at_most=8, help="which run of the race, from 1")
    across: str = text("lr", longest=60, help="the setting to the right")
    up: str = text("", longest=60, help="the setting upwards, landscape/... for one of the landscape; none for a line")
    count: int = integer(32, 8, 64, at_least=2, at_most=MOST_CELLS, help="values of each")

    def run(self, scene: Scene) -> list[Table]:
        """A line for each cell."""
        if self.run_number > len(scene.optimizers):
            raise BadInput(f"sweep.run_number = {self.run_number} must be at most {len(scene.optimizers)}.")
        which = self.run_number - 1
        along = Axis.of(scene, which, self.across, self.count)
        up = Axis.of(scene, which, self.up, self.count) if self.up else None
        lines = []
        for height, ends in zip(
            up.values if up else (None,), swept(scene, scene.optimizers[which], along, up), strict=True
        ):
            found = zip(
                along.values, became(ends), ends.reached, ends.first_touch, ends.gap, ends.diverged, strict=True
            )
            for value, what, arrived, touched, gap, diverged in found:
                words = WORDS.get(int(what), "arrived")
                cell = (words, int(arrived), int(touched), float(gap), int(diverged))
                lines.append((value, *((height,) if up else ()), *cell))
        columns = (along.path, *((up.path,) if up else ()), "became", "arrived_at", "first_touch", "gap", "diverged_at")
        note = (
            f"{scene.optimizers[which].title} from {scene.starts[0]}, {scene.steps} steps each, double precision, no "
            "noise; -1 stands for never."
        )
        return [Table("sweep", columns, tuple(lines), note)]
