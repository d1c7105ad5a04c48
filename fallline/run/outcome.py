"""How a row ended, by one rule everywhere, as data with a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
import torch

from fallline.core import Box, Problem, Sentence
from fallline.run.judge import NEVER, STAYS, begun, ended, judge, tolerances


class Ending(Enum):
    """The ways in which a row can end; the values are the sentences that people read."""

    REACHED = "reached the target at step {at}"
    DIVERGED = "diverged at step {at}; its last finite position is held"
    STALLED = "stalled at step {at}: it no longer moves, {gap}"
    GOING = "still going after {at} steps, {gap}"


BRIEF = {
    Ending.REACHED: "reached at {at}",
    Ending.DIVERGED: "diverged at {at}",
    Ending.STALLED: "stalled at {at}",
    Ending.GOING: "still going",
}
GOING = ("still going after {at} step, {gap}", Ending.GOING.value)  # after one step and after several


@dataclass(frozen=True)
class Outcome:
    """One row's end: steps at which things happened (None: they did not), the tolerance, the final gap f - f*.

    The target is ``reached`` at the first step from which the gap stays within the tolerance for STAYS steps more, or
    to the end. ``left_again`` is the first step after that at which the gap exceeds it, ``back_at`` that from which it
    is within it to the end again. ``left_view`` is the first step outside the landscape's view: a remark, not an end.
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

    @property
    def ending(self) -> Ending:
        """What to call it: a target that was reached counts, whatever came after it."""
        if self.reached is not None:
            return Ending.REACHED
        if self.diverged is not None:
            return Ending.DIVERGED
        return Ending.GOING if self.stalled is None else Ending.STALLED

    @property
    def at(self) -> int:
        """The step that belongs to the ending."""
        in_order = (self.reached, self.diverged, self.stalled)  # as ``ending`` asks for them
        return next((step for step in in_order if step is not None), self.steps)

    @property
    def brief(self) -> Sentence:
        """The ending in a few words, where there is no room for the sentence."""
        words = Sentence(BRIEF[self.ending], at=self.at)
        return words if self.strayed is None else Sentence("{ended}, left at {t}", ended=words, t=self.strayed)

    @property
    def strayed(self) -> int | None:
        """The step at which it left the target again, unless it is back there at the end, or diverged at that step."""
        return self.left_again if self.back_at is None and self.left_again != self.diverged else None

    @property
    def sentence(self) -> Sentence:
        """The ending with what belongs to it."""
        size = f"{abs(self.gap):.3g}"
        gap = Sentence("{n} above the minimum", n=size)
        if self.gap < 0:
            gap = Sentence("{n} below the lowest value inside the domain", n=size)
        words = Sentence(self.ending.value, at=self.at, gap=gap)
        if self.ending is Ending.GOING:
            words = Sentence.plural(self.at, *GOING, at=self.at, gap=gap)
        if self.reached is not None and self.steps - self.reached < STAYS:
            words = Sentence.plural(
                self.steps - self.reached,
                "{ended}, {n} step before the run ends",
                "{ended}, {n} steps before the run ends",
                ended=words,
            )
        if self.strayed is not None:
            words = Sentence("{ended} and left it again at step {t}", ended=words, t=self.strayed)
        elif self.back_at is not None and self.left_again is not None:
            words = Sentence(
                "{ended}, left it again at step {t} and was back from step {b} on",
                ended=words, t=self.left_again, b=self.back_at,
            )  # fmt: skip
        if self.reached is not None and self.diverged is not None:
            words = Sentence("{ended}, and diverged at step {t}", ended=words, t=self.diverged)
        elif self.strayed is not None:
            words = Sentence("{ended}; at the end: {gap}", ended=words, gap=gap)
        if self.left_view is not None:
            words = Sentence("{ended} (it left the view at step {t})", ended=words, t=self.left_view)
        return words

    def __str__(self) -> str:
        return str(self.sentence)


def outcomes(
    problem: Problem, x: np.ndarray, f: np.ndarray, stopped_at: np.ndarray, tol: float, view: Box | None = None
) -> tuple[Outcome, ...]:
    """The outcome of every row.

    ``x`` (steps+1, rows, dim) and the noiseless ``f`` (steps+1, rows) are held from the step ``stopped_at`` (rows,) on
    at which a row diverged, -1 for one that did not; ``tol`` 0 stands for a share of the gap at the start. ``view`` is
    the box that is watched for rows that leave it.
    """
    points, values, last = torch.tensor(x), torch.tensor(f), len(x) - 1
    limits = tolerances(problem, values[0], tol)
    tally = begun(limits) | {"diverged": torch.tensor(np.where(stopped_at < 0, NEVER, stopped_at), dtype=torch.int32)}
    fine = torch.ones(values.shape, dtype=torch.bool)
    tally, alive, _ = judge(tally, problem, limits, 0, points, points[0], values, fine, fine)
    happened = {name: steps.tolist() for name, steps in ended(tally, last).items()}
    outside = np.zeros(f.shape, dtype=bool) if view is None else ~_within(view, x) & alive.numpy()

    def at(name: str, row: int) -> int | None:
        return None if happened[name][row] == NEVER else happened[name][row]

    return tuple(
        Outcome(
            tol=limits[row].item(),
            steps=last,
            gap=float(f[-1, row] - problem.lowest),
            reached=at("reached", row),
            first_touch=at("first_touch", row),
            left_again=at("left_again", row),
            back_at=at("back_at", row),
            diverged=at("diverged", row),
            stalled=at("stalled", row),
            left_view=int(outside[:, row].argmax()) if outside[:, row].any() else None,
        )
        for row in range(f.shape[1])
    )


def _within(box: Box, x: np.ndarray) -> np.ndarray:
    low, high = np.array(box).T
    return ((x >= low) & (x <= high)).all(-1)
