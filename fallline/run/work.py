"""The work of runs, estimated before they are computed: seconds of one slow core, and the largest memory.

The operations of a step of the rule, and those of a gradient of the landscape, are counted as torch dispatches them. A
rule is tried on small spheres and extrapolated from there to any number of rows and coordinates, so that a new rule or
landscape needs no number of its own here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from scipy.optimize import nnls
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from fallline.core import CALL_KINDS, MATRIX, NUMBER, Landscape, Optimizer, Oracle, gradient, hessian_vector_product
from fallline.core.number_settings import number_paths, replace_numbers
from fallline.landscapes import shelf as landscapes
from fallline.run.chunks import recorded_readouts
from fallline.run.stepper import MAX_CHUNK_NUMBERS, MAX_CHUNK_STEPS

TRIED_DIMS = (4, 8, 12, 16)  # coordinates with which a rule is tried: its work is a cubic polynomial of their number
TRIED_NUMBER = 0.5  # in place of each number among a rule's settings: rules that differ in numbers only are alike
# Of one core that is three to five times slower than that of a usual laptop.
OPERATION_S = 8e-6  # of an operation, however small its tensors
ELEMENT_S = 2e-9  # of an element of the largest tensor that an operation reads or writes
MATRIX_ROW_S = 2e-6  # of a decomposition of a matrix, for each row
CUBE_SHARE, SQUARE_FACTOR = 0.25, 25  # elements that one takes besides: of the cube and the square of the sides
RECORD_OPERATIONS = 15  # of the record of a step
RECORD_COPIES = 3  # of a trajectory while it is made
STATE_COPIES = 6  # of a rule's state while a step is taken
MEGABYTES_PER_NUMBER = 8e-6
PRODUCTS = ("mm", "bmm", "addmm", "baddbmm", "mv", "addmv", "dot")  # of matrices and vectors
PRODUCT_SHARE = 0.1  # elements that a multiplication in a product counts as


@dataclass(frozen=True)
class Work:
    """The work of a computation: ``seconds`` of one slow core, and the largest memory in ``megabytes``."""

    seconds: float
    megabytes: float


@dataclass(frozen=True)
class OperationCount:
    """What a computation with one row takes: ``operations``, their ``elements``, and matrices decomposed."""

    operations: float
    elements: float
    matrices: int = 0

    def seconds(self, rows: int) -> float:
        """Return the seconds of the computation with ``rows`` rows in one batch."""
        return self.operations * OPERATION_S + rows * (self.elements * ELEMENT_S + self.matrices * MATRIX_ROW_S)


@dataclass(frozen=True)
class RuleCount:
    """What a step of a rule takes from one row, besides the oracle's answers, which ``calls`` counts by kind.

    ``elements`` and ``state`` (the numbers that the rule keeps) are the coefficients of polynomials of the number of
    coordinates, the constant first. Unless ``evaluates_x``, the gradients at a rule's points are computed besides,
    for MAX_CHUNK_STEPS of them at once.
    """

    operations: float
    matrices: int
    elements: tuple[float, ...]
    state: tuple[float, ...]
    calls: dict[str, int]
    evaluates_x: bool

    def at_dim(self, dim: int) -> OperationCount:
        """Return what a step takes in ``dim`` dimensions."""
        return OperationCount(self.operations, _polynomial(self.elements, dim), self.matrices)


def estimate_work(landscape: Landscape, optimizer: Optimizer, rows: int, steps: int) -> Work:
    """Return the work of one optimizer's run of ``steps`` steps from ``rows`` starts, computed eagerly."""
    rule, dim = _count_rule(_without_numbers(optimizer)), landscape.dim
    step, slope = rule.at_dim(dim), count_gradient(landscape)
    seconds = rows * step.seconds(1) if optimizer.one_instance_per_row else step.seconds(rows)
    seconds += RECORD_OPERATIONS * OPERATION_S + max(1, rule.calls["grad"] + rule.calls["value"]) * slope.seconds(rows)
    if rule.calls["hessian"]:
        seconds += rule.calls["hessian"] * dim * _count_product(landscape).seconds(rows)
    together = 1 if rule.evaluates_x else max(1, min(steps + 1, MAX_CHUNK_STEPS, MAX_CHUNK_NUMBERS // (rows * dim)))
    seconds += 0 if rule.evaluates_x else rows * slope.elements * ELEMENT_S
    recorded = (steps + 1) * (4 * dim + 1 + len(CALL_KINDS) + _readout_numbers(optimizer, dim))
    held = _polynomial(rule.state, dim) + rule.calls["hessian"] * dim**2
    numbers = rows * (RECORD_COPIES * recorded + STATE_COPIES * held + together * slope.elements)
    return Work((steps + 1) * seconds, numbers * MEGABYTES_PER_NUMBER)


def _readout_numbers(optimizer: Optimizer, dim: int) -> int:
    """Return how many numbers the recorded readouts of one row and step are."""
    sizes = {NUMBER: 1, MATRIX: dim**2}
    return sum(sizes.get(optimizer.readouts[name], dim) for name in recorded_readouts(optimizer, dim))


def _without_numbers(optimizer: Optimizer) -> Optimizer:
    """Return the optimizer with TRIED_NUMBER in place of each of its numbers."""
    paths = number_paths(optimizer)
    return replace_numbers(optimizer, paths, [TRIED_NUMBER] * len(paths))


@lru_cache(maxsize=512)
def _count_rule(rule: Optimizer) -> RuleCount:
    """Try a rule on spheres of TRIED_DIMS and return what it takes; the second step counts, as most rules' first
    differs."""
    counts, oracles, states = zip(*(_count_step(rule, dim) for dim in TRIED_DIMS), strict=True)
    elements, kept = (_fit_polynomial(each) for each in ([count.elements for count in counts], states))
    last, oracle = counts[-1], oracles[-1]
    return RuleCount(last.operations, last.matrices, elements, kept, oracle.all_calls, oracle.evaluates_x)


def _fit_polynomial(values: Sequence[float]) -> tuple[float, ...]:
    """Return the coefficients, none below 0, of the polynomial with these values at TRIED_DIMS."""
    powers = np.vander(TRIED_DIMS, increasing=True).astype(float)
    return tuple(nnls(powers, np.array(values, dtype=float))[0].tolist())


@torch.no_grad()
def _count_step(rule: Optimizer, dim: int) -> tuple[OperationCount, _UncountedOracle, int]:
    """Return what the rule's second step takes, the oracle that it asked, and the size of the state."""
    x = torch.linspace(1, 2, dim, dtype=torch.float64)[None]
    counter = _Counter()
    oracle = _UncountedOracle(landscapes["sphere"](dim=dim), counter)
    x, state = rule.advance(oracle, x, rule.initial_state(x))
    oracle.begin_step()
    oracle.all_calls = dict.fromkeys(CALL_KINDS, 0)
    with counter:
        _, state = rule.advance(oracle, x, state)
    oracle.evaluates_x = oracle.first_evaluation is not None and oracle.first_evaluation[0] is x
    return counter.count(), oracle, sum(value.numel() for value in state.values())


@lru_cache(maxsize=512)
def count_gradient(landscape: Landscape) -> OperationCount:
    """Return what a gradient of the landscape takes at one point."""
    x = torch.tensor([landscape.start], dtype=torch.float64)
    with _Counter() as counter:
        gradient(landscape.f, x)
    return counter.count()


@lru_cache(maxsize=512)
def _count_product(landscape: Landscape) -> OperationCount:
    """Return what a product of the Hessian and a vector takes at one point."""
    x = torch.tensor([landscape.start], dtype=torch.float64)
    with _Counter() as counter:
        hessian_vector_product(landscape.f, x, torch.ones_like(x))
    return counter.count()


def _polynomial(coefficients: tuple[float, ...], dim: int) -> float:
    return math.fsum(each * dim**power for power, each in enumerate(coefficients))


def _count_elements(operation: str, tensors: list[torch.Tensor]) -> float:
    """Return the elements that an operation counts as; ``tensors`` are its arguments and then its results."""
    size = max((each.numel() for each in tensors), default=0)
    if operation in PRODUCTS:
        *_, matrix, result = tensors
        return PRODUCT_SHARE * result.numel() * matrix.shape[-2 if matrix.dim() > 1 else 0]
    if _is_decomposition(operation):
        return size * (CUBE_SHARE * max(max(each.shape, default=1) for each in tensors) + SQUARE_FACTOR)
    return size


def _is_decomposition(operation: str) -> bool:
    return "linalg_" in operation and "norm" not in operation


class _Counter(TorchDispatchMode):
    """A context that counts the operations of torch in it, except while ``is_paused``."""

    def __init__(self) -> None:
        super().__init__()
        self.operations, self.elements, self.matrices, self.is_paused = 0.0, 0.0, 0, False

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Return False: torch then does not import its compiler, which takes seconds."""
        return False

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Run an operation and count it."""
        result = func(*args, **(kwargs or {}))
        if self.is_paused:
            return result
        self.operations += 0.5 if func.is_view else 1
        if not func.is_view:
            name = func.__name__.partition(".")[0]
            tensors = [each for each in tree_leaves((args, result)) if isinstance(each, torch.Tensor)]
            self.elements += _count_elements(name, tensors)
            self.matrices += _is_decomposition(name)
        return result

    def count(self) -> OperationCount:
        """Return what was counted."""
        return OperationCount(self.operations, self.elements, self.matrices)


class _UncountedOracle(Oracle):
    """An oracle for one row whose answers a counter leaves out.

    ``all_calls`` counts its answers, masked ones too, and ``evaluates_x`` is for the user of the oracle.
    """

    def __init__(self, problem: Landscape, counter: _Counter) -> None:
        super().__init__(problem, 1)
        self.counter, self.all_calls, self.evaluates_x = counter, dict.fromkeys(CALL_KINDS, 0), False

    def _answer(self, kind: str, method: Any, *args: Any) -> torch.Tensor:
        self.counter.is_paused = True
        self.all_calls[kind] += 1
        try:
            return method(*args)
        finally:
            self.counter.is_paused = False

    def value(self, x: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """Return f of each row, not counted."""
        return self._answer("value", super().value, x, mask)

    def grad(self, x: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """Return the gradient of each row, not counted."""
        return self._answer("grad", super().grad, x, mask)

    def hessian(self, x: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """Return the Hessian of each row, not counted."""
        return self._answer("hessian", super().hessian, x, mask)
