"""A formula's tree as a function on tensors and as LaTeX."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Self, cast

import torch

from fallline.core import BadInput
from fallline.landscapes._maths import power
from fallline.landscapes.formula_grammar import Tree, misplaced, parsed, parts, variables

Function = Callable[[torch.Tensor], torch.Tensor]

MOST_PRODUCTS = 1000  # a whole power up to this is a product; any other power is exp(b log a)

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
WORDS = {"log": "ln", "sign": "operatorname{sign}"}
NAMED = {"floor": r"\lfloor {} \rfloor", "abs": r"\left|{}\right|", "sqrt": r"\sqrt{{{}}}", "exp": r"e^{{{}}}"}


class Formula(str):
    """A formula as its text, which can be called: x (..., dim) -> (...), and knows its dimension, size and LaTeX."""

    __slots__ = ("compute", "dim", "parts", "tree")

    compute: Function
    dim: int
    parts: int
    tree: Tree

    def __new__(cls, text: str) -> Self:
        """Reads the text; raises BadInput with a sentence that points at the character."""
        self = super().__new__(cls, text)
        self.tree = parsed(str(text))
        self.parts = parts(self.tree)
        self.dim, places = _places(variables(self.tree))
        self.compute = cast("Function", _compiled(self.tree, places))  # it has a variable, and so gives tensors
        return self

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        """The value at each point."""
        return self.compute(x)

    def latex(self) -> str:
        """The formula as LaTeX."""
        return _latex(self.tree)[0]


@lru_cache(maxsize=256)
def formula(text: str) -> Formula:
    """The formula of a text, read once."""
    return Formula(text)


def _places(names: dict[str, int]) -> tuple[int, dict[str, int]]:
    """The dimension, at least 2, and the coordinate that each variable stands for."""
    if not names:
        raise BadInput("The formula has no variable, so there is nothing to descend; use x and y, or x1 to xn.")
    letters = names.keys() & {"x", "y"}
    numbered = {name: int(name[1:]) - 1 for name in names.keys() - letters}
    if letters and numbered:
        one, other = sorted((min(letters), min(numbered)), key=names.__getitem__)
        raise misplaced(names[other], f"{other} does not go with {one}; use x and y, or x1 to xn, not both")
    if letters:
        return 2, {"x": 0, "y": 1}
    return max(1, *numbered.values()) + 1, numbered


def _compiled(tree: Tree, places: dict[str, int]) -> Callable[[torch.Tensor], torch.Tensor | float]:
    kind, *parts = tree
    known = _constant(tree)
    if known is not None:
        return lambda _: known
    if kind == "variable":
        axis = places[parts[0]]
        return lambda x: x[..., axis]
    if kind == "call":
        return _call(parts[0], [_compiled(part, places) for part in parts[1:]])
    inner = [_compiled(part, places) for part in parts]
    if kind == "^":
        return _raised(inner[0], _constant(parts[1]), inner[1])
    apply, first = SIGNS[kind], inner[0]
    if None not in map(_constant, parts):  # infinite or no number: tensors can say that, floats raise
        inner[0] = lambda x: _tensor(first(x), x)
    return lambda x: apply(*(each(x) for each in inner))


def _constant(tree: Tree) -> float | None:
    """The value of a tree without variables and functions; None where there is no finite one."""
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


def _call(name: str, inner: list[Callable]) -> Callable[[torch.Tensor], torch.Tensor]:
    if name in ONE_ARGUMENT:
        apply, (argument,) = ONE_ARGUMENT[name], inner
        return lambda x: apply(_tensor(argument(x), x))
    choose = torch.minimum if name == "min" else torch.maximum

    def chosen(x: torch.Tensor) -> torch.Tensor:
        best = _tensor(inner[0](x), x)
        for each in inner[1:]:
            best = choose(best, _tensor(each(x), x))
        return best

    return chosen


def _raised(base: Callable, known: float | None, exponent: Callable) -> Callable[[torch.Tensor], torch.Tensor]:
    if known is not None and known.is_integer() and 0 < abs(known) <= MOST_PRODUCTS:
        count = int(abs(known))
        if known > 0:
            return lambda x: power(_tensor(base(x), x), count)
        return lambda x: 1 / power(_tensor(base(x), x), count)
    if known == 0:
        return lambda x: 1 + 0 * x[..., 0]  # one, and with a slope to ask for
    return lambda x: torch.exp(exponent(x) * torch.log(_tensor(base(x), x)))


def _tensor(value: torch.Tensor | float, x: torch.Tensor) -> torch.Tensor:
    return value if isinstance(value, torch.Tensor) else torch.full_like(x[..., 0], value)


def _latex(tree: Tree) -> tuple[str, int]:
    """The LaTeX of a tree and how strongly it holds together: 5 like one sign, 1 like a sum."""
    kind, *parts = tree
    writers: dict[str, Callable[..., tuple[str, int]]] = {
        "number": _number,
        "variable": lambda name, _: ((name if len(name) == 1 else f"x_{{{name[1:]}}}"), 5),
        "call": _called,
        "negate": lambda part: (f"-{_held(part, 2)}", 1),
        "/": lambda left, right: (rf"\frac{{{_latex(left)[0]}}}{{{_latex(right)[0]}}}", 3),
        "^": lambda left, right: (f"{_held(left, 5)}^{{{_latex(right)[0]}}}", 4),
        "*": lambda left, right: (_beside(_held(left, 2), _held(right, 3)), 2),
        "+": lambda left, right: (f"{_held(left, 1)} + {_held(right, 2)}", 1),
        "-": lambda left, right: (f"{_held(left, 1)} - {_held(right, 2)}", 1),
    }
    return writers[kind](*parts)


def _called(name: str, *arguments: Tree) -> tuple[str, int]:
    inside = r",\, ".join(_latex(each)[0] for each in arguments)
    if name in NAMED:
        return NAMED[name].format(inside), 4 if name == "exp" else 5
    return rf"\{WORDS.get(name, name)}\left({inside}\right)", 5


def _held(tree: Tree, least: int) -> str:
    """A part's LaTeX, in brackets if it holds together more weakly than its place asks for."""
    text, strength = _latex(tree)
    return text if strength >= least else rf"\left({text}\right)"


def _beside(left: str, right: str) -> str:
    """A product's LaTeX; two numbers side by side would read as one."""
    return f"{left} \\cdot {right}" if right[0].isdigit() else rf"{left}\,{right}"


def _number(value: float) -> tuple[str, int]:
    text = f"{value:.12g}"
    for name, constant in ((r"\pi", math.pi), ("e", math.e)):
        if value == constant:
            return name, 5
    mantissa, letter, exponent = text.partition("e")
    strength = 5 if value >= 0 and not letter else 1 if value < 0 else 2
    return (rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if letter else text), strength
