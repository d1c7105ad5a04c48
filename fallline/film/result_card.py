"""The result table at the end of a film: when each run reached the target, at what cost, and how it ended."""

from __future__ import annotations

import numpy as np

from fallline.analysis.diagnosis import diagnose
from fallline.core.number_text import format_count, format_number
from fallline.film.canvas import Canvas, Rect
from fallline.film.captions import Caption, break_lines, name_with_learning_rate
from fallline.film.drawn_race import DrawnRace
from fallline.film.fonts import text_width
from fallline.picture.standings import costs_to_target, median_gap, rank_runs
from fallline.run import Trajectory

# In picture units.
TITLE_SIZE, FONT_SIZE, SMALL_SIZE = 40, 24, 17  # font sizes
BACKGROUND_ALPHA = 0.94  # opacity of the background, over the last picture
COLUMN_TITLES = ("", "target reached at", "gradient evaluations", "final f − f*")
COLUMN_GAP = 34
MARKER_COLUMN_WIDTH = 60  # for the markers of the runs, left of the texts
SIDE_MARGIN, CAPTION_MARGIN = 60, 28  # on each side
HEADING_TO_TITLES = 58  # from the heading down to the column titles
CAPTION_GAP = 14  # above the caption
HEADING_HEIGHT = 120  # of the heading and the column titles
SENTENCE_WIDTH_SHARE = 0.92  # of the picture's width, for the sentences on how runs ended


class ResultCard:
    """The result table of a film, drawn over the last picture, which shows through faintly."""

    def __init__(self, race: DrawnRace, rect: Rect) -> None:
        """Lay out the table; ``rect`` is the whole picture."""
        self.race, self.rect = race, rect
        self.heading, self.rows = result_table_content(race)
        column_widths = [
            max(text_width(row[column], FONT_SIZE) for row in (COLUMN_TITLES, *[each[1] for each in self.rows]))
            for column in range(4)
        ]
        self.shrink_factor = min(
            1.0, (rect.width - 2 * SIDE_MARGIN) / (sum(column_widths) + 3 * COLUMN_GAP + MARKER_COLUMN_WIDTH)
        )
        self.column_widths = [each * self.shrink_factor for each in column_widths]
        self.width = sum(self.column_widths) + 3 * COLUMN_GAP + MARKER_COLUMN_WIDTH

    def draw_static(self, canvas: Canvas) -> None:
        """Draw the background and the table; sentences and caption only if there is room."""
        colours, rect = self.race.look.page_colours, self.rect
        canvas.fill_rect(rect, colours.background, BACKGROUND_ALPHA)
        size, line_height = FONT_SIZE * self.shrink_factor, self._line_height()
        left = rect.left + (rect.width - self.width) / 2
        sentence_width = rect.width * SENTENCE_WIDTH_SHARE - (left - rect.left) - MARKER_COLUMN_WIDTH
        sentences = [break_lines(row[2], SMALL_SIZE, sentence_width) for row in self.rows]
        caption_height = Caption.measure_height(self.race, rect.width - 2 * CAPTION_MARGIN) + CAPTION_GAP
        height = HEADING_HEIGHT + sum(line_height + len(lines) * SMALL_SIZE * 1.3 for lines in sentences)
        if height + caption_height > rect.height:  # then the sentences have no room
            sentences, height = [[]] * len(self.rows), HEADING_HEIGHT + len(self.rows) * line_height
        y = rect.top + max((rect.height - caption_height - height) / 2, 0) + 40
        canvas.draw_text(
            (left, y), self.heading, TITLE_SIZE * max(self.shrink_factor, 0.6), colours.foreground, bold=True
        )
        y += HEADING_TO_TITLES
        for column, head in enumerate(COLUMN_TITLES[1:], 1):
            canvas.draw_text(
                (self._column_right(left, column), y), head, SMALL_SIZE, colours.foreground, align="right", alpha=0.75
            )
        for (drawn_run, cells, _), lines in zip(self.rows, sentences, strict=True):
            y += line_height
            line_y, marker, radius = y - line_height / 2 + 3, np.array([(left + 14, y)]), 11 * self.shrink_factor
            canvas.draw_line(np.array([(left, line_y), (left + self.width, line_y)]), colours.grid_line, 1)
            canvas.draw_markers(drawn_run.shape, drawn_run.colour, colours.background, marker, radius)
            canvas.draw_text((left + 36, y), cells[0], size, colours.foreground, bold=True)
            for column in (1, 2, 3):
                canvas.draw_text(
                    (self._column_right(left, column), y), cells[column], size, colours.foreground, align="right"
                )
            for text in lines:
                y += SMALL_SIZE * 1.3
                canvas.draw_text((left + 36, y + 6), text, SMALL_SIZE, colours.foreground, alpha=0.8)
        if height + caption_height <= rect.height:
            Caption(
                self.race,
                Rect(
                    rect.left + CAPTION_MARGIN,
                    rect.bottom - caption_height,
                    rect.width - 2 * CAPTION_MARGIN,
                    caption_height,
                ),
            ).draw_static(canvas)

    def _line_height(self) -> float:
        return min(52.0, 0.6 * self.rect.height / max(len(self.rows) * 1.6, 4))

    def _column_right(self, left: float, column: int) -> float:
        return left + MARKER_COLUMN_WIDTH + sum(self.column_widths[: column + 1]) + COLUMN_GAP * column


