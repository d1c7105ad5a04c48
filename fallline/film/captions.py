"""What is written around a race: title, legend, the step under the clock, and how it can be made again."""

from __future__ import annotations

import numpy as np

from fallline.core import Item, Landscape
from fallline.film.actors import Actor, Cast
from fallline.film.letters import wide_of
from fallline.film.pen import Frame, Pen
from fallline.landscapes import write_landscape
from fallline.picture.notes import notes

TITLE, LEGEND, COUNT, CAPTION = 38, 22, 26, 13.5  # sizes of type
TITLE_TALL = 52
SMALLER = 0.75  # in a small picture
LEAST = 13  # of the legend's type
LEADING = 1.36  # from one line to the next, in sizes
MOST_LINES = 5  # of a caption; what is longer is cut, and in full in the file's own notes
LONGEST_LINK = 700
SAFE = 0.985  # of a line's room: renderers do not agree to the pixel on how long a text is


class Header:
    """The landscape's name, the step under the clock, and which mark is whose."""

    def __init__(self, cast: Cast, frame: Frame, *, bare: bool = False, small: bool = False) -> None:
        """The legend breaks into as many lines as it needs, and shrinks if these are more than two.

        A ``bare`` one is the legend alone.
        """
        self.cast, self.frame, self.bare = cast, frame, bare
        self.shrink = SMALLER if small else 1.0
        self.above = 0 if bare else TITLE_TALL * self.shrink
        self.size = LEGEND * self.shrink
        while len(self._broken()) > (1 if small else 2) and self.size > LEAST:
            self.size -= 1
        self.lines = self._broken()

    @staticmethod
    def tall(cast: Cast, wide: float, *, bare: bool = False, small: bool = False) -> float:
        """How high it is where it is so wide."""
        header = Header(cast, Frame(0, 0, wide, 0), bare=bare, small=small)
        return header.above + len(header.lines) * header.size * 1.5 + 6

    def paint(self, pen: Pen) -> None:
        """All but the count."""
        if not self.bare:
            self._title(pen)
        look, left = self.cast.look, self.frame.left
        for line, entries in enumerate(self.lines):
            x, y = left, self.frame.top + self.above + (line + 0.6) * self.size * 1.5
            for actor, text in entries:
                pen.ball(actor.shape, actor.colour, look.ground.paper, np.array([(x + 10, y)]), 0.42 * self.size)
                pen.words((x + 26, y), text, self.size, look.ground.ink)
                x += self._entry_wide(text)

    def _title(self, pen: Pen) -> None:
        look, left, y, size = self.cast.look, self.frame.left, self.frame.top + 22 * self.shrink, TITLE * self.shrink
        title, more = self.cast.scene.landscape.title, _changed_settings(self.cast.scene.landscape)
        pen.words((left, y), title, size, look.ground.ink, bold=True)
        x = left + wide_of(title, size, bold=True) + 22
        steps = self.cast.scene.steps
        if more and x + wide_of(more, self.size) < self.frame.right - wide_of(f"step {steps} / {steps}", COUNT) - 60:
            pen.words((x, y + 3), more, self.size, look.ground.ink, alpha=0.7)

    def draw(self, pen: Pen, t: int) -> None:
        """The count of steps."""
        if self.bare:
            return
        ink, steps, size = self.cast.look.ground.ink, self.cast.scene.steps, COUNT * self.shrink
        right, y = self.frame.right - wide_of(f" / {steps}", size), self.frame.top + 24 * self.shrink
        pen.count((right, y), str(t), size, ink, align="right", bold=True)
        pen.count((right - wide_of(str(steps), size, bold=True) - 12, y), "step", size, ink, align="right")
        pen.count((self.frame.right, y), f" / {steps}", size, ink, align="right")

    def _entry_wide(self, text: str) -> float:
        return 26 + wide_of(text, self.size) + 30

    def _broken(self) -> list[list[tuple[Actor, str]]]:
        lines: list[list[tuple[Actor, str]]] = [[]]
        x = 0.0
        for actor in self.cast.actors:
            text = named(actor.name, actor.run.optimizer)
            if lines[-1] and x + self._entry_wide(text) > self.frame.wide:
                lines.append([])
                x = 0.0
            lines[-1].append((actor, text))
            x += self._entry_wide(text)
        return lines


class Caption:
    """How the race can be made again: every setting, and the link."""

    def __init__(self, cast: Cast, frame: Frame) -> None:
        """The frame's height is what ``tall`` says."""
        self.cast, self.frame = cast, frame
        self.lines = caption_lines(cast, frame.wide)

    @staticmethod
    def tall(cast: Cast, wide: float) -> float:
        """How high it is where it is so wide."""
        return len(caption_lines(cast, wide)) * CAPTION * LEADING

    def paint(self, pen: Pen) -> None:
        """All of it."""
        for which, line in enumerate(self.lines):
            y = self.frame.top + (which + 0.5) * CAPTION * LEADING
            pen.words((self.frame.left, y), line, CAPTION, self.cast.look.ground.ink, alpha=0.72)


def named(name: str, optimizer: Item) -> str:
    """A run's name with its learning rate, where it has one that the name does not tell."""
    rate = getattr(optimizer, "lr", None)
    return name if rate is None or ", lr " in name else f"{name}, lr {rate:.6g}".replace("e-0", "e−")


def caption_lines(cast: Cast, wide: float) -> list[str]:
    """The notes broken into lines so wide; a link that is too long to be read by anybody is cut."""
    *facts, link = notes(cast.scene, cast.runs, cast.view)
    wide *= SAFE
    if len(link) > LONGEST_LINK:
        link = link[:LONGEST_LINK] + " … (the whole link is in the file's own notes)"
    lines = broken("; ".join(facts), CAPTION, wide) + broken(link, CAPTION, wide)
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1][:-40]} … (more in the file's own notes)"]
    return lines


def broken(text: str, size: float, wide: float) -> list[str]:
    """A text in lines, broken at spaces, or within a long word."""
    lines, line = [], ""
    for word in text.split(" "):
        tried = f"{line} {word}" if line else word
        if wide_of(tried, size) <= wide:
            line = tried
            continue
        if line:
            lines.append(line)
        line = word
        while wide_of(line, size) > wide:
            fits = int(len(line) * wide / wide_of(line, size)) - 1
            lines.append(line[:fits])
            line = line[fits:]
    return [*lines, line]


def _changed_settings(landscape: Landscape) -> str:
    """The settings of a landscape that are not its usual ones."""
    return ", ".join(part.replace(":", " ") for part in write_landscape(landscape).split("~")[1:])
