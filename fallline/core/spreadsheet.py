"""Texts in cells of csv files that spreadsheets do not run as formulas."""

from __future__ import annotations

import re

TEXT_MARK = "'"  # before a text that a spreadsheet would run as a formula, as typed there for a text
_FORMULA = re.compile(r"[=+@\t\r-].", re.DOTALL)  # the beginning of a cell that a spreadsheet takes for a formula
# A formula that begins at a separator inside a text, where a spreadsheet expects another separator than the file has.
_FORMULA_IN_JSON = re.compile(r"(?<=[;,])(?:[=+@]|-(?![0-9.]))")


def text_cell(text: str) -> str:
    """Return a text for a cell of a csv file: with TEXT_MARK before it if a spreadsheet would run it as a formula.

    Texts that are numbers stay as they are.
    """
    return text if not _FORMULA.match(text) or _is_number(text) else f"{TEXT_MARK}{text}"


def json_cell(text: str) -> str:
    """Return JSON for a cell of a csv file, with the same value, in which no formula begins at a comma or semicolon."""
    return _FORMULA_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
