"""Simplification of parsed formulas, so that derivatives are right where a part of the formula has none.

``resolve`` turns a tree of formula_grammar into one with axes for variables, ("variable", axis), and:

- constants folded, non-finite ones included
- sqrt(u) as ("^", u, ("number", 0.5)), and powers of powers as one power: sqrt(u^4) as u^2, (u^2)^1.5 as |u|^3
- ("nonnegative", u): u, NaN where it is negative, where that was the domain
- even powers and even functions of |u| without the bars.

``mark_even_parts`` wraps the parts that are smooth though |u| or sqrt(u) in them are not, such as cos(sqrt(u)), in
("even", part, kinks): the part is an even function of each of its ``kinks``.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from fallline.landscapes.formula_functions import MAX_PRODUCT_EXPONENT

Tree = tuple[Any, ...]

ZERO, HALF, ONE = (("number", value) for value in (0.0, 0.5, 1.0))
SIGNS: dict[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "negate": operator.neg,
    "^": operator.pow,
}
ODD_FUNCTIONS = ("sin", "tan", "sinh", "tanh", "asin", "atan", "asinh", "atanh", "erf")  # and finite at 0
EVEN_FUNCTIONS = ("cos", "sec", "cosh")
EVEN, ODD = 0, 1
CALL_OPERATIONS = dict.fromkeys(("asin", "acos", "acosh", "sinh", "cosh", "atanh", "cbrt"), 6) | {"atan2": 16}


def resolve(tree: Tree, axes: dict[str, int]) -> Tree:
    """Return the simplified tree; ``axes`` are the coordinates of the variables, counted from 0."""
    kind, *parts = tree
    if kind == "number":
        return tree
    if kind == "variable":
        return ("variable", axes[parts[0]])
    head: Tree = (kind, parts.pop(0)) if kind == "call" else (kind,)
    resolved = [resolve(part, axes) for part in parts]
    if kind in ("^", "negate", "call", *"+-*/") and all(part[0] == "number" for part in resolved):
        return ("number", _fold(head[-1], [part[1] for part in resolved]))
    if kind == "^":
        return _power(*resolved)
    if kind == "call":
        return _call(head[1], resolved)
    return (*head, *resolved)


def _fold(name: str, values: list[float]) -> float:
    """Return the value of a function or sign of numbers, as IEEE arithmetic has it."""
    with np.errstate(all="ignore"):
        arguments = [np.float64(value) for value in values]
        if name in SIGNS:
            return float(SIGNS[name](*arguments))
        return float(NUMPY_FUNCTIONS[name](*arguments))


NUMPY_FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: getattr(np, name) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "log", "log2")},
    **{name: getattr(np, name) for name in ("log10", "sqrt", "cbrt", "abs", "sign", "floor", "ceil", "round", "mod")},
    **{name: getattr(np, name) for name in ("asin", "acos", "atan", "asinh", "acosh", "atanh", "atan2")},
    "sec": lambda x: 1 / np.cos(x),
    "csc": lambda x: 1 / np.sin(x),
    "cot": lambda x: 1 / np.tan(x),
    "erf": math.erf,
    "min": lambda *values: np.min(values),
    "max": lambda *values: np.max(values),
}


def _call(name: str, arguments: list[Tree]) -> Tree:
    first = arguments[0]
    if name == "sqrt":
        return _power(first, HALF)
    if name == "abs" and is_nonnegative(first):
        return first
    if name in EVEN_FUNCTIONS and first[:2] == ("call", "abs"):
        return ("call", name, first[2])
    if name == "cbrt" and first[0] == "^" and first[2][0] == "number" and first[2][1] % 3 == 0:
        return _power(first[1], ("number", first[2][1] / 3))
    return ("call", name, *arguments)


def _power(base: Tree, exponent: Tree) -> Tree:
    if exponent[0] != "number":
        return ("^", base, exponent)
    if exponent[1] in (0, 1):
        return base if exponent[1] else ONE
    if base[0] == "^" and base[2][0] == "number":
        return _power_of_power(base, exponent[1])
    for name, degree in (("abs", 2), ("cbrt", 3)):
        if base[:2] == ("call", name) and exponent[1] % degree == 0:
            return _power(base[2], ("number", exponent[1] if name == "abs" else exponent[1] / degree))
    return ("^", base, exponent)


def _power_of_power(base: Tree, outer: float) -> Tree:
    """Return (u ^ inner) ^ outer as one power of u, if one of the exponents is no integer."""
    inside, inner = base[1], base[2][1]
    product = inner * outer
    if (inner.is_integer() and outer.is_integer()) or inner * outer < 0 or inner < 0 or not np.isfinite(product):
        return ("^", base, ("number", outer))
    if inner % 2 == 0:
        return _power(_call("abs", [inside]), ("number", product))
    if product.is_integer() and not is_nonnegative(inside):
        inside = ("nonnegative", inside)
    return _power(inside, ("number", product))


def is_nonnegative(tree: Tree) -> bool:
    """Return whether the tree is known to be at least 0 wherever it is defined."""
    kind, *parts = tree
    if kind == "number":
        return parts[0] >= 0
    if kind == "^":
        exponent = parts[1][1] if parts[1][0] == "number" else 1.0
        return exponent % 2 == 0 or not exponent.is_integer() or is_nonnegative(parts[0])
    if kind == "call":
        return parts[0] in ("abs", "exp", "cosh", "acosh", "acos") or (
            parts[0] in ("min", "max") and all(map(is_nonnegative, parts[1:]))
        )
    if kind == "*" and parts[0] == parts[1]:
        return True
    return kind == "nonnegative" or (kind in ("+", "*", "/") and all(map(is_nonnegative, parts)))


def is_positive(tree: Tree) -> bool:
    """Return whether the tree is known to be well above 0 wherever it is defined, rounding included."""
    kind, *parts = tree
    if kind == "number":
        return parts[0] > 1e-300
    if kind == "+":
        return any(is_positive(one) and is_nonnegative(other) for one, other in (parts, parts[::-1]))
    return tree[:2] == ("call", "cosh") or (kind == "^" and parts[1] == HALF and is_positive(parts[0]))


def is_integer_valued(tree: Tree) -> bool:
    """Return whether the tree is known to have integer values."""
    kind, *parts = tree
    if kind == "number":
        return parts[0].is_integer()
    if kind == "call":
        return parts[0] in ("floor", "ceil", "round", "sign")
    return kind in ("+", "-", "*", "negate") and all(map(is_integer_valued, parts))


def mark_even_parts(tree: Tree) -> Tree:
    """Return the tree with its smallest parts that are even functions of a kink marked as such."""
    return _mark(tree)[0]


def _mark(tree: Tree) -> tuple[Tree, dict[Tree, int | None]]:
    """Return the marked tree and, by kink, whether the tree is EVEN or ODD in it; None if neither is known."""
    if tree[0] in ("number", "variable"):
        return tree, {}
    parts, parities = [], []
    for part in tree[1:]:
        if isinstance(part, tuple):
            marked, parity = _mark(part)
            parts.append(marked)
            parities.append(parity)
        else:
            parts.append(part)
    made = (tree[0], *parts)
    kinks = dict.fromkeys(key for parity in parities for key in parity)
    result = {kink: _parity(tree, [parity.get(kink, EVEN) for parity in parities]) for kink in kinks}
    smoothed = tuple(
        kink for kink, parity in result.items() if parity == EVEN and any(each.get(kink) == ODD for each in parities)
    )
    if smoothed:
        made = ("even", made, smoothed)
    if tree[:2] == ("call", "abs") or (tree[0] == "^" and tree[2] == HALF and not is_positive(tree[1])):
        result[tree] = ODD
    return made, result


def unmark(tree: Tree) -> Tree:
    """Return the tree without the marks of ``mark_even_parts``."""
    if tree[0] == "even":
        return unmark(tree[1])
    return tuple(unmark(part) if isinstance(part, tuple) else part for part in tree)


def count_operations(tree: Tree) -> int:
    """Return about how many elementwise operations a marked tree takes per point."""
    kind, *parts = tree
    if kind == "number":
        return 0
    if kind == "even":  # computed once more without the mark, for its value
        return count_operations(parts[0]) + count_operations(unmark(parts[0])) + 4
    inside = sum(count_operations(part) for part in parts if isinstance(part, tuple))
    if kind != "^":
        return inside + CALL_OPERATIONS.get(parts[0], 1) if kind == "call" else inside + 1
    exponent = parts[1][1] if parts[1][0] == "number" else math.nan
    if not abs(exponent) <= MAX_PRODUCT_EXPONENT:
        return inside + 12
    whole = math.floor(abs(exponent))
    return inside + whole.bit_length() + whole.bit_count() + (0 if exponent.is_integer() else 6)


def _parity(tree: Tree, parts: list[int | None]) -> int | None:
    """Return the parity of a tree in a kink on which at least one part depends, from that of its parts."""
    if all(part == EVEN for part in parts):
        return EVEN
    if None in parts or tree[0] not in PARITY_RULES:
        return None
    return PARITY_RULES[tree[0]](tree, [part for part in parts if part is not None])


def _sum_parity(_: Tree, parts: list[int]) -> int | None:
    return ODD if all(part == ODD for part in parts) else None


def _power_parity(tree: Tree, parts: list[int]) -> int | None:
    exponent = tree[2][1] if tree[2][0] == "number" else math.nan
    return int(exponent % 2) if exponent > 0 and exponent.is_integer() and parts[0] == ODD else None


def _call_parity(tree: Tree, _: list[int]) -> int | None:
    return EVEN if tree[1] in EVEN_FUNCTIONS else ODD if tree[1] in ODD_FUNCTIONS else None


PARITY_RULES: dict[str, Callable[[Tree, list[int]], int | None]] = {
    **dict.fromkeys(("+", "-", "negate"), _sum_parity),
    "*": lambda _, parts: sum(parts) % 2,
    "/": lambda _, parts: parts[0] if parts[1] == EVEN else None,  # else it is singular where the kink is
    "^": _power_parity,
    "call": _call_parity,
}
