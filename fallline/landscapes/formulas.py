"""Typed formulas as functions on tensors and as LaTeX."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Self, cast

import torch

from fallline.core import BadInput
from fallline.landscapes._maths import integer_power
from fallline.landscapes.formula_grammar import Tree, count_parts, find_variables, parse_formula, syntax_error

Function = Callable[[torch.Tensor], torch.Tensor]

MAX_PRODUCT_EXPONENT = 1000  # an integer power up to this is computed by products, any other as exp(b log a)

ONE_ARGUMENT: dict[str, Function] = {
    **{name: getattr(torch, name) for name in ("sin", "cos", "tan", "exp", "log", "sqrt", "abs", "tanh")},
    **{name: getattr(torch, name) for name in ("floor", "sign")},
}
SIGNS: dict[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "negate": operator.neg,
}
LATEX_NAMES = {"log": "ln", "sign": "operatorname{sign}"}
LATEX_FORMS = {"floor": r"\lfloor {} \rfloor", "abs": r"\left|{}\right|", "sqrt": r"\sqrt{{{}}}", "exp": r"e^{{{}}}"}


class FormulaText(str):
    """The text of a typed formula, a str that can be called as the function x (..., dim) -> (...).

    ``dim`` is the number of coordinates, at least 2; ``tree`` is the parsed text (formula_grammar says in what form),
    ``part_count`` the number of its nodes, and ``compute`` the function.
    """

    __slots__ = ("compute", "dim", "part_count", "tree")

    compute: Function
    dim: int
    part_count: int
    tree: Tree

    def __new__(cls, text: str) -> Self:
        """Parse the text; raises BadInput, which names the position of the error."""
        self = super().__new__(cls, text)
        self.tree = parse_formula(str(text))
        self.part_count = count_parts(self.tree)
        self.dim, axes = _map_variables(find_variables(self.tree))
        self.compute = cast("Function", _compile(self.tree, axes))  # has a variable, so it returns tensors
        return self

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        """Return the value at each point: x (..., dim) -> (...)."""
        return self.compute(x)

    def latex(self) -> str:
        """Return the formula as LaTeX."""
        return _latex(self.tree)[0]


@lru_cache(maxsize=256)
def formula(text: str) -> FormulaText:
    """Return the FormulaText of a text, from a cache; raises BadInput, which names the position of the error."""
    return FormulaText(text)


def _map_variables(names: dict[str, int]) -> tuple[int, dict[str, int]]:
    """Return (dimension, variable -> coordinate counted from 0); ``names`` maps variables to positions in the text.

    Raises BadInput if there is no variable, or if x or y is mixed with numbered variables.
    """
    if not names:
        raise BadInput("The formula has no variable, so there is nothing to descend; use x and y, or x1 to xn.")
    letters = names.keys() & {"x", "y"}
    numbered = {name: int(name[1:]) - 1 for name in names.keys() - letters}
    if letters and numbered:
        one, other = sorted((min(letters), min(numbered)), key=names.__getitem__)
        raise syntax_error(names[other], f"{other} does not go with {one}; use x and y, or x1 to xn, not both")
    if letters:
        return 2, {"x": 0, "y": 1}
    return max(1, *numbered.values()) + 1, numbered


def _compile(tree: Tree, axes: dict[str, int]) -> Callable[[torch.Tensor], torch.Tensor | float]:
    kind, *parts = tree
    constant = _constant(tree)
    if constant is not None:
        return lambda _: constant
    if kind == "variable":
        axis = axes[parts[0]]
        return lambda x: x[..., axis]
    if kind == "call":
        return _compile_call(parts[0], [_compile(part, axes) for part in parts[1:]])
    inner = [_compile(part, axes) for part in parts]
    if kind == "^":
        return _compile_power(inner[0], _constant(parts[1]), inner[1])
    apply, first = SIGNS[kind], inner[0]
    if None not in map(_constant, parts):  # infinite or NaN, which floats would raise for
        inner[0] = lambda x: _tensor(first(x), x)
    return lambda x: apply(*(each(x) for each in inner))


def _constant(tree: Tree) -> float | None:
    """Return the value of a tree without variables and calls; None if it has some, or no finite value."""
    kind, *parts = tree
    if kind == "number":
        return parts[0]
    if kind in ("variable", "call"):
        return None
    values = [value for part in parts if (value := _constant(part)) is not None]
    if len(values) < len(parts):
        return None
    try:
        value = math.pow(*values) if kind == "^" else SIGNS[kind](*values)
    except (ArithmeticError, ValueError):
        return None
    return value if math.isfinite(value) else None


def _compile_call(name: str, inner: list[Callable]) -> Callable[[torch.Tensor], torch.Tensor]:
    if name in ONE_ARGUMENT:
        apply, (argument,) = ONE_ARGUMENT[name], inner
        return lambda x: apply(_tensor(argument(x), x))
    choose = torch.minimum if name == "min" else torch.maximum

    def extremum(x: torch.Tensor) -> torch.Tensor:
        best = _tensor(inner[0](x), x)
        for each in inner[1:]:
            best = choose(best, _tensor(each(x), x))
        return best

    return extremum


def _compile_power(
    base: Callable, constant: float | None, exponent: Callable
) -> Callable[[torch.Tensor], torch.Tensor]:
    if constant is not None and constant.is_integer() and 0 < abs(constant) <= MAX_PRODUCT_EXPONENT:
        count = int(abs(constant))
        if constant > 0:
            return lambda x: integer_power(_tensor(base(x), x), count)
        return lambda x: 1 / integer_power(_tensor(base(x), x), count)
    if constant == 0:
        return lambda x: 1 + 0 * x[..., 0]  # 1, with a gradient
    return lambda x: torch.exp(exponent(x) * torch.log(_tensor(base(x), x)))


def _tensor(value: torch.Tensor | float, x: torch.Tensor) -> torch.Tensor:
    return value if isinstance(value, torch.Tensor) else torch.full_like(x[..., 0], value)


def _latex(tree: Tree) -> tuple[str, int]:
    """Return the pair (LaTeX, precedence) of a tree: 1 a sum, 2 a product, 3 a fraction, 4 a power, 5 a symbol."""
    kind, *parts = tree
    writers: dict[str, Callable[..., tuple[str, int]]] = {
        "number": _latex_number,
        "variable": lambda name, _: ((name if len(name) == 1 else f"x_{{{name[1:]}}}"), 5),
        "call": _latex_call,
        "negate": lambda part: (f"-{_parenthesize(part, 2)}", 1),
        "/": lambda left, right: (rf"\frac{{{_latex(left)[0]}}}{{{_latex(right)[0]}}}", 3),
        "^": lambda left, right: (f"{_parenthesize(left, 5)}^{{{_latex(right)[0]}}}", 4),
        "*": lambda left, right: (_latex_product(_parenthesize(left, 2), _parenthesize(right, 3)), 2),
        "+": lambda left, right: (f"{_parenthesize(left, 1)} + {_parenthesize(right, 2)}", 1),
        "-": lambda left, right: (f"{_parenthesize(left, 1)} - {_parenthesize(right, 2)}", 1),
    }
    return writers[kind](*parts)


def _latex_call(name: str, *arguments: Tree) -> tuple[str, int]:
    inside = r",\, ".join(_latex(each)[0] for each in arguments)
    if name in LATEX_FORMS:
        return LATEX_FORMS[name].format(inside), 4 if name == "exp" else 5
    return rf"\{LATEX_NAMES.get(name, name)}\left({inside}\right)", 5


def _parenthesize(tree: Tree, min_precedence: int) -> str:
    """Return the LaTeX of a tree, in parentheses if its precedence is below ``min_precedence``."""
    text, precedence = _latex(tree)
    return text if precedence >= min_precedence else rf"\left({text}\right)"


def _latex_product(left: str, right: str) -> str:
    """Return the LaTeX of a product, with a dot before a number, since two adjacent numbers would read as one."""
    return f"{left} \\cdot {right}" if right[0].isdigit() else rf"{left}\,{right}"


def _latex_number(value: float) -> tuple[str, int]:
    text = f"{value:.12g}"
    for name, constant in ((r"\pi", math.pi), ("e", math.e)):
        if value == constant:
            return name, 5
    mantissa, letter, exponent = text.partition("e")
    precedence = 5 if value >= 0 and not letter else 1 if value < 0 else 2
    return (rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if letter else text), precedence
