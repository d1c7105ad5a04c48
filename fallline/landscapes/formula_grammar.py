"""The language of typed formulas: text to a tree of plain tuples, by a grammar and nothing else.

A tree is ("number", 2.0), ("variable", "x", place), ("call", name, trees...), ("negate", tree), or (sign, tree, tree)
with + - * / ^. Nothing in a formula can name anything but what stands in FUNCTIONS, CONSTANTS and the variables.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, cast

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedEOF, UnexpectedInput, UnexpectedToken

from fallline.core import BadInput, unknown

Tree = tuple[Any, ...]

LONGEST, DEEPEST, MOST_PARTS, MOST_LEVELS, MOST_VARIABLES = 1000, 40, 500, 150, 100
FUNCTIONS = {  # how many arguments each takes, at least and at most
    **dict.fromkeys(("sin", "cos", "tan", "exp", "log", "sqrt", "abs", "tanh", "floor", "sign"), (1, 1)),
    **dict.fromkeys(("min", "max"), (2, MOST_PARTS)),
    "pow": (2, 2),
}
CONSTANTS = {"pi": math.pi, "e": math.e}
PASTED = str.maketrans("−·×÷", "-**/")
SMALL = {"²": 2.0, "³": 3.0}

GRAMMAR = rf"""
    start: sum
    ?sum: signless | sum "+" signless -> add | sum "-" signless -> subtract
    ?signless: product | "-" signless -> negate | "+" signless
    ?product: group | product "*" unary -> multiply | product OVER unary -> divide
    ?unary: group | "-" unary -> negate | "+" unary
    ?group: power | group tail -> beside
    ?tail: word | word RAISED signed -> raised | word SMALL -> raised
    ?power: NUMBER -> number | tail | NUMBER RAISED signed -> raised | NUMBER SMALL -> raised
    ?signed: power | "-" signed -> negate | "+" signed
    ?word: VARIABLE -> variable | CONSTANT -> constant | UNKNOWN -> unknown
         | "(" sum ")" -> bracket | FUNCTION "(" sum ("," sum)* ")" -> call
    RAISED: "**" | "^"
    SMALL: "²" | "³"
    OVER: "/"
    NUMBER: /([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?/
    FUNCTION.3: /({"|".join(FUNCTIONS)})(?![A-Za-z0-9_])/
    CONSTANT.2: /({"|".join(CONSTANTS)})(?![A-Za-z0-9_])/
    VARIABLE.2: /x[0-9]+(?![A-Za-z0-9_])|[xy](?=[xy]*(?![A-Za-z0-9_]))/
    UNKNOWN.1: /[^\W\d²³][^\W²³]*/
    %ignore /[ \t\r\n]+/
"""


@lru_cache(maxsize=256)
def parsed(text: str) -> Tree:
    """The tree of a formula; raises BadInput with a sentence that points at the character."""
    if len(text) > LONGEST:
        raise BadInput(f"The formula has {len(text):,} characters; at most {LONGEST:,} are read.")
    if not text.strip():
        raise BadInput("The formula is empty; x^2 + 3y^2 would be one.")
    plain = text.translate(PASTED)
    _check_depth(plain)
    try:
        tree = cast("Tree", PARSER.parse(plain))  # as _Build makes it
    except UnexpectedInput as problem:
        raise BadInput(_complaint(plain, problem)) from None
    if parts(tree) > MOST_PARTS:
        raise BadInput(f"The formula has {parts(tree)} parts; at most {MOST_PARTS} are computed.")
    if sum(1 for _ in _levels(tree)) > MOST_LEVELS:
        raise BadInput(f"The formula chains more than {MOST_LEVELS} operations; write it with fewer.")
    return tree


def parts(tree: Tree) -> int:
    """How many numbers, variables, signs and calls a tree has."""
    return sum(map(len, _levels(tree)))


def variables(tree: Tree) -> dict[str, int]:
    """The variables in a tree, as they are written, and a place in the text where each stands."""
    return {each[1]: each[2] for level in _levels(tree) for each in level if each[0] == "variable"}


def misplaced(place: int, problem: str) -> BadInput:
    """The complaint about what stands at a place (counted from 0) in the text."""
    return BadInput(f"{_place(place)} {problem}.")


def _place(place: int) -> str:
    return f"In the formula, at character {place + 1}:"


def _levels(tree: Tree) -> Iterator[list[Tree]]:
    """The parts of a tree level by level: a loop, since what was typed may be too deep for recursion."""
    level = [tree]
    while level:
        yield level
        level = [part for each in level for part in each[1:] if isinstance(part, tuple)]


class _Beside(tuple):
    """A product that was written without its sign."""

    __slots__ = ()


class _Build(Transformer):
    """Makes the tree while the parser goes along."""

    def start(self, parts: list[Tree]) -> Tree:
        return parts[0]

    def number(self, parts: list[Token]) -> Tree:
        if not math.isfinite(float(parts[0])):
            raise _at(parts[0], f"{parts[0]} is larger than any number that can be computed with")
        return ("number", float(parts[0]))

    def constant(self, parts: list[Token]) -> Tree:
        return ("number", CONSTANTS[parts[0]])

    def variable(self, parts: list[Token]) -> Tree:
        if len(parts[0]) > 1 and not 1 <= int(parts[0][1:]) <= MOST_VARIABLES:
            raise _at(parts[0], f"variables go from x1 to x{MOST_VARIABLES}")
        return ("variable", str(parts[0]), parts[0].start_pos)

    def unknown(self, parts: list[Token]) -> Tree:
        known = (*FUNCTIONS, *CONSTANTS, "x", "y", "x1", "x2")
        raise BadInput(f"{_place(_start(parts[0]))} {unknown('function or variable', str(parts[0]), known)}")

    def call(self, parts: list[Any]) -> Tree:
        name, arguments = parts[0], parts[1:]
        least, most = FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            wanted = "one argument" if most == 1 else f"at least {least}" if most > least else f"{least} arguments"
            raise _at(name, f"{name} takes {wanted}, not {len(arguments)}")
        return ("^", *arguments) if name == "pow" else ("call", str(name), *arguments)

    def bracket(self, parts: list[Tree]) -> Tree:
        return tuple(parts[0])

    def negate(self, parts: list[Tree]) -> Tree:
        return ("negate", parts[0])

    def add(self, parts: list[Tree]) -> Tree:
        return ("+", *parts)

    def subtract(self, parts: list[Tree]) -> Tree:
        return ("-", *parts)

    def multiply(self, parts: list[Tree]) -> Tree:
        return ("*", *parts)

    def divide(self, parts: list[Any]) -> Tree:
        above, over, below = parts
        if isinstance(below, _Beside):
            raise _at(over, "dividing by a product without * can be read in two ways; write 1/(2*x) or (1/2)*x")
        return ("/", above, below)

    def raised(self, parts: list[Any]) -> Tree:
        base = self.number(parts[:1]) if isinstance(parts[0], Token) else parts[0]
        return ("^", base, parts[2] if len(parts) > 2 else ("number", SMALL[parts[1]]))

    def beside(self, parts: list[Tree]) -> Tree:
        return _Beside(("*", *parts))


def _check_depth(text: str) -> None:
    depth, signs = 0, 0
    for place, letter in enumerate(text):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        signs = signs + 1 if letter in "+-^" else signs if letter.isspace() or letter in "*(" else 0
        if depth > DEEPEST or signs > DEEPEST:
            raise BadInput(f"At character {place + 1}, the formula is nested deeper than {DEEPEST} levels.")


def _at(token: Token, problem: str) -> BadInput:
    return misplaced(_start(token), problem)


def _start(token: Token) -> int:
    """Where a token begins in the text, which lark knows of every one that it has read."""
    return cast("int", token.start_pos)


def _complaint(text: str, problem: UnexpectedInput) -> str:
    if isinstance(problem, UnexpectedEOF) or (isinstance(problem, UnexpectedToken) and problem.token.type == "$END"):
        wanted = "')' is missing" if text.count("(") > text.count(")") else "something must follow"
        return f"The formula ends too early, after '{text.strip()[-12:]}': {wanted}."
    place = cast("int", problem.pos_in_stream)
    letter, before = text[place], text[:place].rstrip()[-12:]
    after = f" after '{before}'" if before else " at the beginning"
    called = next((name for name in FUNCTIONS if re.search(rf"\b{name}$", before)), None)
    hints = {
        "|": "write abs(x) for the size of x",
        "=": "write only the right-hand side",
        ")": "something is missing before it, or there is no '(' for it",
        ",": "a comma only separates arguments, such as max(x, y)",
    }
    hint = "known are numbers, x and y or x1 to xn, + - * / ^, brackets and functions"
    if called:
        hint = f"{called} needs brackets, such as {called}(x)"
    elif letter in hints:
        hint = hints[letter]
    elif letter.isdigit() or letter == ".":
        hint = "write * before a number, or put the number first"
    elif isinstance(problem, UnexpectedToken):
        hint = "a number, a variable, a function or a bracket would fit"
    return str(misplaced(place, f"'{letter}' does not fit{after}; {hint}"))


PARSER = Lark(GRAMMAR, parser="lalr", transformer=_Build(), maybe_placeholders=False)
