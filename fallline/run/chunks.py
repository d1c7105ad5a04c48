"""Chunks: several steps of one optimizer as a pure function of tensors, which can run eagerly or be compiled.

A chunk is called as ``chunk(inputs, carry)`` and returns the new carry and its outputs, tensors (length, rows, ...) by
name, like the body of ``jax.lax.scan``. It is a fold over the steps of ``fallline.run.loop.iterate_steps``.

``inputs`` holds either ``rules``, the optimizer of each step; or, in a chunk that is traced, only the numbers in them,
so that another number or schedule needs no new compilation: ``settings`` (length, n), different in each step, or
``row_settings`` (rows, n), different in each row. It may also hold ``noise`` and ``batches``, one entry per step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import torch

from fallline.core import CALL_KINDS, MATRIX, Optimizer, Oracle, Problem, State, value_and_gradient
from fallline.core.number_settings import number_paths, replace_numbers
from fallline.run.judge import EVENTS, initial_tally, is_finite, judge
from fallline.run.loop import Step, ValueAndGradient, iterate_steps

Tensors = dict[str, torch.Tensor]
Inputs = Mapping[str, Any]

MAX_MATRIX_DIM = 10  # number of coordinates up to which matrix readouts are recorded
LEARNING_RATE_READOUT = "learning_rate"  # name of the readout that every optimizer with a learning rate has
PER_ROW_INPUTS = ("limits", "row_settings")  # inputs with an entry for each row: (rows,) or (rows, n)
TALLY_ENTRIES = ("last_x", *EVENTS)  # what a tally chunk carries besides the optimizer's own state


@dataclass(frozen=True)
class Carry:
    """The state of all rows between two chunks; every tensor is (rows, ...).

    ``x`` are the current points, ``state`` is the optimizer's, ``calls`` counts the oracle's answers. ``tally`` holds
    TALLY_ENTRIES, the events so far and each row's last finite point; it is empty in other chunks.
    """

    x: torch.Tensor
    state: State
    calls: Tensors
    tally: Tensors = field(default_factory=dict)

    @classmethod
    def initial(cls, optimizer: Optimizer, x: torch.Tensor, tally: Tensors | None = None) -> Carry:
        """Return the carry before the first step from x (rows, dim)."""
        return cls(x, optimizer.initial_state(x), Oracle.zero_calls(len(x), x.device), tally or {})

    @classmethod
    def from_tensors(cls, tensors: Tensors) -> Carry:
        """Return the carry whose ``to_tensors`` are given."""
        parts = {part: _select_prefix(tensors, f"{part}.") for part in ("state", "calls", "tally")}
        return cls(tensors["x"], **parts)

    def to_tensors(self) -> Tensors:
        """Return all tensors in one flat dictionary, such as ``x``, ``state.m`` and ``calls.grad``."""
        parts = {"state": self.state, "calls": self.calls, "tally": self.tally}
        return {"x": self.x} | {f"{part}.{name}": value for part in parts for name, value in parts[part].items()}

    def select_rows(self, indices: torch.Tensor) -> Carry:
        """Return the carry of the rows with these indices (n,), in this order."""
        return Carry.from_tensors({name: entry[indices] for name, entry in self.to_tensors().items()})


Chunk = Callable[[Inputs, Carry], tuple[Carry, Tensors]]


def initial_chunk_tally(x: torch.Tensor, limits: torch.Tensor) -> Tensors:
    """Return the ``tally`` of a carry before the first step from x (rows, dim); ``limits`` are as in ``judge``."""
    return {"last_x": x, **initial_tally(limits)}


def recorded_readouts(rule: Optimizer, dim: int) -> list[str]:
    """Return the names of the optimizer's readouts that are recorded in ``dim`` dimensions.

    Readouts that are matrices are left out above MAX_MATRIX_DIM dimensions.
    """
    return [name for name, kind in rule.readouts.items() if kind != MATRIX or dim <= MAX_MATRIX_DIM]


def make_record_chunk(problem: Problem, optimizer: Optimizer, length: int, *, readouts: bool = True) -> Chunk:
    """Return a chunk of ``length`` steps whose outputs are all that a trajectory holds.

    They are ``x``, ``f``, ``grad``, ``seen``, ``calls.<kind>`` and, unless ``readouts`` is False, ``readouts.<name>``;
    see ``fallline.run.trajectory.Trajectory``.
    """

    def extra_outputs(step: Step) -> Tensors:
        names = recorded_readouts(step.rule, step.x.shape[-1]) if readouts else []
        calls = {f"calls.{kind}": count for kind, count in step.calls_before.items()}
        return {"seen": step.seen_gradient, **calls, **{f"readouts.{name}": step.state[name] for name in names}}

    return partial(_take_steps, problem, optimizer, length, extra_outputs)


def make_walk_chunk(problem: Problem, optimizer: Optimizer, length: int) -> Chunk:
    """Return a chunk of ``length`` steps whose outputs are the path and its cost.

    They are the points ``x``, the values ``f`` there, ``finite`` (whether values and gradients are), and ``calls``
    (length, rows, 3), the oracle's answers counted after each step in the order of ``CALL_KINDS``.
    """

    def extra_outputs(step: Step) -> Tensors:
        return {"calls": torch.stack([step.oracle.calls[kind] for kind in CALL_KINDS], dim=-1)}

    def chunk(inputs: Inputs, carry: Carry) -> tuple[Carry, Tensors]:
        carry, outputs = _take_steps(problem, optimizer, length, extra_outputs, inputs, carry)
        return carry, outputs | {"finite": is_finite(outputs["f"], outputs.pop("grad"))}

    return chunk


def make_tally_chunk(problem: Problem, optimizer: Optimizer, length: int) -> Chunk:
    """Return a chunk of ``length`` steps without outputs, which only updates the carry's ``tally``.

    Its inputs also hold ``first``, the number of the first of these steps, ``last``, the number of the last point that
    belongs to the run (both int32, without axes), and ``limits`` (rows,), the gap that counts as reached.
    """

    def chunk(inputs: Inputs, carry: Carry) -> tuple[Carry, Tensors]:
        carried, outputs = _take_steps(problem, optimizer, length, lambda _: {}, inputs, carry)
        last_x, first, x = carry.tally["last_x"], inputs["first"], outputs["x"]
        valid = (first + torch.arange(length, device=last_x.device) <= inputs["last"])[:, None]
        events = {name: carry.tally[name] for name in EVENTS}
        finite = is_finite(outputs["f"], outputs["grad"])
        events, alive, _ = judge(events, problem, inputs["limits"], first, x, last_x, outputs["f"], finite, valid)
        for k in range(length):
            last_x = torch.where(alive[k][:, None], x[k], last_x)
        return Carry(carried.x, carried.state, carried.calls, {"last_x": last_x, **events}), {}

    return chunk


def _take_steps(
    problem: Problem,
    optimizer: Optimizer,
    length: int,
    extra_outputs: Callable[[Step], Tensors],
    inputs: Inputs,
    carry: Carry,
) -> tuple[Carry, Tensors]:
    """Take the steps and return the carry after them and the outputs.

    The outputs are the points ``x``, the noiseless ``f`` and ``grad`` there, and ``extra_outputs``.

    Outputs are stacked over the steps: (length, rows, ...).
    """
    oracle = Oracle(problem, len(carry.x), carry.x.device, carry.calls)
    draws = inputs.get("noise"), inputs.get("batches")
    lists: dict[str, list[torch.Tensor]] = {}
    evaluations: list[ValueAndGradient | None] = []
    for step in iterate_steps(oracle, _rules(optimizer, inputs, length), carry.x, carry.state, *draws):
        evaluations.append(step.noiseless_evaluation)
        for name, value in {"x": step.x, **extra_outputs(step)}.items():
            lists.setdefault(name, []).append(value)
    outputs = {name: torch.stack(values) for name, values in lists.items()}
    found = [pair for pair in evaluations if pair is not None]
    if len(found) == length:
        f, grad = (torch.stack([pair[part] for pair in found]) for part in range(2))
    else:  # faster in one call for all points; the problem is asked directly, so the optimizer's calls do not rise
        f, grad = value_and_gradient(problem.f, outputs["x"])
    return Carry(step.next_x, step.state, oracle.calls, carry.tally), {"f": f, "grad": grad, **outputs}


def _rules(optimizer: Optimizer, inputs: Inputs, length: int) -> Iterable[Optimizer]:
    """Return the optimizer of each step, with the settings from ``inputs``."""
    if "rules" in inputs:
        return inputs["rules"]
    paths = number_paths(optimizer)
    if "row_settings" in inputs:
        columns = inputs["row_settings"].split(1, dim=1)
        return [replace_numbers(optimizer, paths, columns) if paths else optimizer] * length
    return [replace_numbers(optimizer, paths, inputs["settings"][k]) for k in range(length)]


def _select_prefix(tensors: Tensors, prefix: str) -> Tensors:
    """Return the entries whose names begin with ``prefix``, under their names without the prefix."""
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
