"""The one stepping loop. Whatever is wanted of a run is a fold over its steps; see ``fallline.run.chunks``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import torch

from fallline.core import Optimizer, Oracle, State

Known = tuple[torch.Tensor, torch.Tensor]


@dataclass(slots=True)
class Step:
    """One step of all rows, just taken: from ``x`` to ``after``, both (rows, dim).

    ``state`` is the optimizer's after the step, ``before`` what the oracle had counted before it. The oracle is as the
    step left it, until the next one is asked for.
    """

    oracle: Oracle
    rule: Optimizer
    x: torch.Tensor
    after: torch.Tensor
    state: State
    before: dict[str, torch.Tensor]

    @property
    def seen(self) -> torch.Tensor:
        """The last gradient that the step was answered, noise included, (rows, dim); NaN if it asked for none."""
        return torch.full_like(self.x, torch.nan) if self.oracle.seen is None else self.oracle.seen

    @property
    def known(self) -> Known | None:
        """The noiseless value (rows,) and gradient (rows, dim) at x, if the step found them there."""
        known = self.oracle.known
        return known[1:] if known and known[0] is self.x else None


def stepping(
    oracle: Oracle,
    rules: Iterable[Optimizer],
    x: torch.Tensor,
    state: State,
    noise: Iterable[torch.Tensor] | None = None,
    batches: Iterable | None = None,
) -> Iterator[Step]:
    """Takes a step from x (rows, dim) by each of the rules; each step may have its noise (rows, dim) and its batch."""
    draws, data = iter(noise or ()), iter(batches or ())
    for rule in rules:
        oracle.begin(next(draws, None), next(data, None))
        before = dict(oracle.calls)
        after, state = rule.step(oracle, x, state)
        yield Step(oracle, rule, x, after, state, before)
        x = after
