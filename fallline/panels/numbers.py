"""The numbers behind the step under the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NotRequired, TypedDict

from fallline.panels._panel import Panel
from fallline.picture import Look, Runs
from fallline.picture.table import EDGES, TITLE, Row, rows_of
from fallline.scene import Scene
from fallline.view import View


class TableLine(TypedDict):
    """A line of the table; where the array ``edge`` is not 0, the number is a bound, and the sign ``cut`` says so."""

    array: str
    words: str
    help: str
    edge: NotRequired[str]
    cut: NotRequired[str]


class TableActors(TypedDict):
    """The lines of the table."""

    lines: list[TableLine]


@dataclass(frozen=True)
class Numbers(Panel):
    """A table: one column per run, one line per quantity, for the step under the clock."""

    title = TITLE
    order = 1
    overlay = "numbers"
    has_stage = False

    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> None:
        """There is no stage; the painter writes the table."""

    def actors(self, scene: Scene, runs: Runs, view: View) -> TableActors:
        """The lines of the table that apply to this scene."""
        return {"lines": [_line(row) for row in rows_of(scene, runs, view)]}


def _line(row: Row) -> TableLine:
    line: TableLine = {"array": row.array, "words": row.words, "help": row.help}
    if row.array in EDGES:
        line["edge"], line["cut"] = EDGES[row.array]
    return line
