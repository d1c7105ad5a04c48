"""The ranking of the runs at equal cost, and what each run did in the current step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fallline.panels._panel import BOARD_PLACE, Panel
from fallline.picture import Look, Runs
from fallline.scene import Scene
from fallline.view import View


@dataclass(frozen=True)
class Scoreboard(Panel):
    """The runs in order at the same number of gradient evaluations, which is what one step may need more than one of:
    those within the target first, then by the gap f - f*. To each, what it did in this step; at the end, why it ended
    so. With many starts the gap is the median, and the sentence is on the first start."""

    title = "Scoreboard"
    place = BOARD_PLACE
    order = 1
    painter = "scoreboard"
    has_figure = False

    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> None:
        """Return None: there is no Plotly figure, the painter writes the ranking."""

    def painter_data(self, scene: Scene, runs: Runs, view: View) -> dict[str, Any]:
        """Return {}: the painter needs only the data that all painters share."""
        return {}
