"""A few steps of one optimizer as a pure function of tensors: what is compiled, and what runs as it is where it is not.

A chunk takes what is ``given`` to it and what is ``carried`` from the one before, and returns what is carried on and
what it ``made``, entries (length, rows, ...). It is a fold over the steps of ``fallline.run.loop.stepping``.

What may be given: the ``rules`` for each step; or, where the chunk is traced, the numbers in them alone, so that
turning one, or a schedule, compiles nothing anew: ``settings`` (length, n) for each step, or ``columns`` (rows, n),
which differ from row to row and not from step to step. Further ``noise`` and ``batches``, an entry for each step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import torch

from fallline.core import KINDS, MATRIX, Optimizer, Oracle, Problem, State, value_and_gradient
from fallline.core.numbers import filled, number_paths
from fallline.run.judge import EVENTS, begun, judge, sound
from fallline.run.loop import Known, Step, stepping

Tensors = dict[str, torch.Tensor]
Given = Mapping[str, Any]

MOST_SQUARED = 10  # coordinates up to which a readout that is a matrix is kept
RATE = "learning_rate"  # the readout that every optimizer with a learning rate has
BY_ROW = ("limits", "columns")  # what is given to each row: a vector, or some of them (rows, n)
ENDS = ("held", *EVENTS)  # what is wanted of a run whose steps are not recorded


@dataclass(frozen=True)
class Carried:
    """Where all rows stand between two steps: every tensor is (rows, ...)."""

    x: torch.Tensor
    state: State
    calls: Tensors
    judged: Tensors = field(default_factory=dict)  # the tally, and where each row is ``held`` at last

    @classmethod
    def start(cls, optimizer: Optimizer, x: torch.Tensor, judged: Tensors | None = None) -> Carried:
        """Before the first step from x (rows, dim)."""
        return cls(x, optimizer.init(x), Oracle.none_asked(len(x), x.device), judged or {})

    @classmethod
    def named(cls, tensors: Tensors) -> Carried:
        """Back from ``flat``."""
        parts = {part: _named(tensors, f"{part}.") for part in ("state", "calls", "judged")}
        return cls(tensors["x"], **parts)

    def flat(self) -> Tensors:
        """All tensors by name."""
        parts = {"state": self.state, "calls": self.calls, "judged": self.judged}
        return {"x": self.x} | {f"{part}.{name}": value for part in parts for name, value in parts[part].items()}

    def kept(self, places: torch.Tensor) -> Carried:
        """Some of the rows, by their places."""
        return Carried.named({name: entry[places] for name, entry in self.flat().items()})


Chunk = Callable[[Given, Carried], tuple[Carried, Tensors]]


def untallied(x: torch.Tensor, limits: torch.Tensor) -> Tensors:
    """What is judged of runs that begin at x (rows, dim), before their first step."""
    return {"held": x, **begun(limits)}


def shown_of(rule: Optimizer, dim: int) -> list[str]:
    """The names of the readouts that are kept: matrices up to MOST_SQUARED coordinates only."""
    return [name for name, kind in rule.readouts.items() if kind != MATRIX or dim <= MOST_SQUARED]


def recording(problem: Problem, optimizer: Optimizer, length: int, *, readouts: bool = True) -> Chunk:
    """Steps of which everything is noted that a trajectory has."""

    def noted(step: Step) -> Tensors:
        shown = shown_of(step.rule, step.x.shape[-1]) if readouts else []
        calls = {f"calls.{kind}": count for kind, count in step.before.items()}
        return {"seen": step.seen, **calls, **{f"readouts.{name}": step.state[name] for name in shown}}

    return partial(_walked, problem, optimizer, length, noted)


def walking(problem: Problem, optimizer: Optimizer, length: int) -> Chunk:
    """Steps of which is noted from where they go, the values there, whether they and the gradients are finite, and
    what was asked after them, by ``KINDS`` (length, rows, 3)."""

    def noted(step: Step) -> Tensors:
        return {"calls": torch.stack([step.oracle.calls[kind] for kind in KINDS], dim=-1)}

    def chunk(given: Given, carried: Carried) -> tuple[Carried, Tensors]:
        carried, made = _walked(problem, optimizer, length, noted, given, carried)
        return carried, made | {"fine": sound(made["f"], made.pop("grad"))}

    return chunk


def tallying(problem: Problem, optimizer: Optimizer, length: int) -> Chunk:
    """Steps of which only the verdict is kept: where each row is held, and at which steps things happened to it.

    Given are also ``first``, the number of the first of these steps, ``last``, that of the last point that counts (both
    int32, without axes), and ``limits`` (rows,), the gap that counts as reached.
    """

    def chunk(given: Given, carried: Carried) -> tuple[Carried, Tensors]:
        on, made = _walked(problem, optimizer, length, lambda _: {}, given, carried)
        held, first, x = carried.judged["held"], given["first"], made["x"]
        counts = (first + torch.arange(length, device=held.device) <= given["last"])[:, None]
        tally = {name: carried.judged[name] for name in EVENTS}
        fine = sound(made["f"], made["grad"])
        tally, alive, _ = judge(tally, problem, given["limits"], first, x, held, made["f"], fine, counts)
        for at in range(length):
            held = torch.where(alive[at][:, None], x[at], held)
        return Carried(on.x, on.state, on.calls, {"held": held, **tally}), {}

    return chunk


def _walked(
    problem: Problem,
    optimizer: Optimizer,
    length: int,
    noted: Callable[[Step], Tensors],
    given: Given,
    carried: Carried,
) -> tuple[Carried, Tensors]:
    """Takes the steps: the points from which they go, the noiseless values and gradients there, and what is noted."""
    oracle = Oracle(problem, len(carried.x), carried.x.device, carried.calls)
    luck = given.get("noise"), given.get("batches")
    notes: dict[str, list[torch.Tensor]] = {}
    known: list[Known | None] = []
    for step in stepping(oracle, _rules(optimizer, given, length), carried.x, carried.state, *luck):
        known.append(step.known)
        for name, value in {"x": step.x, **noted(step)}.items():
            notes.setdefault(name, []).append(value)
    made = {name: torch.stack(values) for name, values in notes.items()}
    there = [each for each in known if each is not None]
    if len(there) == length:
        f, grad = (torch.stack([each[part] for each in there]) for part in range(2))
    else:  # all at once is quicker, and is no question of the optimizer's
        f, grad = value_and_gradient(problem.f, made["x"])
    return Carried(step.after, step.state, oracle.calls, carried.judged), {"f": f, "grad": grad, **made}


def _rules(optimizer: Optimizer, given: Given, length: int) -> Iterable[Optimizer]:
    """The rule that is in force at each step."""
    if "rules" in given:
        return given["rules"]
    paths = number_paths(optimizer)
    if "columns" in given:
        return [filled(optimizer, paths, given["columns"].split(1, dim=1)) if paths else optimizer] * length
    return [filled(optimizer, paths, given["settings"][k]) for k in range(length)]


def _named(tensors: Tensors, prefix: str) -> Tensors:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
