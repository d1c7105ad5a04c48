"""Who is ahead at the same cost, and what each run has just done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fallline.panels._panel import BOARD, Panel
from fallline.picture import Look, Runs
from fallline.scene import Scene
from fallline.view import View


@dataclass(frozen=True)
class Scoreboard(Panel):
    """The runs in order at the same number of gradient evaluations, which is what one step may need more than one of:
    those that have arrived first, then by the gap f - f*. To each, what it did in this step; at the end, why it ended
    so. With many starts the gap is the median, and the sentence is on the first start."""

    title = "Scoreboard"
    place = BOARD
    order = 1
    overlay = "scoreboard"
    has_stage = False

    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> None:
        """There is no stage; the painter writes the lines."""

    def actors(self, scene: Scene, runs: Runs, view: View) -> dict[str, Any]:
        """Everything is in what all painters share."""
        return {}
