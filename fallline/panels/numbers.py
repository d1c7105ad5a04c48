"""The numbers behind the step under the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fallline.panels._panel import Panel
from fallline.picture import Look, Runs
from fallline.picture.table import EDGES, TITLE, rows_of
from fallline.scene import Scene
from fallline.view import View


@dataclass(frozen=True)
class Numbers(Panel):
    """A table: one column per run, one line per quantity, for the step under the clock."""

    title = TITLE
    order = 1
    overlay = "numbers"
    has_stage = False

    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> None:
        """There is no stage; the painter writes the table."""

    def actors(self, scene: Scene, runs: Runs, view: View) -> dict[str, Any]:
        """The lines of the table that apply to this scene."""
        rows = rows_of(scene, runs, view)
        return {"lines": [{**vars(row), **_cut(row.array)} for row in rows]}


def _cut(array: str) -> dict[str, str]:
    return dict(zip(("edge", "cut"), EDGES[array], strict=True)) if array in EDGES else {}