def result_table_content(race: DrawnRace) -> tuple[str, list[tuple]]:
    """Return (heading, rows), with the best run first; a row is (drawn run, texts, sentence on how the run ended).

    ``texts`` are those of the row's four cells: place and name, step at which the target was reached, cost in gradient
    evaluations, and final gap f - f*. With several starts, they are counts and medians over the starts.
    """
    _, places = rank_runs(race.runs, race.scene.steps)
    rows = []
    for place, each in enumerate(places, 1):
        run, drawn_run = race.runs[each.run_index], race.drawn_runs[each.run_index]
        reached, cost = _reached_texts(run)
        name = f"{place}  {name_with_learning_rate(drawn_run.name, run.optimizer)}"
        cells = (name, reached, cost, format_number(float(median_gap(run)[-1]), 3))
        rows.append((drawn_run, cells, _end_sentence(run, race)))
    return f"After {format_count(race.scene.steps)} steps", rows


def _reached_texts(run: Trajectory) -> tuple[str, str]:
    """Return when a run reached the target, and left it again, as steps and as gradient evaluations; dashes if never.

    With several starts, these are how many did and the median step, and the median of the gradient evaluations.
    """
    spent = sorted(cost for cost in costs_to_target(run) if cost >= 0)
    steps = sorted(end.reached for end in run.outcome if end.reached is not None)
    left = [end.left_for_good for end in run.outcome if end.left_for_good is not None]
    if run.rows > 1:
        counts = f"{format_count(len(steps))} of {format_count(run.rows)}"
        counts += f", median {format_count(_median(steps))}" if steps else ""
        counts += f", {format_count(len(left))} left again" if left else ""
        return counts, format_count(_median(spent)) if spent else "–"
    if not steps:
        return "–", "–"
    text = f"step {format_count(steps[0])}" + (f", left at {format_count(left[0])}" if left else "")
    return text, format_count(spent[0])


def _end_sentence(run: Trajectory, race: DrawnRace) -> str:
    ended = run.outcome[0].brief
    why = diagnose(run, race.scene.noise, race.view.drawn_box(race.scene.landscape))
    sentence = f"{ended[:1].upper()}{ended[1:]}{': ' if why else ''}{why}."
    return f"First start: {sentence}" if run.rows > 1 else sentence


def _median(ascending: list[int]) -> int:
    return ascending[(len(ascending) - 1) // 2]
