"""Simplified formulas, of formula_tree, as functions on tensors."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import cast

import torch

from fallline.landscapes._maths import integer_power
from fallline.landscapes.formula_functions import (
    MAX_PRODUCT_EXPONENT,
    TENSOR_FUNCTIONS,
    general_power,
    power_of_number,
    real_power,
    shifted_abs,
    shifted_sqrt,
    signed_power,
    sqrt,
)
from fallline.landscapes.formula_tree import Tree, is_integer_valued, is_positive, unmark

Function = Callable[[torch.Tensor], torch.Tensor]  # x (..., dim) -> (...)
Part = Callable[[torch.Tensor], torch.Tensor | float]  # the same; a float for a constant

SIGNS: dict[str, Callable] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "negate": operator.neg,
}
CONDITIONS: dict[str, Callable] = {"<": torch.lt, "<=": torch.le, "and": torch.logical_and}


def compile_formula(tree: Tree) -> Function:
    """Return the function of a simplified formula, x (..., dim) -> (...)."""
    return _compile_piece(tree, frozenset())


def _compile(tree: Tree, shifted: frozenset[Tree]) -> Part:
    """Return the function of a tree; the kinks in ``shifted`` are computed with finite derivatives."""
    kind, *parts = tree
    if shifted and unmark(tree) in shifted:
        return _compile_shifted(tree, shifted)
    return COMPILERS[kind](parts, shifted)


def _compile_shifted(kink: Tree, shifted: frozenset[Tree]) -> Function:
    is_root = kink[0] == "^"
    inside = _compile_tensor(kink[1] if is_root else kink[2], shifted)
    smooth = shifted_sqrt if is_root else shifted_abs
    return lambda x: smooth(inside(x))


def _compile_number(parts: list, _: frozenset[Tree]) -> Part:
    (value,) = parts
    return lambda _: value


def _compile_variable(parts: list, _: frozenset[Tree]) -> Part:
    (axis,) = parts
    return lambda x: x[..., axis]


def _compile_sign(apply: Callable) -> Callable[[list, frozenset[Tree]], Part]:
    def compile_parts(parts: list, shifted: frozenset[Tree]) -> Part:
        inner = [_compile(part, shifted) for part in parts]
        if len(inner) == 1:
            return lambda x: apply(inner[0](x))
        one, other = inner
        return lambda x: apply(one(x), other(x))

    return compile_parts


def _compile_nonnegative(parts: list, shifted: frozenset[Tree]) -> Part:
    inside = _compile_tensor(parts[0], shifted)

    def nan_below_zero(x: torch.Tensor) -> torch.Tensor:
        value = inside(x)
        return torch.where(value < 0, torch.nan, value)

    return nan_below_zero


def _compile_call(parts: list, shifted: frozenset[Tree]) -> Part:
    apply, arguments = TENSOR_FUNCTIONS[parts[0]], [_compile_tensor(part, shifted) for part in parts[1:]]
    if len(arguments) == 1:
        (argument,) = arguments
        return lambda x: apply(argument(x))
    return lambda x: apply(*(each(x) for each in arguments))


def _compile_even(parts: list, shifted: frozenset[Tree]) -> Function:
    """Return the function of an even part: its value as written, its derivatives by shifted kinks."""
    part, kinks = parts
    exact, smooth = _compile_tensor(unmark(part), frozenset()), _compile_tensor(part, shifted | set(kinks))

    def even(x: torch.Tensor) -> torch.Tensor:
        value, found = exact(x.detach()), smooth(x)
        return found + torch.where(value == found, 0.0, value - found.detach())

    return even


def _compile_if(parts: list, shifted: frozenset[Tree]) -> Function:
    """Return the function of a conditional, both of whose values are computed, the other one without a gradient."""
    holds = _compile_condition(parts[0], shifted)
    then, otherwise = (_compile_piece(part, shifted) for part in parts[1:])

    def choose(x: torch.Tensor) -> torch.Tensor:
        chosen = holds(x)
        at = chosen[..., None]
        return torch.where(chosen, then(torch.where(at, x, x.detach())), otherwise(torch.where(at, x.detach(), x)))

    return choose


def _compile_condition(condition: Tree, shifted: frozenset[Tree]) -> Function:
    kind, *sides = condition
    compile_side = _compile_condition if kind == "and" else _compile_tensor
    one, other = (compile_side(side, shifted) for side in sides)
    compare = CONDITIONS[kind]
    return lambda x: compare(one(x), other(x))


def _compile_power(parts: list, shifted: frozenset[Tree]) -> Part:
    base, exponent = parts
    if base[0] == "number" and base[1] > 0:
        power = _compile_tensor(exponent, shifted)
        return lambda x: power_of_number(base[1], power(x))
    inside = _compile_tensor(base, shifted)
    if exponent[0] == "number" and not (exponent[1].is_integer() and abs(exponent[1]) > MAX_PRODUCT_EXPONENT):
        apply = _constant_power(exponent[1], is_positive(base))
        return lambda x: apply(inside(x))
    power, raise_to = _compile_tensor(exponent, shifted), signed_power if is_integer_valued(exponent) else general_power
    return lambda x: raise_to(inside(x), power(x))


def _constant_power(exponent: float, positive: bool) -> Function:
    """Return the function base -> base ** exponent; ``positive`` if the base is known to be well above 0."""
    if exponent == 0.5:
        return torch.sqrt if positive else sqrt
    if not exponent.is_integer():
        return lambda base: real_power(base, exponent)
    count = int(abs(exponent))
    return lambda base: integer_power(base, count) if exponent > 0 else 1 / integer_power(base, count)


def _compile_tensor(tree: Tree, shifted: frozenset[Tree]) -> Function:
    """Return the function of a tree that returns tensors, for numbers too."""
    if tree[0] == "number":
        return lambda x: torch.full_like(x[..., 0], tree[1])
    return cast("Function", _compile(tree, shifted))


def _compile_piece(tree: Tree, shifted: frozenset[Tree]) -> Function:
    """Return the function of a tree that returns tensors with a gradient, for numbers too."""
    if tree[0] == "number":
        return lambda x: tree[1] + 0 * x[..., 0]
    return _compile_tensor(tree, shifted)


COMPILERS: dict[str, Callable[[list, frozenset[Tree]], Part]] = {
    "number": _compile_number,
    "variable": _compile_variable,
    **{kind: _compile_sign(apply) for kind, apply in SIGNS.items()},
    "^": _compile_power,
    "call": _compile_call,
    "if": _compile_if,
    "even": _compile_even,
    "nonnegative": _compile_nonnegative,
}
