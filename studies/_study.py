"""What a study is: it measures, and hands out tables."""

from __future__ import annotations

import csv
import io
from abc import ABC, abstractmethod
from dataclasses import dataclass

from core import Item
from engine import Scene


@dataclass(frozen=True)
class Table:
    """A measurement: column names, rows of cells (text or numbers), and a sentence on how it was made."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    note: str = ""

    def text(self) -> str:
        """The table in fixed width: words to the left, numbers to the right."""
        cells = [self.columns, *(tuple(map(_written, row)) for row in self.rows)]
        widths = [max(len(row[i]) for row in cells) for i in range(len(self.columns))]
        right = [not isinstance(cell, str) for cell in self.rows[0]]
        lines = [
            "  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right, strict=True)).rstrip()
            for row in cells
        ]
        lines.insert(1, "  ".join("-" * width for width in widths))
        return "\n".join([*lines, *(["", self.note] if self.note else [])])

    def csv(self) -> str:
        """The table as comma-separated values."""
        text = io.StringIO()
        csv.writer(text).writerows([self.columns, *self.rows])
        return text.getvalue()


def _written(cell: object) -> str:
    return f"{cell:.6g}" if isinstance(cell, float) else str(cell)


@dataclass(frozen=True)
class Study(Item, ABC):
    """A measurement with a name; its settings are fields, like those of every item."""

    @abstractmethod
    def run(self, scene: Scene) -> list[Table]:
        """The tables for a scene."""
