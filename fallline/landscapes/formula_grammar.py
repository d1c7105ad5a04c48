"""The grammar of typed formulas: parses text into a tree of plain tuples.

A tree is ("number", 2.0), ("variable", "x", place), ("call", name, trees...), ("negate", tree), or (sign, tree, tree)
with the sign + - * / or ^; ``place`` is the position in the text, counted from 0. A formula can refer to FUNCTIONS,
CONSTANTS and variables only; no code is evaluated.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, cast

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedEOF, UnexpectedInput, UnexpectedToken

from fallline.core import BadInput, unknown_name_error

Tree = tuple[Any, ...]

MAX_LENGTH = 1000  # characters
MAX_DEPTH = 40  # nested parentheses, or signs in a row
MAX_PARTS, MAX_LEVELS = 500, 150  # of the tree
MAX_VARIABLES = 100
FUNCTIONS = {  # name -> (min, max) number of arguments
    **dict.fromkeys(("sin", "cos", "tan", "exp", "log", "sqrt", "abs", "tanh", "floor", "sign"), (1, 1)),
    **dict.fromkeys(("min", "max"), (2, MAX_PARTS)),
    "pow": (2, 2),
}
CONSTANTS = {"pi": math.pi, "e": math.e}
PASTED_SIGNS = str.maketrans("−·×÷", "-**/")  # typographic signs in pasted formulas
SUPERSCRIPTS = {"²": 2.0, "³": 3.0}

GRAMMAR = rf"""
    start: sum
    ?sum: signless | sum "+" signless -> add | sum "-" signless -> subtract
    ?signless: product | "-" signless -> negate | "+" signless
    ?product: group | product "*" unary -> multiply | product OVER unary -> divide
    ?unary: group | "-" unary -> negate | "+" unary
    ?group: power | group tail -> implicit_product
    ?tail: word | word RAISED signed -> exponentiation | word SMALL -> exponentiation
    ?power: NUMBER -> number | tail | NUMBER RAISED signed -> exponentiation | NUMBER SMALL -> exponentiation
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
def parse_formula(text: str) -> Tree:
    """Return the tree of a formula; raises BadInput for a syntax error, naming its position, or too long a formula."""
    if len(text) > MAX_LENGTH:
        raise BadInput(f"The formula has {len(text):,} characters; at most {MAX_LENGTH:,} are read.")
    if not text.strip():
        raise BadInput("The formula is empty; x^2 + 3y^2 would be one.")
    plain = text.translate(PASTED_SIGNS)
    _check_depth(plain)
    try:
        tree = cast("Tree", PARSER.parse(plain))  # the type that _TreeBuilder returns
    except UnexpectedInput as error:
        raise BadInput(_describe_error(plain, error)) from None
    if count_parts(tree) > MAX_PARTS:
        raise BadInput(f"The formula has {count_parts(tree)} parts; at most {MAX_PARTS} are computed.")
    if sum(1 for _ in _levels(tree)) > MAX_LEVELS:
        raise BadInput(f"The formula chains more than {MAX_LEVELS} operations; write it with fewer.")
    return tree


def count_parts(tree: Tree) -> int:
    """Return the number of numbers, variables, signs and calls in a tree."""
    return sum(map(len, _levels(tree)))


def find_variables(tree: Tree) -> dict[str, int]:
    """Return the variables in a tree, name -> position in the text, counted from 0, of one of its occurrences."""
    return {each[1]: each[2] for level in _levels(tree) for each in level if each[0] == "variable"}


def syntax_error(place: int, problem: str) -> BadInput:
    """Return the BadInput whose message says that ``problem`` is at position ``place`` of the text, from 0."""
    return BadInput(f"{_position_text(place)} {problem}.")


def _position_text(place: int) -> str:
    return f"In the formula, at character {place + 1}:"


def _levels(tree: Tree) -> Iterator[list[Tree]]:
    """Yield the nodes of a tree level by level, by a loop, since a typed formula may be too deep for recursion."""
    level = [tree]
    while level:
        yield level
        level = [part for each in level for part in each[1:] if isinstance(part, tuple)]


class _ImplicitProduct(tuple):
    """A product written without a multiplication sign."""

    __slots__ = ()


