"""The stepping loop, the same for every kind of run; ``fallline.run.chunks`` makes folds over its steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import torch

from fallline.core import Optimizer, Oracle, State
from fallline.core.oracle import Evaluation

ValueAndGradient = tuple[torch.Tensor, torch.Tensor]  # (rows,) and (rows, dim)


@dataclass(slots=True)
class Step:
    """One step of all rows that was just taken, from ``x`` to ``next_x``, both (rows, dim).

    ``rule`` is the optimizer with the settings of this step, ``state`` its state after the step, ``calls_before`` the
    oracle's counts before it. ``oracle`` holds this step's last gradient and counts only until the next step is taken.
    """

    oracle: Oracle
    rule: Optimizer
    x: torch.Tensor
    next_x: torch.Tensor
    state: State
    calls_before: dict[str, torch.Tensor]

    @property
    def seen_gradient(self) -> torch.Tensor:
        """The last gradient that the oracle answered, noise included, (rows, dim); NaN if none was asked for."""
        return torch.full_like(self.x, torch.nan) if self.oracle.last_grad is None else self.oracle.last_grad

    @property
    def noiseless_evaluation(self) -> ValueAndGradient | None:
        """The noiseless value (rows,) and gradient (rows, dim) at x, or None if the step did not compute them."""
        evaluation = self.oracle.first_evaluation
        return evaluation[1:] if evaluation and evaluation[0] is self.x else None


def iterate_steps(
    oracle: Oracle,
    rules: Iterable[Optimizer],
    x: torch.Tensor,
    state: State,
    noise: Iterable[torch.Tensor] | None = None,
    batches: Iterable | None = None,
    evaluations: Iterable[Evaluation | None] | None = None,
) -> Iterator[Step]:
    """Take one step after another from x (rows, dim), one by each of ``rules``, and yield each as a ``Step``.

    ``noise`` (rows, dim), ``batches`` of data and ``evaluations`` of the steps' points have one entry per step, if
    given; an entry is asked for when its step begins.
    """
    draws, data, known = iter(noise or ()), iter(batches or ()), iter(evaluations or ())
    for rule in rules:
        oracle.begin_step(next(draws, None), next(data, None), next(known, None))
        calls_before = dict(oracle.calls)
        next_x, state = rule.advance(oracle, x, state)
        yield Step(oracle, rule, x, next_x, state, calls_before)
        x = next_x
