"""A plot of curves over the steps, which grow step by step."""

from __future__ import annotations

import math

import numpy as np

from fallline.film.canvas import DASH_PATTERNS, Canvas, Rect
from fallline.film.drawn_race import DrawnRace
from fallline.film.plot_axes import round_ticks
from fallline.picture.curves import SHORT_AXIS_DECADES, Curve, log10_axis_range, round_log_ticks

LABEL_SIZE, TITLE_SIZE = 16, 18  # font sizes
POWER_LABEL_COUNT = 5  # approximate, on a long axis of values, where only powers of ten are labelled
MAX_THIN_WIDTH = 1.5  # curves that are thicker have markers; thinner ones are drawn lighter


class CurvePlot:
    """A plot of curves over the steps, with a log axis for values; those that are not above zero leave a gap."""

    def __init__(self, race: DrawnRace, title: str, curves: list[Curve], rect: Rect) -> None:
        """Lay out the axes in ``rect`` for one or more curves, below the ``title``."""
        self.race, self.title, self.curves, self.rect = race, title, curves, rect
        self.plot_rect = rect.inset(66, 34, 14, 30)
        self.log10_range = log10_axis_range(curves)
        self.steps = race.scene.steps
        self.paths = [self.to_picture(np.arange(len(curve.values)), curve.values) for curve in curves]

    def to_picture(self, step: np.ndarray, value: np.ndarray) -> np.ndarray:
        """Return the positions (n, 2), in picture units, of steps (n,) and values (n,).

        y is NaN for values that are not above zero.
        """
        low, high = self.log10_range
        with np.errstate(divide="ignore", invalid="ignore"):
            share = (high - np.log10(np.where(value > 0, value, np.nan))) / (high - low)
        return np.stack(
            (
                self.plot_rect.left + self.plot_rect.width * step / self.steps,
                self.plot_rect.top + self.plot_rect.height * share,
            ),
            -1,
        )

    def draw_static(self, canvas: Canvas) -> None:
        """Draw the title, the grid lines and the labels of the axes."""
        colours, plot_rect = self.race.look.page_colours, self.plot_rect
        canvas.draw_text(
            (self.rect.left + 4, self.rect.top + 14), self.title, TITLE_SIZE, colours.foreground, bold=True
        )
        for value, text in _log_ticks(*self.log10_range):
            y = self.to_picture(np.zeros(1), np.array([value]))[0, 1]
            canvas.draw_line(np.array([(plot_rect.left, y), (plot_rect.right, y)]), colours.grid_line, 1)
            canvas.draw_text((plot_rect.left - 8, y), text, LABEL_SIZE, colours.foreground, align="right")
        for step, text in round_ticks(0, self.steps, 4):
            x = plot_rect.left + plot_rect.width * step / self.steps
            canvas.draw_line(np.array([(x, plot_rect.top), (x, plot_rect.bottom)]), colours.grid_line, 1)
            canvas.draw_text((x, plot_rect.bottom + 16), text, LABEL_SIZE, colours.foreground, align="middle")

    def draw_step(self, canvas: Canvas, t: int) -> None:
        """Draw the curves up to step t, and the run's marker at step t of each thick curve."""
        look = self.race.look
        with canvas.clip_to(self.plot_rect):
            for curve, path in zip(self.curves, self.paths, strict=True):
                bold = curve.width > MAX_THIN_WIDTH
                dashes = DASH_PATTERNS[curve.dash] if curve.width > 1 else None
                canvas.draw_line(
                    path[: t + 1], look.colour(curve.mark), 2.6 if bold else 1.2, 1 if bold else 0.7, dashes
                )
        for curve, path in zip(self.curves, self.paths, strict=True):
            if (
                curve.width > MAX_THIN_WIDTH
                and np.isfinite(path[t]).all()
                and self.plot_rect.top <= path[t, 1] <= self.plot_rect.bottom
            ):
                canvas.draw_markers(
                    curve.mark.shape, look.colour(curve.mark), look.page_colours.background, path[t][None], 6
                )


def _log_ticks(low: float, high: float) -> list[tuple[float, str]]:
    """Return ticks as pairs (value, label) from 10**low to 10**high: powers of ten, and more on a short axis."""
    if high - low < SHORT_AXIS_DECADES:
        return round_log_ticks(low, high)
    power_step = math.ceil((high - low) / POWER_LABEL_COUNT)
    powers = [power for power in range(math.ceil(low), math.floor(high) + 1) if power % power_step == 0]
    return [(10.0**power, f"10{_superscript(power)}") for power in powers]


def _superscript(power: int) -> str:
    return "".join("⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".index(each)] for each in str(power))
