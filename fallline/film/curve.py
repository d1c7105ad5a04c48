"""A curve panel: how a number of each run goes over the steps, drawing itself."""

from __future__ import annotations

import math

import numpy as np

from fallline.film.actors import Cast
from fallline.film.pen import DASHES, Frame, Pen
from fallline.film.plane import round_ticks
from fallline.picture.curves import FEW, Line, log_range, short_ticks

SMALL, TITLE = 16, 18  # sizes of type
LABELS = 5  # on the axis of values, at most


class Curve:
    """Curves over the steps on a log axis, in a frame; what is not above zero has no logarithm and leaves a gap."""

    def __init__(self, cast: Cast, title: str, lines: list[Line], frame: Frame) -> None:
        """``lines`` are one or more."""
        self.cast, self.title, self.lines, self.frame = cast, title, lines, frame
        self.plot = frame.within(66, 34, 14, 30)
        self.decades = log_range(lines)
        self.steps = cast.scene.steps
        self.paths = [self.placed(np.arange(len(line.values)), line.values) for line in lines]

    def placed(self, step: np.ndarray, value: np.ndarray) -> np.ndarray:
        """Steps and values (n,) as places (n, 2); NaN for what is not above zero."""
        low, high = self.decades
        with np.errstate(divide="ignore", invalid="ignore"):
            share = (high - np.log10(np.where(value > 0, value, np.nan))) / (high - low)
        return np.stack(
            (self.plot.left + self.plot.wide * step / self.steps, self.plot.top + self.plot.tall * share), -1
        )

    def paint(self, pen: Pen) -> None:
        """The title, the grid, and what stands along it."""
        ink, plot = self.cast.look.ground, self.plot
        pen.words((self.frame.left + 4, self.frame.top + 14), self.title, TITLE, ink.ink, bold=True)
        for value, text in _marks(*self.decades):
            y = self.placed(np.zeros(1), np.array([value]))[0, 1]
            pen.line(np.array([(plot.left, y), (plot.right, y)]), ink.faint, 1)
            pen.words((plot.left - 8, y), text, SMALL, ink.ink, align="right")
        for step, text in round_ticks(0, self.steps, 4):
            x = plot.left + plot.wide * step / self.steps
            pen.line(np.array([(x, plot.top), (x, plot.bottom)]), ink.faint, 1)
            pen.words((x, plot.bottom + 16), text, SMALL, ink.ink, align="middle")

    def draw(self, pen: Pen, t: int) -> None:
        """The curves up to step t, and each run's ball at their end."""
        look = self.cast.look
        with pen.inside(self.plot):
            for line, path in zip(self.lines, self.paths, strict=True):
                strong = line.width > 1.5
                dashes = DASHES[line.dash] if line.width > 1 else None
                pen.line(path[: t + 1], look.colour(line.mark), 2.6 if strong else 1.2, 1 if strong else 0.7, dashes)
        for line, path in zip(self.lines, self.paths, strict=True):
            if line.width > 1.5 and np.isfinite(path[t]).all() and self.plot.top <= path[t, 1] <= self.plot.bottom:
                pen.ball(line.mark.shape, look.colour(line.mark), look.ground.paper, path[t][None], 6)


def _marks(low: float, high: float) -> list[tuple[float, str]]:
    """Values to be marked between two decades, powers of ten if there are many, with what is written there."""
    if high - low < FEW:
        return short_ticks(low, high)
    every = math.ceil((high - low) / LABELS)
    powers = [power for power in range(math.ceil(low), math.floor(high) + 1) if power % every == 0]
    return [(10.0**power, f"10{_raised(power)}") for power in powers]


def _raised(power: int) -> str:
    return "".join("⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".index(each)] for each in str(power))
