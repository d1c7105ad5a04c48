"""Interval automatic differentiation: a landscape's own f evaluated on boxes, with gradient and Hessian.

A Jet replaces the tensor that f expects. It supports the tensor operations that landscapes use, on enclosures of the
value and of its derivatives, so that a proof is about the code that is raced. At a kink the slope is the interval
between the slopes of its sides; at a jump it is the whole real line. A test ``x == 0``, with which a formula avoids
0/0, counts as False, so there the function is its continuous extension.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
import torch

from fallline.certify import intervals
from fallline.certify.discontinuities import Comparison, JumpSides, ZeroGuard
from fallline.certify.intervals import Interval

REAL_LINE: Interval = (np.asarray(-np.inf), np.asarray(np.inf))
NONNEGATIVE: Interval = (np.asarray(0.0), np.asarray(np.inf))


class Jet:  # noqa: PLW1641 - == returns a ZeroGuard, so there is no hash
    """An array of enclosures of a value and its derivatives in ``dim`` variables.

    ``low`` and ``high`` are (coefficients, ...): the value, then the gradient (dim coefficients), then the upper
    triangle of the Hessian row by row (dim (dim + 1) / 2 coefficients); a Jet of lower order ends earlier.
    """

    dtype, device = torch.float64, torch.device("cpu")

    def __init__(self, low: np.ndarray, high: np.ndarray, dim: int) -> None:
        self.low, self.high, self.dim = low, high, dim
        self.pairs = list(combinations_with_replacement(range(dim), 2)) if len(low) > 1 + dim else []
        # Kept so that x[..., 0] is always the same object, and x[..., 0] * x[..., 0] is recognized as a square.
        self.indexed_jets: dict[str, Jet] = {}
        self.negation_of: Jet | None = None
        self.sine_of: Jet | None = None

    @classmethod
    def variables(cls, low: np.ndarray, high: np.ndarray, order: int) -> Jet:
        """Return the variables x (boxes, dim) in [low, high], with derivatives up to ``order`` (0, 1 or 2)."""
        boxes, dim = low.shape
        coefficients = (1, 1 + dim, 1 + dim + dim * (dim + 1) // 2)[order]
        ends = [np.zeros((coefficients, boxes, dim)) for _ in range(2)]
        ends[0][0], ends[1][0] = low, high
        if order:
            for end in ends:
                end[1 : 1 + dim] = np.eye(dim)[:, None, :]
        return cls(ends[0], ends[1], dim)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the array, without the axis of coefficients."""
        return self.low.shape[1:]

    def coefficients(self, index: int | slice) -> Interval:
        """Return the coefficients ``index`` as an interval: 0 is the value, 1 to dim the gradient."""
        return self.low[index], self.high[index]

    def compose(self, value: Interval, slope: Interval, second: Interval) -> Jet:
        """Return u(self) by the chain rule, given enclosures of u, u' and u'' over the values of self."""
        gradient = self.coefficients(slice(1, 1 + self.dim))
        low, high = np.broadcast_arrays(*value)
        parts = [_as_component((low, high))]
        if len(self.low) > 1:
            parts.append(intervals.multiply(slope, gradient))
        for index, (i, j) in enumerate(self.pairs, 1 + self.dim):
            one, other = self.coefficients(1 + i), self.coefficients(1 + j)
            both = intervals.square(one) if i == j else intervals.multiply(one, other)
            linear, quadratic = intervals.multiply(slope, self.coefficients(index)), intervals.multiply(second, both)
            parts.append(_as_component(intervals.add(linear, quadratic)))
        return self._from_coefficients(parts)

    def _from_coefficients(self, parts: list[Interval]) -> Jet:
        low, high = (np.concatenate([part[end] for part in parts]) for end in (0, 1))
        return Jet(low, high, self.dim)

    def __getitem__(self, key: tuple) -> Jet:
        """Return the Jet of selected entries, indexed like a tensor; ``key`` begins with an ellipsis."""
        return self.indexed_jets.setdefault(repr(key), Jet(self.low[key], self.high[key], self.dim))

    def __neg__(self) -> Jet:
        result = Jet(*intervals.negative((self.low, self.high)), self.dim)
        result.negation_of = self
        return result

    def __add__(self, other: Any) -> Jet:
        if isinstance(other, float) and other == 0:
            return self
        one, other = _broadcast(self, other)
        return Jet(*intervals.add((one.low, one.high), (other.low, other.high)), self.dim)

    def __sub__(self, other: Any) -> Jet:
        return self + -other

    def __rsub__(self, other: Any) -> Jet:
        return -self + other

    def __mul__(self, other: Any) -> Jet:
        if other is self:
            value = self.coefficients(0)
            two = intervals.point(2.0)
            return self.compose(intervals.square(value), intervals.multiply(two, value), two)
        if isinstance(other, Jet) and (self.negation_of is other or other.negation_of is self):
            return -(other * other)
        first, second = _broadcast(self, other)
        if isinstance(other, Jet):
            return first._multiply(second)
        return Jet(*intervals.multiply((first.low, first.high), second.coefficients(0)), self.dim)

    def __truediv__(self, other: Any) -> Jet:
        if isinstance(other, Jet) and self.sine_of is other:
            return other.compose(*intervals.sinc_with_derivatives(other.coefficients(0)))
        return self * (1 / other if isinstance(other, Jet) else 1 / _constant_jet(other, self))

    def __rtruediv__(self, other: Any) -> Jet:
        inverse = intervals.reciprocal(self.coefficients(0))
        squared = intervals.square(inverse)
        second = intervals.multiply(intervals.point(2.0), intervals.multiply(squared, inverse))
        return self.compose(inverse, intervals.negative(squared), second) * other

    __radd__, __rmul__ = __add__, __mul__

    def __eq__(self, other: object) -> Any:  # a ZeroGuard, while object returns a bool
        return ZeroGuard()

    def __ge__(self, other: float) -> Comparison:
        return Comparison(*JumpSides.current().resolve(self.low[0] >= other, self.high[0] >= other), self)

    def _multiply(self, other: Jet) -> Jet:
        one, two = self.coefficients(0), other.coefficients(0)
        parts = [_as_component(intervals.multiply(one, two))]
        if len(self.low) > 1:
            gradients = self.coefficients(slice(1, 1 + self.dim)), other.coefficients(slice(1, 1 + self.dim))
            parts.append(intervals.add(intervals.multiply(one, gradients[1]), intervals.multiply(two, gradients[0])))
        for index, (i, j) in enumerate(self.pairs, 1 + self.dim):
            second = intervals.multiply(one, other.coefficients(index))
            second = intervals.add(second, intervals.multiply(two, self.coefficients(index)))
            for a, b in ((i, j), (j, i)):
                second = intervals.add(second, intervals.multiply(self.coefficients(1 + a), other.coefficients(1 + b)))
            parts.append(_as_component(second))
        return self._from_coefficients(parts)

    def _reduce(self, fold: Callable[[Jet, Jet], Jet]) -> Jet:
        result = self[..., 0]
        for index in range(1, self.shape[-1]):
            result = fold(result, self[..., index])
        return result

    def sum(self, axis: int) -> Jet:
        """Return the sum over the last axis."""
        return self._reduce(lambda one, other: one + other)

    def prod(self, axis: int) -> Jet:
        """Return the product over the last axis."""
        return self._reduce(lambda one, other: one * other)

    def amax(self, axis: int) -> Jet:
        """Return the maximum over the last axis."""
        return self._reduce(maximum)

    def cumsum(self, axis: int) -> Jet:
        """Return the cumulative sum over the last axis."""
        sums = [self[..., : index + 1].sum(-1) for index in range(self.shape[-1])]
        return stack(sums, -1)

    def abs(self) -> Jet:
        """Return |self|."""
        value = self.coefficients(0)
        smooth = (value[0] >= 0) | (value[1] <= 0)
        second = np.where(smooth, 0.0, -np.inf), np.where(smooth, 0.0, np.inf)
        return self.compose(intervals.absolute(value), intervals.sign(value), second)

    def double(self) -> Jet:
        """Return self, in place of ``Tensor.double``: enclosures are always float64."""
        return self

    def to(self, dtype: torch.dtype) -> Jet:
        """Return self: enclosures are always float64."""
        return self

    @classmethod
    def __torch_function__(cls, func: Callable, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        """Apply the entry of TORCH_FUNCTIONS in place of a torch function or tensor operator."""
        return TORCH_FUNCTIONS[func.__name__](*args, **(kwargs or {}))


def sin(x: Jet) -> Jet:
    """Return sin(x)."""
    value, slope = intervals.sin(x.coefficients(0)), intervals.cos(x.coefficients(0))
    result = x.compose(value, slope, intervals.negative(value))
    result.sine_of = x
    return result


def cos(x: Jet) -> Jet:
    """Return cos(x)."""
    value = intervals.cos(x.coefficients(0))
    return x.compose(value, intervals.negative(intervals.sin(x.coefficients(0))), intervals.negative(value))


def exp(x: Jet) -> Jet:
    """Return e^x."""
    value = intervals.exp(x.coefficients(0))
    return x.compose(value, value, value)


def log(x: Jet) -> Jet:
    """Return the natural logarithm of the non-negative part of x."""
    inverse = intervals.reciprocal(intervals.intersection(x.coefficients(0), NONNEGATIVE))
    return x.compose(intervals.log(x.coefficients(0)), inverse, intervals.negative(intervals.square(inverse)))


def sqrt(x: Jet) -> Jet:
    """Return the square root of the non-negative part of x."""
    value = intervals.sqrt(x.coefficients(0))
    slope = intervals.multiply(intervals.point(0.5), intervals.reciprocal(value))
    inverse = intervals.reciprocal(intervals.intersection(x.coefficients(0), NONNEGATIVE))
    return x.compose(value, slope, intervals.multiply(intervals.point(-0.5), intervals.multiply(slope, inverse)))


def maximum(one: Jet, other: Jet) -> Jet:
    """Return the elementwise maximum; where either may be larger, the derivatives enclose those of both."""
    one, other = _broadcast(one, other)
    first, second = one.low[0] >= other.high[0], other.low[0] >= one.high[0]
    low, high = intervals.hull((one.low, one.high), (other.low, other.high))
    ends = [
        np.where(first, a, np.where(second, b, c))
        for a, b, c in ((one.low, other.low, low), (one.high, other.high, high))
    ]
    for end, edge in zip(ends, REAL_LINE, strict=True):
        end[1 + one.dim :] = np.where(first | second, end[1 + one.dim :], edge)
    ends[0][0], ends[1][0] = intervals.maximum(one.coefficients(0), other.coefficients(0))
    return Jet(ends[0], ends[1], one.dim)


def stack(jets: list[Jet], dim: int) -> Jet:  # noqa: ARG001 - the signature of torch.stack
    """Return the jets stacked along a new last axis."""
    return Jet(np.stack([each.low for each in jets], -1), np.stack([each.high for each in jets], -1), jets[0].dim)


def _as_component(interval: Interval) -> Interval:
    """Return an interval as an array of one component."""
    return interval[0][None], interval[1][None]


def _constant_jet(value: Any, like: Jet) -> Jet:
    array = value.numpy() if isinstance(value, torch.Tensor) else np.asarray(value)
    end = np.zeros((len(like.low), *array.shape))
    end[0] = array
    return Jet(end, end, like.dim)


def _broadcast(one: Any, other: Any) -> tuple[Jet, Jet]:
    """Return both as jets whose shapes, without the axis of coefficients, broadcast like those of tensors."""
    jet = one if isinstance(one, Jet) else other
    both = [each if isinstance(each, Jet) else _constant_jet(each, jet) for each in (one, other)]
    axes = max(each.low.ndim for each in both)
    ends = [
        [end.reshape(len(end), *(1,) * (axes - end.ndim), *end.shape[1:]) for end in (each.low, each.high)]
        for each in both
    ]
    first, second = (Jet(low, high, jet.dim) for low, high in ends)
    return first, second


TORCH_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sin": sin,
    "cos": cos,
    "exp": exp,
    "log": log,
    "log1p": lambda x: log(x + 1),
    "sqrt": sqrt,
    "maximum": maximum,
    "minimum": lambda one, other: -maximum(-one, -other),
    "stack": stack,
    "add": lambda one, other: other + one if isinstance(other, Jet) else one + other,
    "mul": lambda one, other: other * one if isinstance(other, Jet) else one * other,
    "sub": lambda one, other: -other + one if isinstance(other, Jet) else one - other,
    "div": lambda one, other: one / other if isinstance(one, Jet) else (1 / other) * one,
}
TORCH_FUNCTIONS |= {"__rsub__": lambda one, other: -one + other, "true_divide": TORCH_FUNCTIONS["div"]}
