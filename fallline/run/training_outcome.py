"""Outcomes of runs on training tasks: how each row ended, as data and as a sentence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fallline.core import DIVERGED_FACTOR, LOSS, TRAIN, VALIDATION, Sentence, Task
from fallline.core.number_text import format_short
from fallline.run.training_record import TrainingRun

CONFIRMATIONS = 3  # evaluations in a row that must agree before something counts as having happened
OVERFITTING_SHARE = 0.05  # of the lowest validation loss, by which it must have risen


@dataclass(frozen=True)
class TrainingOutcome:
    """How one row of a run ended: the steps of events (None: it did not happen), and the last value of the measure.

    ``reached`` is the first evaluated step of CONFIRMATIONS in a row, or of all to the end, at which the task's measure
    on the validation samples is within the target; ``left`` the first step of those at the end at which it is not.
    ``diverged`` is the step at which the loss was no longer finite, or from which on the training loss is above
    DIVERGED_FACTOR times that of uniform guessing. ``overfits`` is the step at which the validation loss was lowest, if
    in the last CONFIRMATIONS evaluations it is higher, by OVERFITTING_SHARE, and the training loss lower.
    """

    task: Task
    steps: int
    value: float
    reached: int | None
    left: int | None
    diverged: int | None
    overfits: int | None

    @property
    def sentence(self) -> Sentence:
        """The ending in a sentence: the target, divergence and overfitting."""
        words = self._ending()
        if self.left is not None and self.reached is not None and self.diverged is None:
            words = Sentence("{ended} and left it again at step {t}", ended=words, t=self.left)
        if self.overfits is not None and self.diverged is None:
            words = Sentence("{ended}; overfits from step {t} on", ended=words, t=self.overfits)
        return words

    def _ending(self) -> Sentence:
        measure = self.task.target_measure
        value = Sentence("{name} {value} {unit}", name=Sentence(measure.title), value=format_short(self.value),
                         unit=Sentence(measure.unit))  # fmt: skip
        if self.diverged is not None and self.reached is None:
            return Sentence("diverged at step {at}", at=self.diverged)
        if self.reached is None:
            return Sentence("not there yet after {at} steps, {value}", at=self.steps, value=value)
        words = Sentence("reached the target at step {at}, {value} at the end", at=self.reached, value=value)
        return words if self.diverged is None else Sentence("{ended}, and diverged at step {t}", ended=words,
                                                            t=self.diverged)  # fmt: skip

    def __str__(self) -> str:
        return str(self.sentence)


def training_outcomes(run: TrainingRun) -> tuple[TrainingOutcome, ...]:
    """Return the outcome of every row of a run."""
    return tuple(_outcome(run, row) for row in range(len(run.seeds)))


def _outcome(run: TrainingRun, row: int) -> TrainingOutcome:
    task, steps = run.task, run.evaluated_at
    values = run.evaluations[f"{VALIDATION}.{task.target.measure}"][:, row]
    near = task.within_target(values)
    diverged = _diverged_at(run, row)
    reached = _first_confirmed(near)
    return TrainingOutcome(
        task=task,
        steps=run.steps,
        value=float(values[-1]),
        reached=None if reached is None else int(steps[reached]),
        left=None if near[-1] or reached is None else int(steps[_start_of_end(near)]),
        diverged=diverged,
        overfits=None if diverged is not None else _overfits_from(run, row),
    )


def _diverged_at(run: TrainingRun, row: int) -> int | None:
    if run.stopped_at[row] >= 0:
        return int(run.stopped_at[row])
    losses = run.evaluations[f"{TRAIN}.{LOSS}"][:, row]
    limit = DIVERGED_FACTOR * run.task.uniform_loss
    high = ~(losses <= limit)
    return int(run.evaluated_at[_start_of_end(~high)]) if high[-1] else None


def _first_confirmed(near: np.ndarray) -> int | None:
    """Return the first index from which CONFIRMATIONS entries in a row, or all to the end, are true."""
    return next((k for k in np.flatnonzero(near).tolist() if near[k : k + CONFIRMATIONS].all()), None)


def _start_of_end(holds: np.ndarray) -> int:
    """Return the index after the last true entry, 0 if none is."""
    return int(np.flatnonzero(holds)[-1]) + 1 if holds.any() else 0


def _overfits_from(run: TrainingRun, row: int) -> int | None:
    train, validation = (run.evaluations[f"{split}.{LOSS}"][:, row] for split in (TRAIN, VALIDATION))
    best = int(np.argmin(validation))
    has_risen = validation[-CONFIRMATIONS:].min() > (1 + OVERFITTING_SHARE) * validation[best]
    return int(run.evaluated_at[best]) if has_risen and train[-CONFIRMATIONS:].max() < train[best] else None
