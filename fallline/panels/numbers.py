"""The table of numbers of the current step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NotRequired, TypedDict

from fallline.panels._panel import Panel
from fallline.picture import Look, Runs
from fallline.picture.table import BOUND_MARKS, TABLE_TITLE, TableRow, list_table_rows
from fallline.scene import Scene
from fallline.view import View


class TableLine(TypedDict):
    """A row of the table, as JSON: its ``label``, its ``help`` text, and the name of the ``array`` of its numbers.

    Where the array named ``edge`` is not 0, the number is only a bound, and the sign ``cut`` ('≥ ' or '≤ ') stands
    before it; rows without bounds lack both keys. An array with several columns has one line of the table for each.
    """

    array: str
    label: str
    help: str
    edge: NotRequired[str]
    cut: NotRequired[str]


class TablePainterData(TypedDict):
    """The data of the painter of the table, as JSON: ``lines``, the rows of the table from top to bottom."""

    lines: list[TableLine]


@dataclass(frozen=True)
class Numbers(Panel):
    """A table: one column per run, one line per quantity, for the step under the clock."""

    title = TABLE_TITLE
    order = 5
    painter = "numbers"
    has_figure = False

    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> None:
        """Return None: there is no Plotly figure, the painter writes the table."""

    def painter_data(self, scene: Scene, runs: Runs, view: View) -> TablePainterData:
        """Return the rows of the table that apply to this race, for the painter."""
        return {"lines": [_table_line(row) for row in list_table_rows(scene, runs, view)]}


def _table_line(row: TableRow) -> TableLine:
    line: TableLine = {"array": row.array, "label": row.label, "help": row.help}
    if row.array in BOUND_MARKS:
        line["edge"], line["cut"] = BOUND_MARKS[row.array]
    return line
