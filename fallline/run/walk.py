"""Many runs of one optimizer, some steps at a time: where they are, and what they have asked by then."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from fallline.core import Landscape, Optimizer, Oracle, gradient
from fallline.core.numbers import filled, number_paths, numbers_of
from fallline.run.chunks import KINDS, answer_at
from fallline.run.noise import Tape

CHUNK = 64  # steps at a time


@dataclass(frozen=True, eq=False)
class Stretch:
    """Some steps of many runs: ``x`` (steps, rows, dim), whether the gradient is finite there (steps, rows), and the
    calls spent on reaching each point and the one after the last, (steps+1, rows, 3) in the order of KINDS."""

    first: int
    x: torch.Tensor
    finite: np.ndarray
    calls: np.ndarray


class Walk:
    """The reference path: eager, in the starts' type of number and on their device."""

    def __init__(
        self, landscape: Landscape, optimizer: Optimizer, x: torch.Tensor, steps: int, tape: Tape | None = None
    ) -> None:
        """From x (rows, dim); settings may be columns (rows, 1), ``tape`` is noise."""
        self.landscape, self.optimizer, self.x, self.steps = landscape, optimizer, x, steps
        self.state, self.tape, self.at = optimizer.init(x), tape, 0
        self.oracle = Oracle(landscape, len(x), x.device)

    @torch.no_grad()
    def stretch(self) -> Stretch:
        """The next CHUNK steps, or as many as are left."""
        first, places, spent = self.at, [], [self._spent()]
        answers: list[torch.Tensor | None] = []
        for step in range(first, min(first + CHUNK, self.steps + 1)):
            oracle = self.oracle
            oracle.step, oracle.seen_at = step, None
            oracle.noise = None if self.tape is None else {step: self.tape.at(step)}
            after, self.state = self.optimizer.at(step, self.steps).step(oracle, self.x, self.state)
            places.append(self.x)
            answers.append(answer_at(oracle, self.x))
            spent.append(self._spent())
            self.x = after
        self.at = first + len(places)
        x = torch.stack(places)
        slopes = [answer for answer in answers if answer is not None]
        slope = torch.stack(slopes) if len(slopes) == len(places) else gradient(self.landscape.f, x)
        finite = torch.isfinite((0 * slope).sum(-1)).cpu().numpy()
        return Stretch(first, x, finite, torch.stack(spent).cpu().numpy())

    def keep(self, rows: np.ndarray) -> bool:
        """Goes on with some of the rows only, by their places; False where that cannot be."""
        if self.optimizer.by_instances:
            return False
        places = torch.from_numpy(rows).to(self.x.device)
        many, paths = len(self.x), number_paths(self.optimizer)
        values = numbers_of(self.optimizer, paths)
        columns = [isinstance(each, torch.Tensor) and len(each) == many for each in values]
        parts = [each[places] if column else each for each, column in zip(values, columns, strict=True)]
        self.optimizer = filled(self.optimizer, paths, parts)
        self.x, self.state = self.x[places], {name: entry[places] for name, entry in self.state.items()}
        calls, self.oracle = self.oracle.calls, Oracle(self.landscape, len(places), self.x.device)
        self.oracle.calls = {kind: count[places] for kind, count in calls.items()}
        self.tape = None if self.tape is None else self.tape.kept(rows)
        return True

    def _spent(self) -> torch.Tensor:
        return torch.stack([self.oracle.calls[kind] for kind in KINDS], dim=-1)
