"""One instance of a class of torch.optim's kind per row, stepped as if it were a pure function."""

from __future__ import annotations

import copy
import re
from collections import defaultdict
from typing import Any

import torch

from fallline.core import MATRIX, NUMBER, SCALE, BadInput

WORDS = {"exp_avg": "momentum", "momentum_buffer": "momentum", "exp_avg_sq": "second_moment"}  # as the table says it

SHARED = ("defaults", "_zero_grad_profile_name")  # attributes that no step changes
PLAIN = (int, float, bool, str, type(None), bytes)

Instance = tuple[torch.nn.Parameter, torch.optim.Optimizer]


class Instances(dict):
    """A state whose tensors are readouts; what the instances remember besides stands in ``each``, one per row."""

    each: list[Instance]


def made(cls: type[torch.optim.Optimizer], point: torch.Tensor, options: dict[str, Any]) -> Instance:
    """A new instance for one point (dim,)."""
    parameter = torch.nn.Parameter(point.detach().clone())
    return parameter, cls([parameter], **options)


def stepped(instance: Instance, g: torch.Tensor, rate: float | None, *, draws: bool) -> Instance:
    """A copy of an instance, one step further by the gradient ``g`` (dim,); the given one stays as it is.

    An instance that draws lots (``draws``) draws the same ones in every step.
    """
    parameter, optimizer = _copied(instance)
    parameter.grad = g.detach().clone()
    if rate is not None:
        for group in optimizer.param_groups:
            group["lr"] = rate
    with torch.enable_grad(), torch.random.fork_rng(devices=[], enabled=draws):
        if draws:
            torch.manual_seed(0)
        optimizer.step()
    return parameter, optimizer


def remembered(instance: Instance) -> dict[str, torch.Tensor]:
    """The numbers, vectors and matrices in an instance's state, by readout name."""
    parameter, optimizer = instance
    dim = parameter.numel()
    shown = {}
    for name, held in optimizer.state.get(parameter, {}).items():
        word = WORDS.get(name, re.sub(r"\W", "_", str(name)).lower())
        value = torch.tensor(float(held)) if isinstance(held, bool | int | float) else held
        if isinstance(value, torch.Tensor) and not value.is_complex() and word.isidentifier():
            if value.numel() == 1 and dim > 1:
                shown[word] = value.detach().reshape(1)
            elif value.shape in ((dim,), (dim, dim)):
                shown[word] = value.detach()
    return shown


def probed(cls: type[torch.optim.Optimizer], options: dict[str, Any]) -> tuple[dict[str, str], bool]:
    """The readouts of a class and whether it draws lots, found by two steps of a probe in the plane; raises BadInput if
    it cannot take them."""
    before = torch.get_rng_state()
    try:
        probe = made(cls, torch.ones(2, dtype=torch.float64), options)
        for slope in (1.0, 0.5):
            probe = stepped(probe, torch.full((2,), slope, dtype=torch.float64), None, draws=False)
    except Exception as problem:  # noqa: BLE001 - whatever the code of others may raise
        why = " ".join(str(problem).split()) or type(problem).__name__
        raise BadInput(
            f"{cls.__module__}.{cls.__name__} cannot race down a landscape: {why[:200].rstrip('.')}."
        ) from None
    finally:
        draws = not torch.equal(before, torch.get_rng_state())
        torch.set_rng_state(before)
    shapes = {(1,): NUMBER, (2,): SCALE, (2, 2): MATRIX}
    return {name: shapes[tuple(value.shape)] for name, value in remembered(probe).items()}, draws


def _copied(instance: Instance) -> Instance:
    """A copy that shares nothing that a step may change; torch's own way of copying an optimizer leaves its further
    attributes behind, and Python's takes ten times as long."""
    parameter, optimizer = instance
    copied = type(optimizer).__new__(type(optimizer))
    new = torch.nn.Parameter(parameter.detach().clone())
    memo = {id(optimizer): copied, id(parameter): new}
    for name, value in vars(optimizer).items():
        copied.__dict__[name] = value if name in SHARED or "_hooks" in name else _duplicate(value, memo)
    return new, copied


def _duplicate(value: Any, memo: dict[int, Any]) -> Any:
    """A copy of containers and tensors by hand, of anything else by ``deepcopy``; what ``memo`` holds is reused."""
    if id(value) in memo:
        return memo[id(value)]
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is torch.Tensor and not value.requires_grad:
        new = value.clone()
    elif kind in (list, tuple):
        new = kind(_duplicate(each, memo) for each in value)
    elif kind in (dict, defaultdict):
        pairs = ((_duplicate(name, memo), _duplicate(each, memo)) for name, each in value.items())
        new = dict(pairs) if kind is dict else defaultdict(value.default_factory, pairs)
    else:
        return copy.deepcopy(value, memo)
    memo[id(value)] = new
    return new