class _TreeBuilder(Transformer):
    """The callbacks of the parser that build the tree: one method per rule of the grammar."""

    def start(self, parts: list[Tree]) -> Tree:
        return parts[0]

    def number(self, parts: list[Token]) -> Tree:
        if not math.isfinite(float(parts[0])):
            raise _token_error(parts[0], f"{parts[0]} is larger than any number that can be computed with")
        return ("number", float(parts[0]))

    def constant(self, parts: list[Token]) -> Tree:
        return ("number", CONSTANTS[parts[0]])

    def variable(self, parts: list[Token]) -> Tree:
        if len(parts[0]) > 1 and not 1 <= int(parts[0][1:]) <= MAX_VARIABLES:
            raise _token_error(parts[0], f"variables go from x1 to x{MAX_VARIABLES}")
        return ("variable", str(parts[0]), parts[0].start_pos)

    def unknown(self, parts: list[Token]) -> Tree:
        known = (*FUNCTIONS, *CONSTANTS, "x", "y", "x1", "x2")
        raise BadInput(
            f"{_position_text(_start(parts[0]))} {unknown_name_error('function or variable', str(parts[0]), known)}"
        )

    def call(self, parts: list[Any]) -> Tree:
        name, arguments = parts[0], parts[1:]
        min_count, max_count = FUNCTIONS[name]
        if not min_count <= len(arguments) <= max_count:
            if max_count > min_count:
                wanted = f"at least {min_count}"
            else:
                wanted = "one argument" if max_count == 1 else f"{min_count} arguments"
            raise _token_error(name, f"{name} takes {wanted}, not {len(arguments)}")
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
        numerator, sign, denominator = parts
        if isinstance(denominator, _ImplicitProduct):
            raise _token_error(
                sign, "dividing by a product without * can be read in two ways; write 1/(2*x) or (1/2)*x"
            )
        return ("/", numerator, denominator)

    def exponentiation(self, parts: list[Any]) -> Tree:
        base = self.number(parts[:1]) if isinstance(parts[0], Token) else parts[0]
        return ("^", base, parts[2] if len(parts) > 2 else ("number", SUPERSCRIPTS[parts[1]]))

    def implicit_product(self, parts: list[Tree]) -> Tree:
        return _ImplicitProduct(("*", *parts))


def _check_depth(text: str) -> None:
    depth, signs = 0, 0
    for place, letter in enumerate(text):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        signs = signs + 1 if letter in "+-^" else signs if letter.isspace() or letter in "*(" else 0
        if depth > MAX_DEPTH or signs > MAX_DEPTH:
            raise BadInput(f"At character {place + 1}, the formula is nested deeper than {MAX_DEPTH} levels.")


def _token_error(token: Token, problem: str) -> BadInput:
    return syntax_error(_start(token), problem)


def _start(token: Token) -> int:
    """Return the position of the first character of a token in the text, counted from 0."""
    return cast("int", token.start_pos)


def _describe_error(text: str, error: UnexpectedInput) -> str:
    if isinstance(error, UnexpectedEOF) or (isinstance(error, UnexpectedToken) and error.token.type == "$END"):
        missing = "')' is missing" if text.count("(") > text.count(")") else "something must follow"
        return f"The formula ends too early, after '{text.strip()[-12:]}': {missing}."
    place = cast("int", error.pos_in_stream)
    letter, before = text[place], text[:place].rstrip()[-12:]
    after = f" after '{before}'" if before else " at the beginning"
    function = next((name for name in FUNCTIONS if re.search(rf"\b{name}$", before)), None)
    hints = {
        "|": "write abs(x) for the size of x",
        "=": "write only the right-hand side",
        ")": "something is missing before it, or there is no '(' for it",
        ",": "a comma only separates arguments, such as max(x, y)",
    }
    hint = "known are numbers, x and y or x1 to xn, + - * / ^, brackets and functions"
    if function:
        hint = f"{function} needs brackets, such as {function}(x)"
    elif letter in hints:
        hint = hints[letter]
    elif letter.isdigit() or letter == ".":
        hint = "write * before a number, or put the number first"
    elif isinstance(error, UnexpectedToken):
        hint = "a number, a variable, a function or a bracket would fit"
    return str(syntax_error(place, f"'{letter}' does not fit{after}; {hint}"))


PARSER = Lark(GRAMMAR, parser="lalr", transformer=_TreeBuilder(), maybe_placeholders=False)
