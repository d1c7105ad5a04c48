"""Tables of measurements, as text for a terminal and as csv."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from fallline.core.spreadsheet import text_cell


@dataclass(frozen=True)
class Table:
    """The result of a measurement: column names, rows of cells (text or numbers), and a note on how it was made."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    note: str = ""

    def text(self) -> str:
        """Return the table as fixed-width text: words aligned left, numbers right, the note below."""
        cells = [self.columns, *(tuple(map(_format_cell, row)) for row in self.rows)]
        widths = [max(len(row[i]) for row in cells) for i in range(len(self.columns))]
        right = [not isinstance(cell, str) for cell in self.rows[0]]
        lines = [
            "  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right, strict=True)).rstrip()
            for row in cells
        ]
        lines.insert(1, "  ".join("-" * width for width in widths))
        return "\n".join([*lines, *(["", self.note] if self.note else [])])

    def csv(self) -> str:
        """Return the table as comma-separated values, without the note; texts are those of ``text_cell``."""
        text = io.StringIO()
        rows = ([text_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in self.rows)
        csv.writer(text).writerows([self.columns, *rows])
        return text.getvalue()


def _format_cell(cell: object) -> str:
    return f"{cell:.6g}" if isinstance(cell, float) else str(cell)
