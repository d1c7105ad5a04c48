"""The numbers behind the step under the clock, in steady columns."""

from __future__ import annotations

import numpy as np

from fallline.analysis.plot_plane import few_axes, letter
from fallline.film.actors import Cast
from fallline.film.letters import wide_of
from fallline.film.pen import Frame, Pen
from fallline.picture.table import EDGES, TITLE, number_text, numbers_of, rows_of

SIZE = 18  # of type
LINE = 26  # from one line to the next
NUMBER = 126  # the least width of a run's column


class Numbers:
    """The table's first lines, as many as fit, in a frame; a column per run."""

    def __init__(self, cast: Cast, frame: Frame) -> None:
        """The type shrinks where the columns would not fit."""
        self.cast, self.frame = cast, frame
        lines = _lines(cast)
        words = max(wide_of(text, SIZE) for text, _ in lines) + 24
        self.shrink = min(1.0, frame.wide / (words + NUMBER * len(cast.actors)))
        self.size, self.line = SIZE * self.shrink, LINE * max(self.shrink, 0.8)
        self.lines = lines[: int((frame.tall - 1.4 * self.line) / self.line)]
        left, many = frame.left + words * self.shrink, len(cast.actors)
        self.columns = [left + (which + 1) * (frame.right - left) / many for which in range(many)]

    def paint(self, pen: Pen) -> None:
        """The words, and above each column the run's mark."""
        look = self.cast.look
        pen.words((self.frame.left + 4, self._y(-1)), TITLE, self.size, look.ground.ink, bold=True)
        for actor, right in zip(self.cast.actors, self.columns, strict=True):
            pen.ball(actor.shape, actor.colour, look.ground.paper, np.array([(right - 7, self._y(-1))]), 7)
        for which, (text, _) in enumerate(self.lines):
            pen.words((self.frame.left + 4, self._y(which)), text, self.size, look.ground.ink, alpha=0.85)
            y = self._y(which) + self.line / 2
            pen.line(np.array([(self.frame.left, y), (self.frame.right, y)]), look.ground.faint, 0.7)

    def draw(self, pen: Pen, t: int) -> None:
        """Step t's numbers."""
        ink = self.cast.look.ground.ink
        for which, (_, values) in enumerate(self.lines):
            for right, said in zip(self.columns, values, strict=True):
                pen.count((right, self._y(which)), said[t] if said else "–", self.size, ink, align="right")

    def _y(self, line: int) -> float:
        return self.frame.top + 14 + (line + 1) * self.line


def _lines(cast: Cast) -> list[tuple[str, list[list[str]]]]:
    """Each line's words, and for every run what is written at each step, nothing where it has no such number."""
    arrays = [numbers_of(run, cast.view) for run in cast.runs]
    axes = [letter(axis, cast.scene.landscape.dim) for axis in few_axes(cast.scene.landscape, cast.view.plane)]
    lines = []
    for row in rows_of(cast.scene, cast.runs, cast.view):
        many = max(found[row.array].shape[1] for found in arrays if row.array in found)
        names = axes if 1 < many <= len(axes) else [""] if many == 1 else [a + b for a in axes for b in axes]
        for axis in range(many):
            said = [_said(found, row.array, axis) for found in arrays]
            lines.append((f"{row.words} {names[axis]}".strip(), said))
    return lines


def _said(found: dict[str, np.ndarray], array: str, axis: int) -> list[str]:
    """What is written at each step."""
    if array not in found or axis >= found[array].shape[1]:
        return []
    values = found[array][:, axis]
    edge, sign = EDGES.get(array, ("", ""))
    cut = found[edge][:, 0] > 0 if edge in found else np.zeros(len(values), dtype=bool)
    signs = np.where(cut & np.isfinite(values), sign, "").tolist()
    return [each + number_text(array, value) for each, value in zip(signs, values.tolist(), strict=True)]
