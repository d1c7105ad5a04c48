"""Where every start of a map leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fallline.analysis.basins import WORDS, Lattice, became, tolerance
from fallline.analysis.plot_plane import plane_of
from fallline.compare.statistics import CONFIDENCE, share
from fallline.core import integer
from fallline.programs.ends import Ends, ends_of
from fallline.run import race
from fallline.run.device import placed_on
from fallline.scene import Scene
from fallline.studies._study import Study, Table

MOST_ACROSS = 1024


@dataclass(frozen=True)
class Basins(Study):
    """Starts each optimizer from every tile of the landscape's view and notes which minimum it reaches and after how
    many steps, or how it failed. In single precision and without noise."""

    across: int = integer(
        128, 16, MOST_ACROSS, log=True, at_least=2, at_most=MOST_ACROSS, help="starts along each side"
    )

    def run(self, scene: Scene) -> list[Table]:
        """The shares with their intervals, and per optimizer every start."""
        lattice = Lattice(plane_of(scene, race(scene)), self.across)
        shares, maps = [], []
        for which, optimizer in enumerate(scene.optimizers):
            starts = lattice.starts(0, self.across, placed_on(scene, self.across**2))
            ends = ends_of(scene.landscape, optimizer, starts, scene.steps, tolerance(scene))
            title = f"{which + 1}. {optimizer.title}"
            shares += [(title, *line) for line in shares_of(ends)]
            maps.append(
                Table(f"basins_{which + 1}_{optimizer.id}", self._columns(lattice), tuple(self._tiles(lattice, ends)))
            )
        note = (
            f"{self.across} x {self.across} starts over the view, {scene.steps} steps each, single precision, no "
            f"noise. Arrived: f - f* at most {tolerance(scene):.3g} everywhere. Intervals are Wilson's at "
            f"{CONFIDENCE:.0%}: of the share over all starts of the view, if these were drawn from it."
        )
        columns = ("optimizer", "what became of it", "starts", "share", "low", "high", "median steps")
        return [Table("basins", columns, tuple(shares), note), *maps]

    def _columns(self, lattice: Lattice) -> tuple[str, ...]:
        return (*lattice.plane.names, "became", "arrived_at_step", "gap")

    def _tiles(self, lattice: Lattice, ends: Ends) -> Iterator[tuple[object, ...]]:
        places = lattice.places(0, self.across).tolist()
        for place, what, step, gap in zip(places, became(ends), ends.reached, ends.gap, strict=True):
            yield (*place, WORDS.get(int(what), f"minimum {what + 1}"), int(step), float(gap))


def shares_of(ends: Ends) -> Iterator[tuple[object, ...]]:
    """Lines of words, starts, share, its interval, median steps: all arrivals first, then each minimum and failure."""
    what, of = became(ends), ends.rows
    kinds = [(f"minimum {place + 1}", what == place) for place in range(len(ends.landscape.listed))]
    kinds = [
        ("arrived", what >= 0),
        *(kinds if len(kinds) > 1 else []),
        *((WORDS[code], what == code) for code in WORDS),
    ]
    for words, held in kinds:
        hits = int(held.sum())
        steps = ends.reached[held & (what >= 0)]
        yield (words, hits, hits / of, *share(hits, of), float(np.median(steps)) if len(steps) else "")
