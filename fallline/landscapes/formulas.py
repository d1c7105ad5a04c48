"""Typed formulas as functions on tensors."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Self

import torch

from fallline.core import BadInput, Sentence
from fallline.landscapes.formula_compiler import Function, compile_formula
from fallline.landscapes.formula_grammar import ParsedFormula, Tree, count_parts, parse_formula
from fallline.landscapes.formula_latex import write_latex
from fallline.landscapes.formula_text import syntax_error
from fallline.landscapes.formula_tree import count_operations, mark_even_parts, resolve

MAX_OPERATIONS = 1000  # elementwise, per point


class FormulaText(str):
    """The text of a typed formula, a str that can be called as the function x (..., dim) -> (...).

    ``names`` are the variables in the order of the coordinates, ``dim`` is their number; ``tree`` is the parsed text
    (formula_grammar says in what form), ``part_count`` the number of its nodes, ``operation_count`` about the number of
    elementwise operations per point, and ``compute`` the function. Two formulas are equal if texts and names are.
    """

    __slots__ = ("compute", "dim", "names", "operation_count", "part_count", "tree")

    compute: Function
    dim: int
    names: tuple[str, ...]
    operation_count: int
    part_count: int
    tree: Tree

    def __new__(cls, text: str, variables: tuple[str, ...] = ()) -> Self:
        """Parse the text; ``variables`` are the names of the coordinates, those that occur if it is empty.

        Raises BadInput, which names the position of the error, or for more than MAX_OPERATIONS.
        """
        self = super().__new__(cls, text)
        parsed = parse_formula(str(text))
        self.tree = parsed.tree
        self.part_count = count_parts(self.tree)
        self.names = _order_variables(parsed, variables)
        self.dim = len(self.names)
        simplified = mark_even_parts(resolve(self.tree, {name: axis for axis, name in enumerate(self.names)}))
        self.operation_count = count_operations(simplified)
        if self.operation_count > MAX_OPERATIONS:
            raise BadInput(
                "The formula takes {count} operations per point; at most {most} are computed. Smaller integer "
                "exponents and fewer parts take fewer.",
                count=self.operation_count,
                most=MAX_OPERATIONS,
            )
        self.compute = compile_formula(simplified)
        return self

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        """Return the value at each point: x (..., dim) -> (...)."""
        return self.compute(x)

    def __eq__(self, other: object) -> bool:
        """Return whether the texts and the names of the variables are equal; a str has no names to compare."""
        return super().__eq__(other) and self.names == getattr(other, "names", self.names)

    def __ne__(self, other: object) -> bool:
        """Return whether a text or the names of the variables differ."""
        return not self == other

    __hash__ = str.__hash__

    def __reduce__(self) -> tuple[Callable[..., FormulaText], tuple[str, tuple[str, ...]]]:
        """Return how pickle and copy create the formula again: from its text and names."""
        return formula, (str(self), self.names)

    def latex(self) -> str:
        """Return the formula as LaTeX."""
        return write_latex(self.tree)


def formula(text: str, variables: tuple[str, ...] = ()) -> FormulaText:
    """Return the FormulaText of a text, from a cache; a FormulaText is returned as it is if no variables are given.

    ``variables`` are the names of the coordinates in their order, some of which may not occur; empty, they are those
    that occur. Raises BadInput, which names the position of the error.
    """
    return text if isinstance(text, FormulaText) and not variables else _read(str(text), variables)


@lru_cache(maxsize=256)
def _read(text: str, variables: tuple[str, ...]) -> FormulaText:
    return FormulaText(text, variables)


def _order_variables(parsed: ParsedFormula, variables: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the coordinates: ``variables``, or those of the left side, or those that occur, in order.

    Raises BadInput if there is no variable, if one is not among those given, or if x1 is mixed with x, y or z.
    """
    places = parsed.places
    stems = {name.rstrip("0123456789") for name in places}
    given = variables or (parsed.arguments if not set(parsed.arguments) <= stems - places.keys() else ())
    if given:
        for name in places.keys() - set(given):
            known = ", ".join(given)
            problem = Sentence("{name} is not one of the variables {known}", name=name, known=known)
            raise syntax_error(places[name], problem)
        return given
    if not places:
        raise BadInput("The formula has no variable, so there is nothing to descend; use x and y, or x1 to xn.")
    if len(stems) == 1 and not stems & places.keys():  # x1 to xn, the others among them
        (stem,) = stems
        return tuple(f"{stem}{number}" for number in range(1, max(int(name[len(stem) :]) for name in places) + 1))
    _check_one_kind(places)
    return tuple(sorted(places) if places.keys() <= {"x", "y", "z"} else places)


def _check_one_kind(places: dict[str, int]) -> None:
    """Raise BadInput if x, y or z stands beside x1, x2, ..."""
    letters = [name for name in places if name in ("x", "y", "z")]
    numbered = [name for name in places if name[0] == "x" and name[1:].isdigit()]
    if letters and numbered:
        one, other = sorted((letters[0], numbered[0]), key=places.__getitem__)
        problem = Sentence("{other} does not go with {one}; use x and y, or x1 to xn, not both", other=other, one=one)
        raise syntax_error(places[other], problem)
