"""torch.optim optimizers as pure functions: one instance per row, copied before every step."""

from __future__ import annotations

import copy
import math
import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import torch

from fallline.core import MATRIX, NUMBER, SCALE, BadInput

READOUT_NAMES = {  # state entry -> readout
    "exp_avg": "momentum",
    "momentum_buffer": "momentum",
    "exp_avg_sq": "second_moment",
}

SHARED_ATTRIBUTES = ("defaults", "_zero_grad_profile_name")  # attributes that no step changes, so copies share them
PROBE_DIM = 2  # coordinates of the point from which a class is tried
IMMUTABLE_TYPES = (int, float, bool, str, type(None), bytes)

Instance = tuple[tuple[torch.nn.Parameter, ...], torch.optim.Optimizer]
Shapes = tuple[tuple[int, ...], ...]


class InstanceState(dict):
    """A state whose tensors are readouts; the attribute ``instances`` holds one optimizer instance per row."""

    instances: list[Instance]


def make_instance(
    cls: type[torch.optim.Optimizer], point: torch.Tensor, options: dict[str, Any], shapes: Shapes = ()
) -> Instance:
    """Return a pair (parameters, optimizer): copies of the tensors of ``point`` (dim,), and ``cls`` over them.

    ``shapes`` are those of the tensors of which the point consists; without any the point is one tensor.
    """
    parameters = tuple(torch.nn.Parameter(each.detach().clone()) for each in _split(point, shapes))
    return parameters, cls(parameters, **options)


def instance_point(instance: Instance) -> torch.Tensor:
    """Return the point (dim,) at which an instance is."""
    return torch.cat([each.detach().flatten() for each in instance[0]])


def _split(point: torch.Tensor, shapes: Shapes) -> list[torch.Tensor]:
    """Return the tensors with the ``shapes`` of which a point (dim,) consists, or the point itself without any."""
    if not shapes:
        return [point]
    pieces = point.split([math.prod(shape) for shape in shapes])
    return [piece.reshape(shape) for piece, shape in zip(pieces, shapes, strict=True)]


def step_instance(instance: Instance, g: torch.Tensor, lr: float | None, *, is_random: bool) -> Instance:
    """Return a copy of an instance after one step with the gradient ``g`` (dim,); ``lr`` replaces its learning rate.

    ``is_random`` marks an optimizer that uses torch's random numbers; it gets the same ones in every step.
    """
    parameters, optimizer = _copy_instance(instance)
    pieces = g.detach().split([each.numel() for each in parameters])
    for parameter, piece in zip(parameters, pieces, strict=True):
        parameter.grad = piece.reshape(parameter.shape).clone()
    if lr is not None:
        for group in optimizer.param_groups:
            group["lr"] = lr
    with torch.enable_grad(), torch.random.fork_rng(devices=[], enabled=is_random):
        if is_random:
            torch.manual_seed(0)
        optimizer.step()
    return parameters, optimizer


def read_state(instance: Instance, kinds: Mapping[str, str]) -> dict[str, torch.Tensor]:
    """Return the entries of an instance's state by readout name, without those that ``kinds`` lacks.

    ``kinds`` maps a readout to NUMBER, SCALE or MATRIX; their shapes are (1,), (dim,) and (dim, dim). Of several
    tensors, the entries of a SCALE are joined, a NUMBER is that of the first, and there is no MATRIX.
    """
    parameters, optimizer = instance
    dim = sum(each.numel() for each in parameters)
    shapes = {NUMBER: (1,), SCALE: (dim,), MATRIX: (dim, dim)}
    states = [_state_tensors(optimizer, each) for each in parameters]
    state = {}
    for name, kind in kinds.items():
        values = [each[name].flatten() for each in states if name in each]
        joined = torch.cat(values if kind == SCALE else values[:1]) if values else None
        if joined is not None and joined.numel() == math.prod(shapes[kind]):
            state[name] = joined.reshape(shapes[kind])
    return state


def _state_tensors(optimizer: torch.optim.Optimizer, parameter: torch.nn.Parameter) -> dict[str, torch.Tensor]:
    """Return the real tensors and numbers of the state of one parameter by readout name."""
    tensors = {}
    for name, entry in optimizer.state.get(parameter, {}).items():
        readout = READOUT_NAMES.get(name, re.sub(r"\W", "_", str(name)).lower())
        value = torch.tensor(float(entry)) if isinstance(entry, bool | int | float) else entry
        if isinstance(value, torch.Tensor) and not value.is_complex() and readout.isidentifier():
            tensors[readout] = value.detach()
    return tensors


def _kind(value: torch.Tensor) -> str | None:
    """Return the kind of a readout with this value for a point of PROBE_DIM coordinates, None for another shape."""
    if value.numel() == 1:
        return NUMBER
    return {(PROBE_DIM,): SCALE, (PROBE_DIM, PROBE_DIM): MATRIX}.get(tuple(value.shape))


def probe_class(cls: type[torch.optim.Optimizer], options: dict[str, Any]) -> tuple[dict[str, str], bool]:
    """Return (readouts of a class, whether it uses random numbers); readouts: name -> NUMBER, SCALE or MATRIX.

    They are found by taking two steps from a point of two coordinates. Raises BadInput if the class cannot take them.
    """
    before = torch.get_rng_state()
    try:
        probe = make_instance(cls, torch.ones(PROBE_DIM, dtype=torch.float64), options)
        for slope in (1.0, 0.5):
            probe = step_instance(probe, torch.full((PROBE_DIM,), slope, dtype=torch.float64), None, is_random=False)
    except Exception as error:  # noqa: BLE001 - third-party code may raise anything
        reason = " ".join(str(error).split()) or type(error).__name__
        raise BadInput(
            "{cls} cannot race down a landscape: {reason}.",
            cls=f"{cls.__module__}.{cls.__name__}",
            reason=reason[:200].rstrip("."),
        ) from None
    finally:
        is_random = not torch.equal(before, torch.get_rng_state())
        torch.set_rng_state(before)
    kinds = {name: _kind(value) for name, value in _state_tensors(probe[1], probe[0][0]).items()}
    return {name: kind for name, kind in kinds.items() if kind is not None}, is_random


def _copy_instance(instance: Instance) -> Instance:
    """Return a copy of an instance that shares nothing that a step may change.

    The optimizer's own state_dict leaves out further attributes, and copy.deepcopy takes ten times as long.
    """
    parameters, optimizer = instance
    copied = type(optimizer).__new__(type(optimizer))
    new = tuple(torch.nn.Parameter(each.detach().clone()) for each in parameters)
    memo: dict[int, Any] = {id(optimizer): copied, **dict(zip(map(id, parameters), new, strict=True))}
    for name, value in vars(optimizer).items():
        copied.__dict__[name] = value if name in SHARED_ATTRIBUTES or "_hooks" in name else _duplicate(value, memo)
    return new, copied


def _duplicate(value: Any, memo: dict[int, Any]) -> Any:
    """Return a deep copy, faster than copy.deepcopy for containers and tensors; objects in ``memo`` are reused."""
    if id(value) in memo:
        return memo[id(value)]
    kind = type(value)
    if kind in IMMUTABLE_TYPES:
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
