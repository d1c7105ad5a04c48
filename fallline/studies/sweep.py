"""The study ``sweep``: the outcome of a run at each value of one setting, or each pair of values of two."""

from __future__ import annotations

from dataclasses import dataclass

from fallline.analysis.basins import OUTCOME_LABELS, classify_ends
from fallline.analysis.sweeps import Axis, run_sweep
from fallline.core import BadInput, integer, text
from fallline.scene import Scene
from fallline.studies._study import Study, Table

MAX_VALUES_PER_AXIS = 128


@dataclass(frozen=True)
class Sweep(Study):
    """Runs one optimizer of the race once for each pair of two settings, from the first start, and notes the steps to
    arrival, the final gap, or how it failed."""

    run_number: int = integer(1, 1, 8, at_least=1, at_most=8, help="which run of the race, from 1")
    across: str = text("lr", max_length=60, help="the setting to the right")
    up: str = text(
        "", max_length=60, help="the setting upwards, landscape/... for one of the landscape; none for a line"
    )
    count: int = integer(32, 8, 64, at_least=2, at_most=MAX_VALUES_PER_AXIS, help="values of each")

    def run(self, scene: Scene) -> list[Table]:
        """Return one table, with a row for each value of ``across``, or pair of values of ``across`` and ``up``.

        Raises BadInput if the scene lacks the run or a setting.
        """
        if self.run_number > len(scene.optimizers):
            raise BadInput(f"sweep.run_number = {self.run_number} must be at most {len(scene.optimizers)}.")
        run_index = self.run_number - 1
        x_axis = Axis.from_scene(scene, run_index, self.across, self.count)
        y_axis = Axis.from_scene(scene, run_index, self.up, self.count) if self.up else None
        rows = []
        for y_value, ends in zip(
            y_axis.values if y_axis else (None,),
            run_sweep(scene, scene.optimizers[run_index], x_axis, y_axis),
            strict=True,
        ):
            cells = zip(
                x_axis.values, classify_ends(ends), ends.reached, ends.first_touch, ends.gap, ends.diverged, strict=True
            )
            for value, outcome, reached_at, touched_at, gap, diverged_at in cells:
                label = OUTCOME_LABELS.get(int(outcome), "arrived")
                cell = (label, int(reached_at), int(touched_at), float(gap), int(diverged_at))
                rows.append((value, *((y_value,) if y_axis else ()), *cell))
        columns = (
            x_axis.path,
            *((y_axis.path,) if y_axis else ()),
            "became",
            "arrived_at",
            "first_touch",
            "gap",
            "diverged_at",
        )
        note = (
            f"{scene.optimizers[run_index].title} from {scene.starts[0]}, {scene.steps} steps each, double precision, "
            "no noise; -1 stands for never."
        )
        return [Table("sweep", columns, tuple(rows), note)]
