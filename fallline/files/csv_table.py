"""A race as a csv table: one line for each run, start and step, which pandas and spreadsheets open as it is.

The first line has the names of the columns. The columns whose names begin with ABOUT_PREFIX hold facts on the race, its
link among them, as JSON in the first line of numbers, or in the first line of the run that they are about. All text is
ASCII, so that a spreadsheet needs no byte order mark. An earlier layout had the facts in comment lines above the names;
it is still read.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from math import isnan
from typing import Any

import numpy as np

from fallline.analysis.measures import compute_measures
from fallline.core import Box, write_item
from fallline.core.deadline import check_time
from fallline.core.reading import read_json
from fallline.core.spreadsheet import json_cell, text_cell
from fallline.run.trajectory import Trajectory

POINT, COMMA = "point", "comma"  # decimal signs
DECIMAL_SIGNS = (POINT, COMMA)
SEPARATORS = {POINT: ",", COMMA: ";"}  # between the cells of a line, by decimal sign
ABOUT_PREFIX = "about."  # of the names of columns with facts on the race
RUN_SETTINGS = "run_settings"  # the fact on each run
KEY_COLUMNS = ("run", "optimizer", "row", "step_number")
MAX_CELL_LENGTH = 2**31 - 1  # characters of a cell, which are bounded by those of a file
STEPS_PER_PART = 500  # steps of one row whose lines are written at once
_FIRST_LAYOUT_COMMENT = "# "  # of the lines with facts in the earlier layout


@dataclass(frozen=True)
class CsvTable:
    """A csv file that was read: the ``facts`` by name, the ``names`` of the columns, and the ``lines`` of numbers.

    ``decimal`` is one of DECIMAL_SIGNS.
    """

    facts: dict[str, Any]
    names: tuple[str, ...]
    lines: list[str]
    decimal: str

    def rows(self) -> Iterator[dict[str, str]]:
        """Yield the cells of each line of numbers by the name of the column, without facts, '' for a missing number.

        Decimal signs are points. Raises ValueError for a line that does not have as many cells as there are columns.
        """
        for cells in csv.reader(self.lines, delimiter=SEPARATORS[self.decimal]):
            if len(cells) != len(self.names):
                raise ValueError(f"a line has {len(cells)} cells instead of {len(self.names)}")
            found = {name: cell for name, cell in zip(self.names, cells, strict=True) if not _is_fact(name)}
            yield {name: _to_point_text(cell, self.decimal) for name, cell in found.items()}


def write_csv_table(
    facts: dict[str, Any], runs: tuple[Trajectory, ...], box: Box, decimal: str = POINT
) -> Iterator[str]:
    """Yield the table of a race as text, some lines at a time, with ``facts`` on it; ``box`` bounds the ideal steps.

    With ``decimal`` COMMA, numbers have a decimal comma and cells are separated by semicolons.
    """
    tables = [dict(_number_columns(run, box)) for run in runs]
    names = list(dict.fromkeys(name for table in tables for name in table))
    yield write_lines([[*KEY_COLUMNS, *names, *(f"{ABOUT_PREFIX}{name}" for name in (*facts, RUN_SETTINGS))]], decimal)
    for run_index, (run, table) in enumerate(zip(runs, tables, strict=True)):
        run_facts = [json_cell(json.dumps(each)) if run_index == 0 else "" for each in facts.values()]
        run_facts.append(json_cell(json.dumps(write_item(run.optimizer))))
        head = (run_index, text_cell(run.optimizer.id))
        columns = [table.get(name) for name in names]
        for row in range(run.rows):
            for first in range(0, len(run.f), STEPS_PER_PART):
                check_time()
                yield write_lines(_lines_of(run, head, row, first, columns, run_facts, decimal), decimal)


def _lines_of(
    run: Trajectory,
    head: tuple[int, str],
    row: int,
    first: int,
    columns: list[np.ndarray | None],
    run_facts: list[str],
    decimal: str,
) -> Iterator[list[Any]]:
    """Yield the cells of at most STEPS_PER_PART lines of a run's row from the step ``first`` on."""
    steps = range(first, min(first + STEPS_PER_PART, len(run.f)))
    part = slice(steps.start, steps.stop)
    cells_by_column = [
        [""] * len(steps) if values is None else _to_cells(values[part, row], decimal) for values in columns
    ]
    no_facts = [""] * len(run_facts)
    for step, *cells in zip(steps, *cells_by_column, strict=True):
        yield [*head, row, step, *cells, *(run_facts if row == step == 0 else no_facts)]


