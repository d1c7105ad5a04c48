"""Outcomes: how each row of a run ended, as data and as a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
import torch

from fallline.core import Box, Point, Problem, Sentence, format_point
from fallline.core.number_text import format_short
from fallline.run.judge import (
    CONFIRMATION_STEPS,
    NEVER,
    finalize,
    has_diverged,
    initial_tally,
    judge,
    target_gaps,
)


class Ending(Enum):
    """The ways in which a row can end; the values are page texts."""

    REACHED = "reached the target at step {at}"
    DIVERGED = "diverged at step {at}; its last finite position is held"
    STALLED = "stalled at step {at}: it no longer moves, {gap}"
    GOING = "not there yet after {at} steps, {gap}"


BRIEF_TEXTS = {
    Ending.REACHED: "reached at {at}",
    Ending.DIVERGED: "diverged at {at}",
    Ending.STALLED: "stalled at {at}",
    Ending.GOING: "not there yet",
}
GOING_TEXTS = ("not there yet after {at} step, {gap}", Ending.GOING.value)  # singular and plural


@dataclass(frozen=True)
class Outcome:
    """How one row ended: the steps of events (None: it did not happen), the tolerance and the final gap f - f*.

    ``reached`` is the first step from which the gap stays within ``tol`` for CONFIRMATION_STEPS steps more, or to the
    end of the run; ``first_touch`` the first step within ``tol``; ``left_again`` the first step after ``reached`` at
    which the gap exceeds ``tol``; ``back_at`` the step from which it is within ``tol`` again to the end.
    ``left_view`` is the first step outside the landscape's view; it does not end the run. ``undefined_at`` is the point
    to which a row stepped when it diverged, if f has no finite value or slope there, as ``has_value`` tells; None if it
    diverged by its distance, or by arithmetic of the optimizer.
    """

    tol: float
    steps: int
    gap: float
    reached: int | None
    first_touch: int | None
    left_again: int | None
    back_at: int | None
    diverged: int | None
    stalled: int | None
    left_view: int | None
    undefined_at: Point | None = None
    has_value: bool = True

    @property
    def ending(self) -> Ending:
        """The kind of ending; a row that reached the target counts as REACHED, even if it diverged later."""
        if self.reached is not None:
            return Ending.REACHED
        if self.diverged is not None:
            return Ending.DIVERGED
        return Ending.GOING if self.stalled is None else Ending.STALLED

    @property
    def ending_step(self) -> int:
        """The step at which the row reached, diverged or stalled; the last step if it is still going."""
        in_order = (self.reached, self.diverged, self.stalled)  # the order of precedence in ``ending``
        return next((step for step in in_order if step is not None), self.steps)

    @property
    def brief(self) -> Sentence:
        """The ending in a few words, for places too small for ``sentence``."""
        words = Sentence(BRIEF_TEXTS[self.ending], at=self.ending_step)
        if self.ending is Ending.DIVERGED and self.undefined_at is not None:
            words = Sentence("undefined at {at}", at=self.ending_step)
        return (
            words if self.left_for_good is None else Sentence("{ended}, left at {t}", ended=words, t=self.left_for_good)
        )

    @property
    def left_for_good(self) -> int | None:
        """The step at which it left the target again, or None if it is back at the end or diverged at that step."""
        return self.left_again if self.back_at is None and self.left_again != self.diverged else None

    @property
    def sentence(self) -> Sentence:
        """The ending in a sentence, with its steps and the final gap."""
        size = format_short(abs(self.gap))
        gap = Sentence("{n} above the minimum", n=size)
        if self.gap < 0:
            gap = Sentence("{n} below the lowest value inside the domain", n=size)
        words = Sentence(self.ending.value, at=self.ending_step, gap=gap)
        if self.ending is Ending.DIVERGED and self.undefined_at is not None:
            words = self._undefined_sentence(self.undefined_at)
        if self.ending is Ending.GOING:
            words = Sentence.plural(self.ending_step, *GOING_TEXTS, at=self.ending_step, gap=gap)
        if self.reached is not None and self.steps - self.reached < CONFIRMATION_STEPS:
            words = Sentence.plural(
                self.steps - self.reached,
                "{ended}, {n} step before the run ends",
                "{ended}, {n} steps before the run ends",
                ended=words,
            )
        if self.left_for_good is not None:
            words = Sentence("{ended} and left it again at step {t}", ended=words, t=self.left_for_good)
        elif self.back_at is not None and self.left_again is not None:
            words = Sentence(
                "{ended}, left it again at step {t} and was back from step {b} on",
                ended=words, t=self.left_again, b=self.back_at,
            )  # fmt: skip
        if self.reached is not None and self.diverged is not None:
            words = Sentence("{ended}, and diverged at step {t}", ended=words, t=self.diverged)
        elif self.left_for_good is not None:
            words = Sentence("{ended}; at the end: {gap}", ended=words, gap=gap)
        if self.left_view is not None:
            words = Sentence("{ended} (it left the view at step {t})", ended=words, t=self.left_view)
        return words

    def _undefined_sentence(self, point: Point) -> Sentence:
        """Return the sentence of a row that diverged at a ``point`` where f has no finite value or slope."""
        place = format_point(point)
        if not self.ending_step:
            return Sentence("cannot take a step, since f has no finite slope at its start {place}", place=place)
        if self.has_value:
            return Sentence(
                "stepped to {place}, where f has no finite slope, at step {at}; its last finite position is held",
                place=place, at=self.ending_step,
            )  # fmt: skip
        return Sentence(
            "stepped to {place}, where f has no finite value, at step {at}; its last finite position is held",
            place=place, at=self.ending_step,
        )  # fmt: skip

    def __str__(self) -> str:
        return str(self.sentence)


def compute_outcomes(
    problem: Problem,
    x: np.ndarray,
    f: np.ndarray,
    stopped_at: np.ndarray,
    tol: float,
    view: Box | None = None,
    stopped_x: np.ndarray | None = None,
) -> tuple[Outcome, ...]:
    """Return the outcome of every row.

    ``stopped_at`` (rows,) is the step at which a row diverged, or -1; from there on its last finite values are repeated
    in ``x`` (steps+1, rows, dim) and the noiseless ``f`` (steps+1, rows). ``tol`` is read as by ``target_gaps``.
    ``left_view`` is determined with the box ``view``, and is None without one. ``stopped_x`` (rows, dim) are the points
    at which rows diverged.
    """
    points, values, last = torch.tensor(x), torch.tensor(f), len(x) - 1
    limits = target_gaps(problem, values[0], tol)
    diverged_at = torch.tensor(np.where(stopped_at < 0, NEVER, stopped_at), dtype=torch.int32)
    tally = initial_tally(limits) | {"diverged": diverged_at}
    every = torch.ones(values.shape, dtype=torch.bool)  # x and f are finite throughout, and all points count
    tally, alive, _ = judge(tally, problem, limits, 0, points, points[0], values, every, every)
    event_steps = {name: steps.tolist() for name, steps in finalize(tally, last).items()}
    outside = np.zeros(f.shape, dtype=bool) if view is None else ~_is_inside(view, x) & alive.numpy()

    undefined = _undefined_places(problem, stopped_x, stopped_at)

    def at(name: str, row: int) -> int | None:
        return None if event_steps[name][row] == NEVER else event_steps[name][row]

    return tuple(
        Outcome(
            tol=limits[row].item(),
            steps=last,
            gap=float(f[-1, row] - problem.gap_origin),
            reached=at("reached", row),
            first_touch=at("first_touch", row),
            left_again=at("left_again", row),
            back_at=at("back_at", row),
            diverged=at("diverged", row),
            stalled=at("stalled", row),
            left_view=int(outside[:, row].argmax()) if outside[:, row].any() else None,
            **undefined.get(row, {}),
        )
        for row in range(f.shape[1])
    )


def _undefined_places(problem: Problem, stopped_x: np.ndarray | None, stopped_at: np.ndarray) -> dict[int, dict]:
    """Return for the rows that diverged at a point near the domain the fields ``undefined_at`` and ``has_value``."""
    if stopped_x is None or not (stopped_at >= 0).any():
        return {}
    points = torch.tensor(stopped_x)
    is_near = ~has_diverged(problem, points, torch.ones(len(points), dtype=torch.bool)).numpy()
    has_value = problem.f(points).isfinite().tolist()
    return {
        int(row): {"undefined_at": tuple(stopped_x[row].tolist()), "has_value": has_value[row]}
        for row in np.flatnonzero((stopped_at >= 0) & is_near)
    }


def _is_inside(box: Box, x: np.ndarray) -> np.ndarray:
    low, high = np.array(box).T
    return ((x >= low) & (x <= high)).all(-1)
