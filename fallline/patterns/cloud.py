"""Random starts around the chosen one."""

from dataclasses import dataclass

import numpy as np

from fallline.core import StartPattern, integer, real
from fallline.core.start_pattern import shortest_side


@dataclass(frozen=True)
class Cloud(StartPattern):
    """Starts scattered around yours by a normal distribution in every coordinate, the same ones for the same seed."""

    count: int = integer(40, 5, 200, log=True, at_least=1, at_most=5000, help="how many starts are scattered")
    spread: float = real(
        0.1, 0.01, 0.5, at_least=0.0, help="standard deviation, as a share of the view's shortest side"
    )
    seed: int = integer(0, 0, 100, at_most=2**63 - 1, help="which cloud")

    def starts_around(self, centre, view):
        draws = np.random.Generator(np.random.Philox(key=self.seed)).standard_normal((self.count, len(centre)))
        return np.asarray(centre, dtype=float) + self.spread * shortest_side(view) * draws
