"""The text around a picture: title, legend, current step, and a caption with every setting and the link."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np

from fallline.core import Item, Landscape
from fallline.core.number_text import format_short
from fallline.film.canvas import Canvas, Rect
from fallline.film.drawn_race import DrawnRace, DrawnRun
from fallline.film.fonts import text_width
from fallline.landscapes import write_landscape
from fallline.picture.notes import write_race_notes

TITLE_SIZE, LEGEND_SIZE, STEP_SIZE, CAPTION_SIZE = 38, 22, 26, 13.5  # font sizes
TITLE_HEIGHT = 52
SMALL_PICTURE_FACTOR = 0.75  # of the font sizes
MIN_LEGEND_SIZE = 13
LINE_SPACING = 1.36  # of the caption, in font sizes
STEP_MARGIN = 30  # picture units, between the title and the step
MAX_CAPTION_LINES = 5  # a longer caption is cut; its full text is in the file's metadata
MAX_LINK_LENGTH = 700  # characters
USED_WIDTH_SHARE = 0.985  # of a line's width, since renderers differ slightly in the width of a text


class Header:
    """The header of a picture: the landscape's title, the current step, and the legend of the runs."""

    def __init__(self, race: DrawnRace, rect: Rect, *, legend_only: bool = False, small: bool = False) -> None:
        """Lay out the header in ``rect``; with ``legend_only``, it has no title and no step.

        The legend's font shrinks, down to MIN_LEGEND_SIZE, until the legend fits into two lines, or into one in a
        ``small`` picture.
        """
        self.race, self.rect, self.legend_only = race, rect, legend_only
        self.shrink_factor = SMALL_PICTURE_FACTOR if small else 1.0
        self.title_height = 0 if legend_only else TITLE_HEIGHT * self.shrink_factor
        self.size = LEGEND_SIZE * self.shrink_factor
        while len(self._legend_lines()) > (1 if small else 2) and self.size > MIN_LEGEND_SIZE:
            self.size -= 1
        self.lines = self._legend_lines()

    @staticmethod
    def measure_height(race: DrawnRace, width: float, *, legend_only: bool = False, small: bool = False) -> float:
        """Return the height of the header of a picture; ``width`` and height are in picture units.

        ``legend_only`` and ``small`` are those of the class's constructor.
        """
        header = Header(race, Rect(0, 0, width, 0), legend_only=legend_only, small=small)
        return header.title_height + len(header.lines) * header.size * 1.5 + 6

    def draw_static(self, canvas: Canvas) -> None:
        """Draw the legend, and the title unless ``legend_only`` is set."""
        if not self.legend_only:
            self._draw_title(canvas)
        colours, left = self.race.look.page_colours, self.rect.left
        for line, entries in enumerate(self.lines):
            x, y = left, self.rect.top + self.title_height + (line + 0.6) * self.size * 1.5
            for drawn_run, text in entries:
                canvas.draw_markers(
                    drawn_run.shape,
                    drawn_run.colour,
                    colours.background,
                    np.array([(x + 10, y)]),
                    0.42 * self.size,
                )
                canvas.draw_text((x + 26, y), text, self.size, colours.foreground)
                x += self._entry_width(text)

    def _draw_title(self, canvas: Canvas) -> None:
        colours, steps, size = self.race.look.page_colours, self.race.scene.steps, TITLE_SIZE * self.shrink_factor
        left, y = self.rect.left, self.rect.top + 22 * self.shrink_factor
        title, settings = self.race.scene.landscape.title, _changed_settings(self.race.scene.landscape)
        step_size = STEP_SIZE * self.shrink_factor
        end = self.rect.right - text_width(f"step {steps} / {steps}", step_size, bold=True) - STEP_MARGIN
        size *= min(1.0, max(end - left, 1.0) / text_width(title, size, bold=True))
        canvas.draw_text((left, y), title, size, colours.foreground, bold=True)
        x = left + text_width(title, size, bold=True) + 22
        if settings and x + text_width(settings, self.size) < end:
            canvas.draw_text((x, y + 3), settings, self.size, colours.foreground, alpha=0.7)

    def draw_step(self, canvas: Canvas, t: int) -> None:
        """Draw the current step t and the number of steps; nothing if ``legend_only`` is set."""
        if self.legend_only:
            return
        colour, steps, size = (
            self.race.look.page_colours.foreground,
            self.race.scene.steps,
            STEP_SIZE * self.shrink_factor,
        )
        right, y = self.rect.right - text_width(f" / {steps}", size), self.rect.top + 24 * self.shrink_factor
        canvas.draw_cached_text((right, y), str(t), size, colour, align="right", bold=True)
        canvas.draw_cached_text(
            (right - text_width(str(steps), size, bold=True) - 12, y), "step", size, colour, align="right"
        )
        canvas.draw_cached_text((self.rect.right, y), f" / {steps}", size, colour, align="right")

    def _entry_width(self, text: str) -> float:
        return 26 + text_width(text, self.size) + 30

    def _legend_lines(self) -> list[list[tuple[DrawnRun, str]]]:
        lines: list[list[tuple[DrawnRun, str]]] = [[]]
        x = 0.0
        for drawn_run in self.race.drawn_runs:
            text = name_with_learning_rate(drawn_run.name, drawn_run.trajectory.optimizer)
            if lines[-1] and x + self._entry_width(text) > self.rect.width:
                lines.append([])
                x = 0.0
            lines[-1].append((drawn_run, text))
            x += self._entry_width(text)
        return lines


