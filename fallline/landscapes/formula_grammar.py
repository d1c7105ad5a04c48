"""The grammar of typed formulas: parses text into a tree of plain tuples.

A tree is ("number", 2.0), ("variable", "x", place), ("call", name, trees...), ("negate", tree), (sign, tree, tree)
with the sign + - * / or ^, or ("if", condition, tree, tree), whose condition is ("<", tree, tree), ("<=", tree, tree)
or ("and", condition, condition); ``place`` is the position in the rewritten text, counted from 0. A formula can refer
to FUNCTIONS, CONSTANTS and variables only; no code is evaluated.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, cast

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedEOF, UnexpectedInput, UnexpectedToken

from fallline.core import BadInput, Sentence, unknown_name_error
from fallline.landscapes.formula_names import CONDITIONALS, CONSTANTS, FUNCTIONS, MAX_ARGUMENTS, RESERVED, WORD
from fallline.landscapes.formula_text import (
    FormulaSyntaxError,
    RewrittenText,
    is_variable_name,
    rewrite_formula,
    syntax_error,
)

Tree = tuple[Any, ...]

MAX_LENGTH = 1000  # characters
MAX_DEPTH = 40  # nested parentheses, or signs in a row
MAX_PARTS, MAX_LEVELS = 500, 150  # of the tree
MAX_VARIABLES = MAX_ARGUMENTS
SUPERSCRIPTS = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")

GRAMMAR = rf"""
    start: argument
    ?argument: sum | sum COMPARISON sum (COMPARISON sum)* -> comparison
    ?sum: signless | sum "+" signless -> add | sum "-" signless -> subtract
    ?signless: product | "-" signless -> negate | "+" signless
    ?product: group | product "*" unary -> multiply | product OVER unary -> divide
    ?unary: group | "-" unary -> negate | "+" unary
    ?group: power | group tail -> implicit_product
    ?tail: word | word RAISED signed -> exponentiation | word SMALL -> exponentiation
    ?power: NUMBER -> number | tail | NUMBER RAISED signed -> exponentiation | NUMBER SMALL -> exponentiation
    ?signed: power | "-" signed -> negate | "+" signed
    ?word: NAME -> name | CONSTANT -> constant | "(" argument ")" -> bracket | "{{" argument "}}" -> bracket
         | FUNCTION "(" argument ("," argument)* ")" -> call
         | FUNCTION _power_of_function "(" argument ("," argument)* ")" -> raised_call
         | CONDITIONAL "(" argument ("," argument)* ")" -> conditional
         | LBRACE argument ":" argument ("," argument (":" argument)?)* "}}" -> conditional
         | "\\frac" "{{" argument "}}" "{{" argument "}}" -> fraction
         | ROOT word -> root | ROOT NUMBER -> root | ROOT "[" NUMBER "]" word -> root
    _power_of_function: SMALL | RAISED NUMBER | RAISED "{{" NUMBER "}}"
        | RAISED MINUS NUMBER | RAISED "(" MINUS NUMBER ")" | RAISED "{{" MINUS NUMBER "}}"
    COMPARISON: "<=" | ">=" | "<" | ">"
    RAISED: "**" | "^"
    SMALL: /[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+/
    OVER: "/"
    MINUS: "-"
    LBRACE: "{{"
    ROOT: "√"
    NUMBER: /([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?/
    FUNCTION.3: /({"|".join(FUNCTIONS)})(?!{WORD})/
    CONDITIONAL.3: /({"|".join(CONDITIONALS)})(?!{WORD})/
    CONSTANT.2: /({"|".join(CONSTANTS)})(?!{WORD})/
    NAME.1: /(?!\d){WORD}+/
    %ignore " "
"""


@dataclass(frozen=True)
class ParsedFormula:
    """A parsed formula: its tree, and the places of its variables in the text, counted from 0, by name.

    ``arguments`` are the variables of a left side such as f(x, y) =; () without one.
    """

    tree: Tree
    places: dict[str, int]
    arguments: tuple[str, ...]


@lru_cache(maxsize=256)
def parse_formula(text: str) -> ParsedFormula:
    """Return the parsed formula; raises BadInput for a syntax error, naming its position, or too long a formula."""
    if len(text) > MAX_LENGTH:
        raise BadInput(
            "The formula has {count} characters; at most {most} are read.",
            count=len(text),
            most=MAX_LENGTH,
        )
    rewritten = rewrite_formula(text)
    if not rewritten.text.strip():
        raise BadInput("The formula is empty; x^2 + 3y^2 would be one.")
    _check_depth(rewritten)
    try:
        tree = cast("Tree", PARSER.parse(rewritten.text))  # the type that _TreeBuilder returns
    except FormulaSyntaxError as error:
        raise rewritten.refusal(error) from None
    except UnexpectedInput as error:
        raise _describe_error(rewritten, error) from None
    _check_size(tree)
    places = {name: rewritten.original_place(place) for name, place in _find_variables(tree).items()}
    return ParsedFormula(tree, places, rewritten.arguments)


def count_parts(tree: Tree) -> int:
    """Return the number of numbers, variables, signs and calls in a tree."""
    return sum(map(len, _levels(tree)))


def _check_size(tree: Tree) -> None:
    if (count := count_parts(tree)) > MAX_PARTS:
        raise BadInput("The formula has {count} parts; at most {most} are computed.", count=count, most=MAX_PARTS)
    if sum(1 for _ in _levels(tree)) > MAX_LEVELS:
        raise BadInput("The formula chains more than {most} operations; write it with fewer.", most=MAX_LEVELS)


def _find_variables(tree: Tree) -> dict[str, int]:
    """Return the variables in a tree in the order of their first places, name -> place in the rewritten text."""
    found = sorted((each[2], each[1]) for level in _levels(tree) for each in level if each[0] == "variable")
    first_places: dict[str, int] = {}
    for place, name in found:
        first_places.setdefault(name, place)
    return first_places


def _levels(tree: Tree) -> Iterator[list[Tree]]:
    """Yield the nodes of a tree level by level, by a loop, since a typed formula may be too deep for recursion."""
    level = [tree]
    while level:
        yield level
        level = [part for each in level for part in each[1:] if isinstance(part, tuple)]


class _ImplicitProduct(tuple):
    """A product written without a multiplication sign."""

    __slots__ = ()


class _Comparison(tuple):
    """A condition, which only a conditional may hold; its last entry is the place of its sign."""

    __slots__ = ()


class _TreeBuilder(Transformer):
    """The callbacks of the parser that build the tree: one method per rule of the grammar."""

    def start(self, parts: list[Tree]) -> Tree:
        return _value(parts[0])

    def number(self, parts: list[Token]) -> Tree:
        if not math.isfinite(float(parts[0])):
            problem = Sentence("{number} is larger than any number that can be computed with", number=str(parts[0]))
            raise _misread(parts[0], problem)
        return ("number", float(parts[0]))

    def constant(self, parts: list[Token]) -> Tree:
        return ("number", CONSTANTS[parts[0]])

    def name(self, parts: list[Token]) -> Tree:
        name = str(parts[0])
        if name in RESERVED:
            raise _misread(parts[0], RESERVED[name])
        if not is_variable_name(name):
            raise _unknown_name(parts[0])
        stem = name.rstrip("0123456789")
        if number := name[len(stem) :]:
            if not 1 <= int(number) <= MAX_VARIABLES:
                problem = Sentence("variables go from {stem}1 to {stem}{most}", stem=stem, most=MAX_VARIABLES)
                raise _misread(parts[0], problem)
            name = f"{stem}{int(number)}"
        return ("variable", name, parts[0].start_pos)

    def call(self, parts: list[Any]) -> Tree:
        name, arguments = str(parts[0]), [_value(part) for part in parts[1:]]
        min_count, max_count = FUNCTIONS[name]
        if not min_count <= len(arguments) <= max_count:
            wanted = _count_text(min_count, max_count)
            problem = Sentence("{name} takes {wanted}, not {count}", name=name, wanted=wanted, count=len(arguments))
            if max_count == 1 and arguments[0][0] == "number":
                problem = Sentence("{problem}; a decimal number has a point, such as 0.5", problem=problem)
            raise _misread(parts[0], problem)
        return ("^", *arguments) if name == "pow" else ("call", name, *arguments)

    def raised_call(self, parts: list[Any]) -> Tree:
        marks = [part for part in parts[1:] if isinstance(part, Token)]
        exponent = float(next(mark for mark in marks if mark.type in ("NUMBER", "SMALL")).translate(SUPERSCRIPTS))
        if exponent < 0 or any(mark.type == "MINUS" for mark in marks):
            name = str(parts[0])
            problem = Sentence(
                "{name}^-1 can be the inverse function or a fraction; write a{name}(x) or 1/{name}(x)", name=name
            )
            if f"a{name}" not in FUNCTIONS:
                problem = Sentence("a negative power of {name} can be read in two ways; write 1/{name}(x)", name=name)
            raise _misread(parts[0], problem)
        return ("^", self.call([parts[0], *parts[1 + len(marks) :]]), ("number", exponent))

    def comparison(self, parts: list[Any]) -> Tree:
        sides = [_value(each) for each in parts[::2]]
        conditions = [
            (sign[0].replace(">", "<") + sign[1:], *((one, other) if sign[0] == "<" else (other, one)))
            for one, sign, other in zip(sides, parts[1::2], sides[1:], strict=False)
        ]
        whole = conditions[0]
        for each in conditions[1:]:
            whole = ("and", whole, each)
        return _Comparison((*whole, parts[1].start_pos))

    def conditional(self, parts: list[Any]) -> Tree:
        """Return nested ("if", condition, then, otherwise); without a last value, it is NaN where none holds."""
        opening, *arguments = parts
        name = "if" if opening.type == "LBRACE" else str(opening)
        if len(arguments) < 2 or (name in ("if", "where") and opening == name and len(arguments) != 3):
            problem = Sentence("{name} takes a condition and two values, such as {name}(x < 0, -x, x^2)", name=name)
            raise _misread(opening, problem)
        result = _value(arguments.pop()) if len(arguments) % 2 else ("number", math.nan)
        for condition, value in zip(arguments[-2::-2], arguments[::-2], strict=True):
            if not isinstance(condition, _Comparison):
                problem = Sentence("{name} needs a condition before each value, such as x < 0", name=name)
                raise _misread(opening, problem)
            result = ("if", tuple(condition[:-1]), _value(value), result)
        return result

    def bracket(self, parts: list[Tree]) -> Tree:
        return tuple(_value(parts[0]))

    def fraction(self, parts: list[Tree]) -> Tree:
        return ("/", *(tuple(_value(part)) for part in parts))

    def root(self, parts: list[Any]) -> Tree:
        root, *numbers, inside = parts
        inside = self.number([inside]) if isinstance(inside, Token) else _value(inside)
        degree = float(numbers[0]) if numbers else 2.0
        if degree in (2.0, 3.0):
            return ("call", "sqrt" if degree == 2 else "cbrt", inside)
        if degree == 0:
            raise _misread(root, Sentence("the degree of a root must not be 0"))
        return ("^", inside, ("/", ("number", 1.0), ("number", degree)))

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
            problem = Sentence("dividing by a product without * can be read in two ways; write 1/(2*x) or (1/2)*x")
            raise _misread(sign, problem)
        return ("/", numerator, denominator)

    def exponentiation(self, parts: list[Any]) -> Tree:
        base = self.number(parts[:1]) if isinstance(parts[0], Token) else parts[0]
        return ("^", base, parts[2] if len(parts) > 2 else ("number", float(parts[1].translate(SUPERSCRIPTS))))

    def implicit_product(self, parts: list[Tree]) -> Tree:
        return _ImplicitProduct(("*", *parts))


def _value(tree: Tree) -> Tree:
    """Return the tree; raises FormulaSyntaxError if it is a comparison, which has no value."""
    if isinstance(tree, _Comparison):
        raise FormulaSyntaxError(tree[-1], Sentence("a comparison has no value; write if(x < 0, -x, x^2) for pieces"))
    return tree


def _count_text(min_count: int, max_count: int) -> Sentence:
    if max_count > min_count:
        return Sentence("at least {count}", count=min_count)
    return Sentence("one argument") if max_count == 1 else Sentence("{count} arguments", count=min_count)


def _check_depth(rewritten: RewrittenText) -> None:
    depth, signs = 0, 0
    for place, letter in enumerate(rewritten.text):
        depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(letter, 0)
        signs = signs + 1 if letter in "+-^√" else signs if letter.isspace() or letter in "*({" else 0
        if depth > MAX_DEPTH or signs > MAX_DEPTH:
            raise BadInput(
                "At character {place}, the formula is nested deeper than {most} levels.",
                place=rewritten.original_place(place) + 1,
                most=MAX_DEPTH,
            )


def _misread(token: Token, problem: Sentence) -> FormulaSyntaxError:
    """Return the error at the first character of a token."""
    return FormulaSyntaxError(cast("int", token.start_pos), problem)


def _unknown_name(token: Token) -> FormulaSyntaxError:
    """Return the error for a name that is neither a function nor a variable."""
    known = (*FUNCTIONS, *CONDITIONALS, *CONSTANTS, "x", "y", "x1", "x2")
    if near := get_close_matches(token.lower(), known, n=1):
        return _misread(token, unknown_name_error("function or variable", str(token), (), near).sentence)
    if token.isalpha():
        product = "*".join(token)
        problem = Sentence(
            "No function called '{name}'; write {product} for a product", name=str(token), product=product
        )
        return _misread(token, problem)
    problem = Sentence(
        "No variable called '{name}'; a letter, a Greek letter or x1 to xn would be one", name=str(token)
    )
    return _misread(token, problem)


def _describe_error(rewritten: RewrittenText, error: UnexpectedInput) -> BadInput:
    """Return the BadInput for a character that does not fit, with a hint at what would."""
    text, original = rewritten.text, rewritten.original
    if isinstance(error, UnexpectedEOF) or (isinstance(error, UnexpectedToken) and error.token.type == "$END"):
        missing = Sentence("')' is missing") if text.count("(") > text.count(")") else Sentence("something must follow")
        return BadInput(
            "The formula ends too early, after '{before}': {missing}.", before=original.strip()[-12:], missing=missing
        )
    place = cast("int", error.pos_in_stream)
    at = rewritten.original_place(place)
    before = original[:at].rstrip()[-12:]
    after = Sentence("after '{before}'", before=before) if before else Sentence("at the beginning")
    problem = Sentence(
        "'{letter}' does not fit {after}; {hint}",
        letter=original[at],
        after=after,
        hint=_hint(text, place, isinstance(error, UnexpectedToken)),
    )
    return syntax_error(at, problem)


def _hint(text: str, place: int, is_token: bool) -> Sentence:
    """Return what would be right at a place where something does not fit; ``is_token`` if it would fit elsewhere."""
    letter, before, rest = text[place], text[:place].rstrip(), text[place:]
    hints = {
        "=": Sentence("write only the right-hand side"),
        ")": Sentence("something is missing before it, or there is no '(' for it"),
        ",": Sentence("a comma only separates arguments, such as max(x, y)"),
        "[": Sentence("write x1 and x2 for the coordinates, and round brackets"),
        "%": Sentence("write mod(x, 2) for the remainder of x / 2"),
        "&": Sentence("a formula is one expression"),
        ";": Sentence("a formula is one expression"),
        "∞": Sentence("write a large number, such as 1e9"),
        ":": Sentence("a colon only stands in {x < 0: -x, x^2}"),
    }
    if function := re.search(rf"\b({'|'.join(FUNCTIONS)})$", before):
        return Sentence("{name} needs brackets, such as {name}(x)", name=function[1])
    if letter == "," and re.search(r"[0-9]$", before) and re.match(r",[0-9]", rest):
        return Sentence("a decimal number has a point, such as 0.5")
    if letter in hints:
        return hints[letter]
    if letter.isdigit() or letter == ".":
        return Sentence("write * before a number, or put the number first")
    if is_token:
        return Sentence("a number, a variable, a function or a bracket would fit")
    return Sentence("known are numbers, variables such as x and y or x1 to xn, + - * / ^, brackets and functions")


PARSER = Lark(GRAMMAR, parser="lalr", transformer=_TreeBuilder(), maybe_placeholders=False)
