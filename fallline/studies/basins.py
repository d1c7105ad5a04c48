"""The study ``basins``: what each start of a map of the plane reaches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from fallline.analysis.basins import NO_VALUE, OUTCOME_LABELS, StartGrid, classify_ends, map_tolerance
from fallline.analysis.plot_plane import find_plane
from fallline.compare.statistics import CONFIDENCE, wilson_interval
from fallline.core import integer
from fallline.programs.ends import Ends, compute_ends
from fallline.run import race, settle_minima
from fallline.run.device import choose_scene_device
from fallline.scene import Scene
from fallline.studies._study import Study, Table

MAX_STARTS_PER_SIDE = 1024  # of the map


@dataclass(frozen=True)
class Basins(Study):
    """Starts each optimizer from every tile of the landscape's view and notes which minimum it reaches and after how
    many steps, or how it failed. In single precision and without noise."""

    across: int = integer(
        128, 16, MAX_STARTS_PER_SIDE, log=True, at_least=2, at_most=MAX_STARTS_PER_SIDE, help="starts along each side"
    )

    def run(self, scene: Scene) -> list[Table]:
        """Return the table of the shares of outcomes, then for each optimizer a table with a row for every start."""
        scene = settle_minima(scene)
        grid = StartGrid(find_plane(scene, race(scene)), self.across)
        shares, maps = [], []
        for run_index, optimizer in enumerate(scene.optimizers):
            starts = grid.starts(0, grid.lines, choose_scene_device(scene, self.across**2))
            ends = compute_ends(scene.landscape, optimizer, starts, scene.steps, map_tolerance(scene))
            title = f"{run_index + 1}. {optimizer.title}"
            shares += [(title, *line) for line in outcome_rows(ends, starts)]
            maps.append(
                Table(
                    f"basins_{run_index + 1}_{optimizer.id}",
                    self._map_columns(grid),
                    tuple(self._map_rows(grid, ends, starts)),
                )
            )
        starts_text = f"{self.across}" if grid.lines == 1 else f"{self.across} x {self.across}"
        note = (
            f"{starts_text} starts over the view, {scene.steps} steps each, single precision, no "
            f"noise. Arrived: f - f* at most {map_tolerance(scene):.3g} everywhere. Intervals are Wilson's at "
            f"{CONFIDENCE:.0%}: of the share over all starts of the view, if these were drawn from it."
        )
        columns = ("optimizer", "what became of it", "starts", "share", "low", "high", "median steps")
        return [Table("basins", columns, tuple(shares), note), *maps]

    def _map_columns(self, grid: StartGrid) -> tuple[str, ...]:
        return (*grid.plane.names[: len(grid.plane.plot_range)], "became", "arrived_at_step", "gap")

    def _map_rows(self, grid: StartGrid, ends: Ends, starts: torch.Tensor) -> Iterator[tuple[object, ...]]:
        points = grid.plane_points(0, grid.lines).tolist()
        for point, outcome, step, gap in zip(points, classify_ends(ends, starts), ends.reached, ends.gap, strict=True):
            yield (*point, OUTCOME_LABELS.get(int(outcome), f"minimum {outcome + 1}"), int(step), float(gap))


def outcome_rows(ends: Ends, starts: torch.Tensor | None = None) -> Iterator[tuple[object, ...]]:
    """Yield (outcome, count, share, low, high, median steps): for all successes, each minimum, each kind of failure.

    ``low`` and ``high`` are Wilson's interval of the share. Median steps are '' where no run succeeded. A single
    minimum has no row of its own, and starts without a value have one only if there are any.
    """
    outcomes, count = classify_ends(ends, starts), ends.rows
    kinds = [(f"minimum {index + 1}", outcomes == index) for index in range(len(ends.landscape.listed_minima))]
    kinds = [
        ("arrived", outcomes >= 0),
        *(kinds if len(kinds) > 1 else []),
        *((label, outcomes == code) for code, label in OUTCOME_LABELS.items() if code != NO_VALUE),
        *([(OUTCOME_LABELS[NO_VALUE], outcomes == NO_VALUE)] if (outcomes == NO_VALUE).any() else []),
    ]
    for label, is_kind in kinds:
        hits = int(is_kind.sum())
        steps = ends.reached[is_kind & (outcomes >= 0)]
        yield (label, hits, hits / count, *wilson_interval(hits, count), float(np.median(steps)) if len(steps) else "")
