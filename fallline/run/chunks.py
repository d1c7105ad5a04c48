"""A few steps of one optimizer as a pure function of tensors: what is compiled, and what runs as it is where it is not.

A chunk takes what is ``given`` to it and what is ``carried`` from the one before, both dicts of tensors, and returns
what is carried on and what it ``made``. ``given["settings"]`` (length, n) holds the optimizer's numbers step by step,
so that turning one of them, or a schedule, compiles nothing anew.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping
from typing import Any

import torch

from fallline.core import (
    MATRIX,
    Landscape,
    Optimizer,
    Oracle,
    State,
    gradient,
)
from fallline.core.numbers import filled, number_paths
from fallline.run.outcome import FAR, STALL, STAYS

Tensors = dict[str, torch.Tensor]
Given = Mapping[str, Any]  # tensors; where nothing is traced, settings are lists of numbers and columns as well
Function = Callable[[Given, Tensors], tuple[Tensors, Tensors]]

MOST_SQUARED = 10  # coordinates up to which a readout that is a matrix is kept
TALLY = ("diverged", "far_at", "arrived", "first_touch", "moved_at", "stalled")  # all of them steps
NEVER = 2**31 - 1  # in place of a step
KINDS = ("grad", "value", "hessian")  # of questions, in the order of counts of them
RATE = "learning_rate"  # the readout that every optimizer with a learning rate has
BY_ROW = ("limit", "columns")  # what is given to each row: a vector, or some of them (rows, n)
ENDS = ("held", *TALLY)  # what is wanted of a run whose steps are not recorded


def shown_of(rule: Optimizer, dim: int) -> list[str]:
    """The names of the readouts that are kept: matrices up to MOST_SQUARED coordinates only."""
    return [name for name, kind in rule.readouts.items() if kind != MATRIX or dim <= MOST_SQUARED]


def recording(landscape: Landscape, optimizer: Optimizer, length: int) -> Function:
    """Steps of which everything is noted that a trajectory has: each made entry is (length, rows, ...)."""
    paths = number_paths(optimizer)

    def chunk(given: Given, carried: Tensors) -> tuple[Tensors, Tensors]:
        x, calls, state = carried["x"], _named(carried, "calls."), _named(carried, "state.")
        oracle = Oracle(landscape, len(x), x.device)
        oracle.calls = calls
        notes: dict[str, list[torch.Tensor]] = {}
        for k in range(length):
            rule, oracle.seen, oracle.seen_at = filled(optimizer, paths, given["settings"][k]), None, None
            before = {f"calls.{kind}": count for kind, count in oracle.calls.items()}
            after, state = rule.step(oracle, x, state)
            seen = _seen(oracle, x)
            slope = _slope(oracle, x)
            shown = {f"readouts.{name}": state[name] for name in shown_of(rule, x.shape[-1])}
            for name, value in {"x": x, "f": landscape.f(x), "grad": slope, "seen": seen, **before, **shown}.items():
                notes.setdefault(name, []).append(value)
            x = after
        made = {name: torch.stack(values).to(x.dtype) for name, values in notes.items()}
        return {"x": x, **_prefixed("calls.", oracle.calls), **_prefixed("state.", state)}, made

    return chunk


def walking(landscape: Landscape, optimizer: Optimizer, length: int) -> Function:
    """Steps of which is noted from where they go, whether the gradient is finite there, and what was asked after them.

    ``given["columns"]`` (rows, n) holds the optimizer's numbers, which differ from row to row and not from step to
    step. What is ``made``: x (length, rows, dim), zero (length, rows), which is NaN where the gradient is not finite,
    and calls (length, rows, 3).
    """
    paths = number_paths(optimizer)

    def chunk(given: Given, carried: Tensors) -> tuple[Tensors, Tensors]:
        x, state = carried["x"], _named(carried, "state.")
        oracle = Oracle(landscape, len(x), x.device)
        oracle.calls = _named(carried, "calls.")
        rule = filled(optimizer, paths, given["columns"].split(1, dim=1)) if paths else optimizer
        notes: dict[str, list[torch.Tensor]] = {"x": [], "zero": [], "calls": []}
        for _ in range(length):
            oracle.seen_at = None
            after, state = rule.step(oracle, x, state)
            spent = torch.stack([oracle.calls[kind] for kind in KINDS], dim=-1)
            slope = _slope(oracle, x)
            for name, value in {"x": x, "zero": (0 * slope).sum(-1), "calls": spent}.items():
                notes[name].append(value)
            x = after
        made = {name: torch.stack(values).to(x.dtype) for name, values in notes.items()}
        return {"x": x, **_prefixed("calls.", oracle.calls), **_prefixed("state.", state)}, made

    return chunk


def tallying(landscape: Landscape, optimizer: Optimizer, length: int) -> Function:
    """Steps of which only the end is kept: where each row is held, and at which steps things happened to it.

    ``given`` are also ``step``, the number of the first of these steps, ``steps``, that of the last point that counts
    (both int32, without axes), and ``limit`` (rows,), the gap that counts as arrived.
    """
    paths, lowest = number_paths(optimizer), landscape.fmin

    def chunk(given: Given, carried: Tensors) -> tuple[Tensors, Tensors]:
        x, held, state = carried["x"], carried["held"], _named(carried, "state.")
        tally = {name: carried[name] for name in TALLY}
        oracle = Oracle(landscape, len(x), x.device)
        for k in range(length):
            step, rule = given["step"] + k, filled(optimizer, paths, given["settings"][k])
            oracle.seen_at = None
            after, state = rule.step(oracle, x, state)
            f, slope = landscape.f(x), _slope(oracle, x)
            on = step <= given["steps"]
            zero = 0 * f + (0 * slope).sum(-1)  # NaN if one of them is not finite
            lost = ~(_within_reach(landscape, x) & (zero == 0)) & on
            diverged = torch.minimum(tally["diverged"], torch.where(lost, step, NEVER))
            alive = (step < diverged) & on
            held = torch.where(alive[:, None], x, held)
            near = alive & (f - lowest <= given["limit"])
            near = near & landscape.inside(x) if landscape.lower_outside else near
            still = alive & (step < given["steps"]) & _still(landscape, after - x)
            tally = _tallied(tally, step, near | ~on, near, still) | {"diverged": diverged}
            x = after
        return {"x": x, "held": held, **tally, **_prefixed("state.", state)}, {}

    return chunk


def answer_at(oracle: Oracle, x: torch.Tensor) -> torch.Tensor | None:
    """The gradient that a step from x was answered at x itself; None if it did not ask for that."""
    return oracle.seen if oracle.seen_at is x else None


def _slope(oracle: Oracle, x: torch.Tensor) -> torch.Tensor:
    """The gradient at x: what the step from there was answered, or computed anew."""
    answered = answer_at(oracle, x)
    return gradient(oracle.landscape.f, x) if answered is None else answered


def _seen(oracle: Oracle, x: torch.Tensor) -> torch.Tensor:
    """The last gradient that the step from x was answered; NaN if it asked for none."""
    return torch.full_like(x, torch.nan) if oracle.seen is None else oracle.seen


def _tallied(
    tally: Tensors, step: torch.Tensor, stays: torch.Tensor, near: torch.Tensor, still: torch.Tensor
) -> Tensors:
    """The steps at which a row arrived, first touched and stalled, by the rules of ``fallline.run.outcome``.

    ``far_at`` is the last step at which it was not near, ``moved_at`` the last at which it moved.
    """
    far_at = torch.where(stays, tally["far_at"], step)
    moved_at = torch.where(still, tally["moved_at"], step)
    arrives = torch.where(step - far_at > STAYS, far_at + 1, NEVER)
    stalls = torch.where(step - moved_at >= STAYS, moved_at + 1, NEVER)
    return {
        "far_at": far_at,
        "arrived": torch.minimum(tally["arrived"], arrives),
        "first_touch": torch.minimum(tally["first_touch"], torch.where(near, step, NEVER)),
        "moved_at": moved_at,
        "stalled": torch.minimum(tally["stalled"], stalls),
    }


def _within_reach(landscape: Landscape, x: torch.Tensor) -> torch.Tensor:
    """Whether each point is within FAR domain widths: (rows, dim) -> (rows,)."""
    near = (
        (x[:, axis] - (low + high) / 2).abs() <= FAR * (high - low) for axis, (low, high) in enumerate(landscape.domain)
    )
    return functools.reduce(operator.and_, near)


def _still(landscape: Landscape, step: torch.Tensor) -> torch.Tensor:
    """Whether each step is too short to count: (rows, dim) -> (rows,)."""
    shortest = STALL * max(high - low for low, high in landscape.domain)
    return (step * step).sum(-1) < shortest * shortest


def begun(optimizer: Optimizer, x: torch.Tensor) -> Tensors:
    """What is carried into the first of the recorded chunks, from x (rows, dim)."""
    calls = {f"calls.{kind}": count for kind, count in Oracle.none_asked(len(x), x.device).items()}
    return {"x": x, **calls, **_prefixed("state.", optimizer.init(x))}


def untallied(optimizer: Optimizer, x: torch.Tensor) -> Tensors:
    """What is carried into the first of the tallied chunks, from x (rows, dim)."""
    begun_at = {"far_at": -1, "moved_at": -1}
    never = {
        name: torch.full((len(x),), begun_at.get(name, NEVER), dtype=torch.int32, device=x.device) for name in TALLY
    }
    return {"x": x, "held": x, **never, **_prefixed("state.", optimizer.init(x))}


def _named(tensors: Tensors, prefix: str) -> State:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


def _prefixed(prefix: str, tensors: State) -> Tensors:
    return {prefix + name: value for name, value in tensors.items()}
