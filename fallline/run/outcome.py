"""How a row ended, by one rule everywhere, as data with a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
import torch

from fallline.core import Box, Landscape, Sentence

STAYS = 100  # an arrival holds for this many steps, or to the end of a shorter run
STALL = 1e-12  # a stalled step is shorter than this share of the domain's widest side
FAR = 1e6  # a row farther than this many domain widths from the domain's centre has diverged
SHARE = 1e-3  # the tolerance that the scene leaves open, as a share of the start's gap


class Ending(Enum):
    """The ways in which a row can end; the values are the sentences that people read."""

    ARRIVED = "arrived at step {at}"
    DIVERGED = "diverged at step {at}; its last finite position is held"
    STALLED = "stalled at step {at}: it no longer moves, {gap}"
    GOING = "still going after {at} steps, {gap}"


BRIEF = {
    Ending.ARRIVED: "arrived at {at}",
    Ending.DIVERGED: "diverged at {at}",
    Ending.STALLED: "stalled at {at}",
    Ending.GOING: "still going",
}


@dataclass(frozen=True)
class Outcome:
    """One row's end: steps at which things happened (None: they did not), the tolerance, the final gap f - f*.

    ``left`` is the first step outside the landscape's view: a remark, not an end.
    """

    tol: float
    steps: int
    gap: float
    arrived: int | None
    first_touch: int | None
    diverged: int | None
    stalled: int | None
    left: int | None

    @property
    def ending(self) -> Ending:
        """What to call it: an arrival that held counts, whatever came after it."""
        if self.arrived is not None:
            return Ending.ARRIVED
        if self.diverged is not None:
            return Ending.DIVERGED
        return Ending.GOING if self.stalled is None else Ending.STALLED

    @property
    def at(self) -> int:
        """The step that belongs to the ending."""
        in_order = (self.arrived, self.diverged, self.stalled)  # as ``ending`` asks for them
        return next((step for step in in_order if step is not None), self.steps)

    @property
    def brief(self) -> str:
        """The ending in two or three words, where there is no room for the sentence."""
        return Sentence(BRIEF[self.ending], at=self.at)

    @property
    def sentence(self) -> Sentence:
        """The ending with what belongs to it."""
        size = f"{abs(self.gap):.3g}"
        gap = Sentence("{n} above the minimum", n=size)
        if self.gap < 0:
            gap = Sentence("{n} below the lowest value inside the domain", n=size)
        words = Sentence(self.ending.value, at=self.at, gap=gap)
        if self.arrived is not None and self.steps - self.arrived < STAYS:
            words = Sentence("{ended}, {n} steps before the run ends", ended=words, n=self.steps - self.arrived)
        if self.ending is Ending.ARRIVED and self.diverged is not None:
            words = Sentence("{ended}, and diverged at step {t}", ended=words, t=self.diverged)
        if self.left is not None:
            words = Sentence("{ended} (it left the view at step {t})", ended=words, t=self.left)
        return words

    def __str__(self) -> str:
        return str(self.sentence)


def outcomes(
    landscape: Landscape, x: np.ndarray, gap: np.ndarray, step_size: np.ndarray, stopped_at: np.ndarray, tol: float
) -> tuple[Outcome, ...]:
    """The outcome of every row.

    ``x`` (steps+1, rows, dim), ``gap`` (by the noiseless f) and ``step_size`` (steps+1, rows); ``stopped_at`` (rows,)
    is -1 for a row that never diverged; ``tol`` 0 stands for SHARE of the gap at the start.
    """
    limits = np.full(gap.shape[1], tol) if tol else SHARE * np.abs(gap[0])
    near = (gap <= limits) & (landscape.inside(torch.tensor(x)).numpy() if landscape.lower_outside else True)
    outside = ~_within(landscape.view, x)
    alive = (stopped_at < 0) | (np.arange(len(gap))[:, None] < stopped_at)
    still = step_size[:-1] < STALL * max(high - low for low, high in landscape.domain)
    return tuple(
        Outcome(
            tol=float(limits[row]),
            steps=len(gap) - 1,
            gap=float(gap[-1, row]),
            arrived=_first_lasting((near & alive)[:, row], STAYS, to_the_end=True),
            first_touch=_first((near & alive)[:, row]),
            diverged=int(stopped_at[row]) if stopped_at[row] >= 0 else None,
            stalled=_first_lasting((still & alive[:-1])[:, row], STAYS - 1, to_the_end=False),
            left=_first((outside & alive)[:, row]),
        )
        for row in range(gap.shape[1])
    )


def _within(box: Box, x: np.ndarray) -> np.ndarray:
    low, high = np.array(box).T
    return ((x >= low) & (x <= high)).all(-1)


def _first(held: np.ndarray) -> int | None:
    return int(held.argmax()) if held.any() else None


def _first_lasting(held: np.ndarray, lasting: int, *, to_the_end: bool) -> int | None:
    """The first index from which ``held`` stays true for ``lasting`` more entries (or, if asked, to the end)."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], held.astype(np.int8), [0]))))
    for first, end in zip(edges[::2], edges[1::2], strict=True):
        if end - first > lasting or (to_the_end and end == len(held)):
            return int(first)
    return None
