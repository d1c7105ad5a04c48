"""A landscape's own f on intervals: values, gradients and Hessians over whole boxes, from the code that is raced.

A Jet stands where f expects a tensor. What f does to it is done to enclosures of the value and of the derivatives, so
no formula is written a second time. A kink has every slope between its sides; a jump has every slope there is. A guard
``x == 0``, by which a formula says what it tends to where it would be 0/0, is passed over: there the function is
what it is continued to.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
import torch

from fallline.certify import intervals as real
from fallline.certify.discontinuities import Guard, Mask, Sides
from fallline.certify.intervals import Interval

EVERYTHING: Interval = (np.asarray(-np.inf), np.asarray(np.inf))
NOT_NEGATIVE: Interval = (np.asarray(0.0), np.asarray(np.inf))


class Jet:  # noqa: PLW1641 - what compares as guards has no hash
    """An array of enclosures: ``low`` and ``high`` are (components, ...), the value first, then gradient and Hessian.

    ``dim`` is the number of variables. The components are 1, 1 + dim or 1 + dim + dim (dim + 1) / 2, the Hessian by its
    upper triangle, row by row.
    """

    dtype, device = torch.float64, torch.device("cpu")

    def __init__(self, low: np.ndarray, high: np.ndarray, dim: int) -> None:
        self.low, self.high, self.dim = low, high, dim
        self.pairs = list(combinations_with_replacement(range(dim), 2)) if len(low) > 1 + dim else []
        self.parts: dict[str, Jet] = {}  # so that x[..., 0] is one thing, and its product with itself a square
        self.minus: Jet | None = None
        self.sine_of: Jet | None = None

    @classmethod
    def variables(cls, low: np.ndarray, high: np.ndarray, order: int) -> Jet:
        """The point x (boxes, dim) that is anywhere between ``low`` and ``high``; ``order`` derivatives go with it."""
        boxes, dim = low.shape
        components = (1, 1 + dim, 1 + dim + dim * (dim + 1) // 2)[order]
        ends = [np.zeros((components, boxes, dim)) for _ in range(2)]
        ends[0][0], ends[1][0] = low, high
        if order:
            for end in ends:
                end[1 : 1 + dim] = np.eye(dim)[:, None, :]
        return cls(ends[0], ends[1], dim)

    @property
    def shape(self) -> tuple[int, ...]:
        """As a tensor's."""
        return self.low.shape[1:]

    def part(self, which: int | slice) -> Interval:
        """Some of the components: 0 is the value."""
        return self.low[which], self.high[which]

    def lifted(self, value: Interval, slope: Interval, bend: Interval) -> Jet:
        """u(self), given what u, u' and u'' are over the values."""
        gradient = self.part(slice(1, 1 + self.dim))
        low, high = np.broadcast_arrays(*value)
        parts = [_component((low, high))]
        if len(self.low) > 1:
            parts.append(real.times(slope, gradient))
        for which, (i, j) in enumerate(self.pairs, 1 + self.dim):
            one, other = self.part(1 + i), self.part(1 + j)
            both = real.square(one) if i == j else real.times(one, other)
            second = real.add(real.times(slope, self.part(which)), real.times(bend, both))
            parts.append(_component(second))
        return self._made(parts)

    def _made(self, parts: list[Interval]) -> Jet:
        low, high = (np.concatenate([part[end] for part in parts]) for end in (0, 1))
        return Jet(low, high, self.dim)

    def __getitem__(self, key: tuple) -> Jet:
        """As a tensor's; ``key`` begins with an ellipsis."""
        return self.parts.setdefault(repr(key), Jet(self.low[key], self.high[key], self.dim))

    def __neg__(self) -> Jet:
        result = Jet(*real.negative((self.low, self.high)), self.dim)
        result.minus = self
        return result

    def __add__(self, other: Any) -> Jet:
        if isinstance(other, float) and other == 0:
            return self
        one, other = _alike(self, other)
        return Jet(*real.add((one.low, one.high), (other.low, other.high)), self.dim)

    def __sub__(self, other: Any) -> Jet:
        return self + -other

    def __rsub__(self, other: Any) -> Jet:
        return -self + other

    def __mul__(self, other: Any) -> Jet:
        if other is self:
            value = self.part(0)
            return self.lifted(real.square(value), real.times(real.point(2.0), value), real.point(2.0))
        if isinstance(other, Jet) and (self.minus is other or other.minus is self):
            return -(other * other)
        one, two = _alike(self, other)
        if isinstance(other, Jet):
            return one._times(two)
        return Jet(*real.times((one.low, one.high), two.part(0)), self.dim)

    def __truediv__(self, other: Any) -> Jet:
        if isinstance(other, Jet) and self.sine_of is other:
            return other.lifted(*real.sinc(other.part(0)))
        return self * (1 / other if isinstance(other, Jet) else 1 / _constant(other, self))

    def __rtruediv__(self, other: Any) -> Jet:
        over = real.inverse(self.part(0))
        cube = real.times(real.square(over), over)
        return self.lifted(over, real.negative(real.square(over)), real.times(real.point(2.0), cube)) * other

    __radd__, __rmul__ = __add__, __mul__

    def __eq__(self, other: object) -> Any:  # a Guard, where object would have a bool
        return Guard()

    def __ge__(self, other: float) -> Mask:
        return Mask(*Sides.now().compared(self.low[0] >= other, self.high[0] >= other), self)

    def _times(self, other: Jet) -> Jet:
        one, two = self.part(0), other.part(0)
        parts = [_component(real.times(one, two))]
        if len(self.low) > 1:
            all_of = slice(1, 1 + self.dim)
            parts.append(real.add(real.times(one, other.part(all_of)), real.times(two, self.part(all_of))))
        for which, (i, j) in enumerate(self.pairs, 1 + self.dim):
            ends = real.add(real.times(one, other.part(which)), real.times(two, self.part(which)))
            for a, b in ((i, j), (j, i)):
                ends = real.add(ends, real.times(self.part(1 + a), other.part(1 + b)))
            parts.append(_component(ends))
        return self._made(parts)

    def _folded(self, fold: Callable[[Jet, Jet], Jet]) -> Jet:
        result = self[..., 0]
        for which in range(1, self.shape[-1]):
            result = fold(result, self[..., which])
        return result

    def sum(self, axis: int) -> Jet:
        """Over the last axis."""
        return self._folded(lambda one, other: one + other)

    def prod(self, axis: int) -> Jet:
        """Over the last axis."""
        return self._folded(lambda one, other: one * other)

    def amax(self, axis: int) -> Jet:
        """Over the last axis."""
        return self._folded(maximum)

    def cumsum(self, axis: int) -> Jet:
        """Over the last axis."""
        sums = [self[..., : which + 1].sum(-1) for which in range(self.shape[-1])]
        return stack(sums, -1)

    def abs(self) -> Jet:
        """|self|."""
        value = self.part(0)
        smooth = (value[0] >= 0) | (value[1] <= 0)
        bend = np.where(smooth, 0.0, -np.inf), np.where(smooth, 0.0, np.inf)
        return self.lifted(real.magnitude(value), real.sign(value), bend)

    def double(self) -> Jet:
        """Itself: enclosures are of float64."""
        return self

    def to(self, dtype: torch.dtype) -> Jet:
        """Itself, likewise."""
        return self

    @classmethod
    def __torch_function__(cls, func: Callable, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        """What torch's own functions and tensors do with a Jet."""
        return FUNCTIONS[func.__name__](*args, **(kwargs or {}))


def sine(x: Jet) -> Jet:
    """sin x."""
    value, slope = real.sin(x.part(0)), real.cos(x.part(0))
    result = x.lifted(value, slope, real.negative(value))
    result.sine_of = x
    return result


def cosine(x: Jet) -> Jet:
    """cos x."""
    value = real.cos(x.part(0))
    return x.lifted(value, real.negative(real.sin(x.part(0))), real.negative(value))


def exponential(x: Jet) -> Jet:
    """e^x."""
    value = real.exp(x.part(0))
    return x.lifted(value, value, value)


def logarithm(x: Jet) -> Jet:
    """ln x."""
    over = real.inverse(real.meet(x.part(0), NOT_NEGATIVE))
    return x.lifted(real.log(x.part(0)), over, real.negative(real.square(over)))


def square_root(x: Jet) -> Jet:
    """The square root of x, of the part that is not negative."""
    value = real.root(x.part(0))
    slope = real.times(real.point(0.5), real.inverse(value))
    below = real.inverse(real.meet(x.part(0), NOT_NEGATIVE))
    return x.lifted(value, slope, real.times(real.point(-0.5), real.times(slope, below)))


def maximum(one: Jet, other: Jet) -> Jet:
    """The larger of both; where it may be either, with the slopes of either."""
    one, other = _alike(one, other)
    first, second = one.low[0] >= other.high[0], other.low[0] >= one.high[0]
    low, high = real.hull((one.low, one.high), (other.low, other.high))
    ends = [
        np.where(first, a, np.where(second, b, c))
        for a, b, c in ((one.low, other.low, low), (one.high, other.high, high))
    ]
    for end, edge in zip(ends, EVERYTHING, strict=True):
        end[1 + one.dim :] = np.where(first | second, end[1 + one.dim :], edge)
    ends[0][0], ends[1][0] = real.largest(one.part(0), other.part(0))
    return Jet(ends[0], ends[1], one.dim)


def stack(jets: list[Jet], dim: int) -> Jet:  # noqa: ARG001 - as torch calls it
    """Side by side along a new last axis."""
    return Jet(np.stack([each.low for each in jets], -1), np.stack([each.high for each in jets], -1), jets[0].dim)


def _component(ends: Interval) -> Interval:
    """An interval as one component of a jet."""
    return ends[0][None], ends[1][None]


def _constant(value: Any, like: Jet) -> Jet:
    array = value.numpy() if isinstance(value, torch.Tensor) else np.asarray(value)
    end = np.zeros((len(like.low), *array.shape))
    end[0] = array
    return Jet(end, end, like.dim)


def _alike(one: Any, other: Any) -> tuple[Jet, Jet]:
    """Both as jets whose shapes broadcast behind the components, as those of tensors would."""
    jet = one if isinstance(one, Jet) else other
    both = [each if isinstance(each, Jet) else _constant(each, jet) for each in (one, other)]
    axes = max(each.low.ndim for each in both)
    ends = [
        [end.reshape(len(end), *(1,) * (axes - end.ndim), *end.shape[1:]) for end in (each.low, each.high)]
        for each in both
    ]
    first, second = (Jet(low, high, jet.dim) for low, high in ends)
    return first, second


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sin": sine,
    "cos": cosine,
    "exp": exponential,
    "log": logarithm,
    "log1p": lambda x: logarithm(x + 1),
    "sqrt": square_root,
    "maximum": maximum,
    "minimum": lambda one, other: -maximum(-one, -other),
    "stack": stack,
    "add": lambda one, other: other + one if isinstance(other, Jet) else one + other,
    "mul": lambda one, other: other * one if isinstance(other, Jet) else one * other,
    "sub": lambda one, other: -other + one if isinstance(other, Jet) else one - other,
    "div": lambda one, other: one / other if isinstance(one, Jet) else (1 / other) * one,
}
FUNCTIONS |= {"__rsub__": lambda one, other: -one + other, "true_divide": FUNCTIONS["div"]}
