"""The end card: who arrived when, at what cost, and why the others did not."""

from __future__ import annotations

import numpy as np

from fallline.analysis.diagnosis import diagnosis
from fallline.film.actors import Cast
from fallline.film.captions import Caption, broken, named
from fallline.film.letters import wide_of
from fallline.film.pen import Frame, Pen
from fallline.picture.standings import arrival_costs, middle_gap, standings
from fallline.picture.table import digits

TITLE, SIZE, SMALL = 40, 24, 17  # sizes of type
VEIL = 0.94  # how much of the last picture is covered
HEADS = ("", "arrived at", "gradient evaluations", "final f − f*")
GAPS = 34  # between columns
HIGH = 120  # of heading and column heads
STORY = 0.92  # of the width, for the sentences


class Card:
    """The result table over a veiled picture."""

    def __init__(self, cast: Cast, frame: Frame) -> None:
        """``frame`` is the whole picture."""
        self.cast, self.frame = cast, frame
        self.heading, self.rows = results(cast)
        widths = [
            max(wide_of(row[column], SIZE) for row in (HEADS, *[each[1] for each in self.rows])) for column in range(4)
        ]
        self.shrink = min(1.0, (frame.wide - 120) / (sum(widths) + 3 * GAPS + 60))
        self.widths = [each * self.shrink for each in widths]
        self.wide = sum(self.widths) + 3 * GAPS + 60

    def paint(self, pen: Pen) -> None:
        """All of it."""
        look, frame = self.cast.look, self.frame
        pen.box(frame, look.ground.paper, VEIL)
        size, line = SIZE * self.shrink, self._line()
        left = frame.left + (frame.wide - self.wide) / 2
        room = frame.wide * STORY - (left - frame.left) - 60
        stories, low = [broken(row[2], SMALL, room) for row in self.rows], Caption.tall(self.cast, frame.wide - 56) + 14
        tall = HIGH + sum(line + len(story) * SMALL * 1.3 for story in stories)
        if tall + low > frame.tall:  # then the sentences have no room
            stories, tall = [[]] * len(self.rows), HIGH + len(self.rows) * line
        y = frame.top + max((frame.tall - low - tall) / 2, 0) + 40
        pen.words((left, y), self.heading, TITLE * max(self.shrink, 0.6), look.ground.ink, bold=True)
        y += 58
        for column, head in enumerate(HEADS[1:], 1):
            pen.words((self._right(left, column), y), head, SMALL, look.ground.ink, align="right", alpha=0.75)
        for (actor, cells, _), story in zip(self.rows, stories, strict=True):
            y += line
            pen.line(np.array([(left, y - line / 2 + 3), (left + self.wide, y - line / 2 + 3)]), look.ground.faint, 1)
            pen.ball(actor.shape, actor.colour, look.ground.paper, np.array([(left + 14, y)]), 11 * self.shrink)
            pen.words((left + 36, y), cells[0], size, look.ground.ink, bold=True)
            for column in (1, 2, 3):
                pen.words((self._right(left, column), y), cells[column], size, look.ground.ink, align="right")
            for sentence in story:
                y += SMALL * 1.3
                pen.words((left + 36, y + 6), sentence, SMALL, look.ground.ink, alpha=0.8)
        if tall + low <= frame.tall:
            Caption(self.cast, Frame(frame.left + 28, frame.bottom - low, frame.wide - 56, low)).paint(pen)

    def _line(self) -> float:
        return min(52.0, 0.6 * self.frame.tall / max(len(self.rows) * 1.6, 4))

    def _right(self, left: float, column: int) -> float:
        return left + 60 + sum(self.widths[: column + 1]) + GAPS * column


def results(cast: Cast) -> tuple[str, list[tuple]]:
    """What the card is headed, and for each run, best first: its actor, what stands in its columns, how it ended."""
    runs, starts = cast.runs, len(cast.scene.rows)
    _, places = standings(runs, cast.scene.steps)
    rows = []
    for place, each in enumerate(places, 1):
        run, actor = runs[each.which], cast.actors[each.which]
        spent = sorted(cost for cost in arrival_costs(run) if cost >= 0)
        steps = sorted(end.reached for end in run.outcome if end.reached is not None)
        if starts == 1:
            arrived, cost = (f"step {steps[0]:,}", f"{spent[0]:,}") if steps else ("–", "–")
        else:
            arrived = f"{len(steps):,} of {starts:,}" + (f", median {_half(steps):,}" if steps else "")
            cost = f"{_half(spent):,}" if spent else "–"
        cells = (f"{place}  {named(actor.name, run.optimizer)}", arrived, cost, digits(float(middle_gap(run)[-1]), 3))
        why = diagnosis(run, cast.scene.noise, cast.view.reach_of(cast.scene.landscape))
        first = "first start: " if starts > 1 else ""
        rows.append((actor, cells, f"{first}{run.outcome[0].brief}{': ' + why if why else ''}"))
    return f"After {cast.scene.steps:,} steps", rows


def _half(rising: list[int]) -> int:
    return rising[(len(rising) - 1) // 2]
