"""Parsed formulas as LaTeX."""

from __future__ import annotations

import math
from collections.abc import Callable

from fallline.landscapes.formula_grammar import Tree
from fallline.landscapes.formula_names import GREEK_NAMES

NAMES = {
    "log": r"\ln",
    "log2": r"\log_{2}",
    "log10": r"\log_{10}",
    "asin": r"\arcsin",
    "acos": r"\arccos",
    "atan": r"\arctan",
    **{name: rf"\operatorname{{{name}}}" for name in ("sign", "erf", "round", "mod", "atan2")},
    **{f"a{name}": rf"\operatorname{{ar{name}}}" for name in ("sinh", "cosh", "tanh")},
}
FORMS = {
    "floor": r"\lfloor {} \rfloor",
    "ceil": r"\lceil {} \rceil",
    "abs": r"\left|{}\right|",
    "sqrt": r"\sqrt{{{}}}",
    "cbrt": r"\sqrt[3]{{{}}}",
    "exp": r"e^{{{}}}",
}
CONDITION_SIGNS = {"<": "<", "<=": r"\le"}


def write_latex(tree: Tree) -> str:
    """Return a parsed formula as LaTeX."""
    return _latex(tree)[0]


def _latex(tree: Tree) -> tuple[str, int]:
    """Return the pair (LaTeX, precedence) of a tree.

    The precedence is 0 of a list of cases, 1 of a sum, 2 of a product, 3 of a fraction, 4 of a power, 5 of a symbol.
    """
    kind, *parts = tree
    writers: dict[str, Callable[..., tuple[str, int]]] = {
        "number": _latex_number,
        "variable": lambda name, _: (_latex_variable(name), 5),
        "if": _latex_cases,
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
    if name in FORMS:
        return FORMS[name].format(inside), 4 if name == "exp" else 5
    return NAMES.get(name, f"\\{name}") + rf"\left({inside}\right)", 5


def _latex_variable(name: str) -> str:
    stem = name.rstrip("0123456789")
    letter = rf"\{stem}" if stem in GREEK_NAMES else stem
    return f"{letter}_{{{name[len(stem) :]}}}" if name != stem else letter


def _latex_cases(condition: Tree, value: Tree, otherwise: Tree) -> tuple[str, int]:
    """Return nested conditionals as one list of cases."""
    rows = [f"{_latex(value)[0]} & {_latex_condition(condition)}"]
    while otherwise[0] == "if":
        _, condition, value, otherwise = otherwise
        rows.append(f"{_latex(value)[0]} & {_latex_condition(condition)}")
    if otherwise[0] != "number" or not math.isnan(otherwise[1]):
        rows.append(rf"{_latex(otherwise)[0]} & \text{{otherwise}}")
    lines = r" \\ ".join(rows)
    return rf"\begin{{cases}} {lines} \end{{cases}}", 0


def _latex_condition(condition: Tree) -> str:
    kind, one, other = condition
    if kind == "and":
        return rf"{_latex_condition(one)},\, {_latex_condition(other)}"
    return f"{_latex(one)[0]} {CONDITION_SIGNS[kind]} {_latex(other)[0]}"


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