def write_lines(lines: Iterable[list[Any]], decimal: str) -> str:
    """Return lines of cells as the text of a csv table; ``decimal`` is one of DECIMAL_SIGNS."""
    text = io.StringIO()
    csv.writer(text, delimiter=SEPARATORS[decimal], lineterminator="\n").writerows(lines)
    return text.getvalue()


def read_csv_table(text: str) -> CsvTable:
    """Return the table in a csv file's text, of this or the earlier layout, with decimal points or commas.

    Raises ValueError or KeyError if it is none.
    """
    csv.field_size_limit(MAX_CELL_LENGTH)  # Python's own is less than a link may have
    lines = text.removeprefix("\ufeff").splitlines()  # a spreadsheet that saves the file adds a byte order mark
    comments = [line for line in lines if line.startswith(_FIRST_LAYOUT_COMMENT)]
    head, *numbers = [line for line in lines if line and not line.startswith(_FIRST_LAYOUT_COMMENT)] or [""]
    decimal = COMMA if head.startswith(f"{KEY_COLUMNS[0]}{SEPARATORS[COMMA]}") else POINT
    names, *rows = csv.reader([head, *numbers[:1]], delimiter=SEPARATORS[decimal])
    if tuple(names[: len(KEY_COLUMNS)]) != KEY_COLUMNS or not rows:
        raise ValueError("it has no table of numbers")
    facts = {name: read_json(cell) for name, cell in zip(names, rows[0], strict=True) if _is_fact(name)}
    facts = {name.removeprefix(ABOUT_PREFIX): value for name, value in facts.items()}
    return CsvTable(facts | dict(_earlier_facts(comments)), tuple(names), numbers, decimal)


def compare_csv_tables(old: CsvTable, new: CsvTable) -> list[str]:
    """Return a sentence on the lines whose numbers differ between two tables, [] if none does."""
    count, first = 0, ""
    one: dict[str, str]
    other: dict[str, str]
    for one, other in zip_longest(old.rows(), new.rows(), fillvalue={}):
        differing = [name for name in {**one, **other} if not _equal(one.get(name), other.get(name))]
        if differing and not first:
            row = other or one
            first = f"{differing[0]} of run {row['run']}, row {row['row']}, step_number {row['step_number']}"
        count += bool(differing)
    if not count:
        return []
    return [f"{count:,} of {len(new.lines):,} lines are not the same; the first difference is in {first}."]


def _is_fact(name: str) -> bool:
    return name.startswith(ABOUT_PREFIX)


def _earlier_facts(comments: list[str]) -> Iterator[tuple[str, Any]]:
    for line in comments:
        name, _, value = line.removeprefix(_FIRST_LAYOUT_COMMENT).partition(": ")
        if not name.startswith("run "):  # its settings were not JSON
            yield name, read_json(value)


def _to_point_text(cell: str, decimal: str) -> str:
    if cell == "nan":  # as the earlier layout wrote it
        return ""
    return cell.replace(",", ".") if decimal == COMMA else cell


def _equal(one: str | None, other: str | None) -> bool:
    """Return whether two cells have the same text or are the same number."""
    if one == other:
        return True
    try:
        return bool(one and other) and float(one) == float(other)  # type: ignore[arg-type]  # neither is None
    except ValueError:
        return False


def _to_cells(values: np.ndarray, decimal: str) -> list[str]:
    """Return numbers (n,) as texts from which they can be read bit for bit; NaN as ''."""
    cells = ["" if isnan(value) else repr(value) for value in values.tolist()]
    return [cell.replace(".", ",") for cell in cells] if decimal == COMMA else cells


def _number_columns(run: Trajectory, box: Box) -> Iterator[tuple[str, np.ndarray]]:
    """Yield name and array (steps + 1, rows) of every column of a run; vectors by axis, as ``grad.1``, ``grad.2``."""
    arrays = {key: getattr(run, key) for key in ("x", "f", "grad", "seen", "step")}
    calls = {f"calls.{kind}": count for kind, count in run.calls.items()}
    for name, values in {**arrays, **compute_measures(run, box), **calls, **run.readouts}.items():
        flat = values.reshape(*run.f.shape, -1)
        for axis in range(flat.shape[-1]):
            yield (name if flat.shape[-1] == 1 else f"{name}.{axis + 1}"), flat[..., axis]
