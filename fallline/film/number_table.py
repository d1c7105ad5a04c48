"""The table of numbers of the current step, with a column for each run."""

from __future__ import annotations

import numpy as np

from fallline.analysis.plot_plane import coordinate_name, shown_axes
from fallline.film.canvas import Canvas, Rect
from fallline.film.drawn_race import DrawnRace
from fallline.film.fonts import text_width
from fallline.picture.table import BOUND_MARKS, TABLE_TITLE, compute_table_numbers, format_table_number, list_table_rows

# In picture units.
FONT_SIZE = 18
LINE_HEIGHT = 26
MIN_COLUMN_WIDTH = 126  # of a run's column


class NumberTable:
    """The number table of a picture: a column for each run, and as many rows (quantities) as fit into ``rect``."""

    def __init__(self, race: DrawnRace, rect: Rect) -> None:
        """Lay out the table in ``rect``; the font shrinks if the columns would not fit."""
        self.race, self.rect = race, rect
        rows = _make_rows(race)
        label_width = max(text_width(text, FONT_SIZE) for text, _ in rows) + 24
        self.shrink_factor = min(1.0, rect.width / (label_width + MIN_COLUMN_WIDTH * len(race.drawn_runs)))
        self.size, self.line_height = FONT_SIZE * self.shrink_factor, LINE_HEIGHT * max(self.shrink_factor, 0.8)
        self.rows = rows[: int((rect.height - 1.4 * self.line_height) / self.line_height)]
        left, run_count = rect.left + label_width * self.shrink_factor, len(race.drawn_runs)
        self.column_rights = [left + (index + 1) * (rect.right - left) / run_count for index in range(run_count)]

    def draw_static(self, canvas: Canvas) -> None:
        """Draw the labels of the rows, and the marker of each run above its column."""
        colours = self.race.look.page_colours
        canvas.draw_text((self.rect.left + 4, self._row_y(-1)), TABLE_TITLE, self.size, colours.foreground, bold=True)
        for drawn_run, right in zip(self.race.drawn_runs, self.column_rights, strict=True):
            canvas.draw_markers(
                drawn_run.shape, drawn_run.colour, colours.background, np.array([(right - 7, self._row_y(-1))]), 7
            )
        for index, (text, _) in enumerate(self.rows):
            canvas.draw_text((self.rect.left + 4, self._row_y(index)), text, self.size, colours.foreground, alpha=0.85)
            y = self._row_y(index) + self.line_height / 2
            canvas.draw_line(np.array([(self.rect.left, y), (self.rect.right, y)]), colours.grid_line, 0.7)

    def draw_step(self, canvas: Canvas, t: int) -> None:
        """Draw the numbers of step t."""
        colour = self.race.look.page_colours.foreground
        for index, (_, values) in enumerate(self.rows):
            for right, texts in zip(self.column_rights, values, strict=True):
                canvas.draw_cached_text(
                    (right, self._row_y(index)), texts[t] if texts else "–", self.size, colour, align="right"
                )

    def _row_y(self, row: int) -> float:
        return self.rect.top + 14 + (row + 1) * self.line_height


def _make_rows(race: DrawnRace) -> list[tuple[str, list[list[str]]]]:
    """Return the rows as pairs (label, texts); ``texts[i][t]`` is the number of run i at step t.

    ``texts[i]`` is [] if run i has no such number.
    """
    arrays = [compute_table_numbers(run, race.view) for run in race.runs]
    axes = [coordinate_name(axis, race.scene.landscape) for axis in shown_axes(race.scene.landscape, race.view.plane)]
    rows = []
    for row in list_table_rows(race.scene, race.runs, race.view):
        columns = max(found[row.array].shape[1] for found in arrays if row.array in found)
        names = axes if 1 < columns <= len(axes) else [""] if columns == 1 else [a + b for a in axes for b in axes]
        for axis in range(columns):
            texts = [_format_column(found, row.array, axis) for found in arrays]
            rows.append((f"{row.label} {names[axis]}".strip(), texts))
    return rows


def _format_column(found: dict[str, np.ndarray], array: str, axis: int) -> list[str]:
    """Return the texts, one per step, of column ``axis`` of the array named ``array``; [] if there is none such."""
    if array not in found or axis >= found[array].shape[1]:
        return []
    values = found[array][:, axis]
    edge, sign = BOUND_MARKS.get(array, ("", ""))
    cut = found[edge][:, 0] > 0 if edge in found else np.zeros(len(values), dtype=bool)
    signs = np.where(cut & np.isfinite(values), sign, "").tolist()
    return [each + format_table_number(array, value) for each, value in zip(signs, values.tolist(), strict=True)]