class Caption:
    """The caption of a picture: every setting of the race, and its link."""

    def __init__(self, race: DrawnRace, rect: Rect) -> None:
        """Break the text into lines; ``rect`` must be as high as ``measure_height`` returns for its width."""
        self.race, self.rect = race, rect
        self.lines = caption_lines(race, rect.width)

    @staticmethod
    def measure_height(race: DrawnRace, width: float) -> float:
        """Return the height of the caption of a race; ``width`` and height are in picture units."""
        return len(caption_lines(race, width)) * CAPTION_SIZE * LINE_SPACING

    def draw_static(self, canvas: Canvas) -> None:
        """Draw the text."""
        for index, line in enumerate(self.lines):
            y = self.rect.top + (index + 0.5) * CAPTION_SIZE * LINE_SPACING
            canvas.draw_text(
                (self.rect.left, y), line, CAPTION_SIZE, self.race.look.page_colours.foreground, alpha=0.72
            )


def name_with_learning_rate(name: str, optimizer: Item) -> str:
    """Return a run's name followed by its learning rate, as in 'Adam, lr 0.01'.

    The name is returned unchanged if the optimizer has no learning rate, or the name already contains one.
    """
    rate = getattr(optimizer, "lr", None)
    return name if rate is None or ", lr " in name else f"{name}, lr {format_short(rate, 6)}"


def caption_lines(race: DrawnRace, width: float) -> list[str]:
    """Return the lines of a race's caption, at most ``width`` picture units wide: its notes, last its link.

    A link longer than MAX_LINK_LENGTH characters and a caption of more than MAX_CAPTION_LINES lines are cut.
    """
    *facts, link = write_race_notes(race.scene, race.runs, race.view)
    width *= USED_WIDTH_SHARE
    if len(link) > MAX_LINK_LENGTH:
        link = link[:MAX_LINK_LENGTH] + " … (the whole link is in the file's own notes)"
    lines = break_lines("; ".join(facts), CAPTION_SIZE, width) + break_lines(link, CAPTION_SIZE, width)
    if len(lines) > MAX_CAPTION_LINES:
        lines = [
            *lines[: MAX_CAPTION_LINES - 1],
            f"{lines[MAX_CAPTION_LINES - 1][:-40]} … (more in the file's own notes)",
        ]
    return lines


def break_lines(text: str, size: float, width: float) -> list[str]:
    """Return a text as lines at most ``width`` wide, broken at spaces, or within a word that is longer than a line.

    ``size`` is the font size; both are in picture units.
    """
    lines, line = [], ""
    for word in text.split(" "):
        tried = f"{line} {word}" if line else word
        if text_width(tried, size) <= width:
            line = tried
            continue
        if text_width(word, size) <= width:
            lines.append(line)
            line = word
            continue
        line = tried  # broken within the word, which begins on the line where it is
        while text_width(line, size) > width:
            fits = _count_fitting(line, size, width)
            lines.append(line[:fits])
            line = line[fits:]
    return [*lines, line]


def _count_fitting(text: str, size: float, width: float) -> int:
    """Return how many of a text's first characters fit into ``width``, at least 1."""
    return max(bisect_right(range(1, len(text) + 1), width, key=lambda count: text_width(text[:count], size)), 1)


def _changed_settings(landscape: Landscape) -> str:
    """Return the settings of a landscape that differ from their defaults, as text; '' if all have their defaults."""
    return ", ".join(part.replace(":", " ") for part in write_landscape(landscape).split("~")[1:])
