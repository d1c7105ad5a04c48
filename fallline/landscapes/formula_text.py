"""Typed and pasted formulas rewritten in the characters that the grammar reads, with their places in the text kept.

What is rewritten: typographic signs and spaces, Greek letters, LaTeX, prefixes such as np., bars for the absolute
value, other spellings of functions, products such as xy, and a left side such as f(x, y) =.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from fallline.core import BadInput, Sentence
from fallline.landscapes.formula_names import (
    CONDITIONALS,
    CONSTANTS,
    FUNCTIONS,
    GREEK,
    GREEK_NAMES,
    LETTERS,
    RESERVED,
    WORD,
    canonical_name,
)

SIGNS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—−﹣－", "-"),
        **dict.fromkeys("·⋅∙•×∗＊✕", "*"),
        **dict.fromkeys("÷∕⁄／", "/"),
        **dict.fromkeys("∣｜", "|"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", " "),
        **dict(zip("＋（），＝", "+(),=", strict=True)),
    }
)
FRACTIONS = {"½": "(1/2)", "⅓": "(1/3)", "⅔": "(2/3)", "¼": "(1/4)", "¾": "(3/4)"}
REPLACEMENTS = {"≤": "<=", "≥": ">=", "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")", "∛": "√[3]", **FRACTIONS}
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")

_FONTS = "operatorname|mathrm|mathbf|mathit|mathsf|mathcal|boldsymbol|bm|text|textrm|textbf|textit|vec"
_SIZES = "left|right|[bB]igg?[lr]?|displaystyle|textstyle|limits"
LATEX_STEPS: tuple[tuple[str, str], ...] = (
    (r"\\[()\[\]]|\$", " "),
    (rf"\\({_SIZES})(?![A-Za-z])", " "),
    (r"\\([,;:!> ]|q?quad(?![A-Za-z])|thinspace(?![A-Za-z]))|~", " "),
    (rf"\\({_FONTS})\*?\s*\{{\s*([^{{}}]*)\}}", r" \2"),
    (r"\\(cdot|times|ast)(?![A-Za-z])", "*"),
    (r"\\div(?![A-Za-z])", "/"),
    (r"\\(le|leq|leqslant)(?![A-Za-z])", "<="),
    (r"\\(ge|geq|geqslant)(?![A-Za-z])", ">="),
    (r"\\lt(?![A-Za-z])", "<"),
    (r"\\gt(?![A-Za-z])", ">"),
    (r"\\([lr]?vert|mid)(?![A-Za-z])", "|"),
    (r"\\(ldots|dots|cdots)(?![A-Za-z])|…", "..."),
    (r"\\lfloor(?![A-Za-z])", "floor("),
    (r"\\lceil(?![A-Za-z])", "ceil("),
    (r"\\[rl](floor|ceil)(?![A-Za-z])", ")"),
    (r"\\[dtc]?frac\s*(\d)\s*(\d)", r"\\frac{\1}{\2}"),
    (r"\\[dtc]frac(?![A-Za-z])", r"\\frac"),
    (r"\\sqrt(?![A-Za-z])", "√"),
    (r"\\var(epsilon|theta|phi|rho|sigma)(?![A-Za-z])", r" \1"),
)
# A LaTeX function of an argument without brackets: one variable with a factor before it, or a fraction.
_EXPONENT = r"(?:\s*\^\s*(?:\{[^{}]*\}|[0-9]+))?"
_VARIABLE = rf"(?:\\[A-Za-z]+|[A-Za-z])(?:\s*_\s*(?:\{{\s*[0-9]+\s*\}}|[0-9]+))?{_EXPONENT}"
_FACTOR = r"(?:[0-9]+\.?[0-9]*\s*)?(?:\\pi(?![A-Za-z])\s*)?"
BARE_CALL = (
    rf"\\(?P<name>[A-Za-z]+)(?P<raised>(?:\s*_\s*(?:\{{\s*[0-9]+\s*\}}|[0-9]+))?{_EXPONENT})\s*"
    rf"(?P<argument>\\frac\s*\{{[^{{}}]*\}}\s*\{{[^{{}}]*\}}|{_FACTOR}{_VARIABLE})"
)
AFTER_CALL = re.compile(r"\s*($|[-+*/,)\]}|<>=:;.]|\\(?P<command>[A-Za-z]+))")
COMMON_STEPS: tuple[tuple[str, str | Callable[[re.Match], str]], ...] = (
    (r"[\r\n\t\f\v]|(?! )\s", " "),
    (f"[{''.join(REPLACEMENTS)}]", lambda match: REPLACEMENTS[match[0]]),
    (f"[{''.join(GREEK)}](?=[₀-₉_0-9])", lambda match: f" {GREEK[match[0]]}"),
    (f"[{''.join(GREEK)}]", lambda match: f" {GREEK[match[0]]} "),
    (r"\blog\s*_\s*(?:\{\s*(2|10)\s*\}|(2|10))", lambda match: f"log{match[1] or match[2]}"),
    (r"(?<=\w)\s*_\s*(?:\{\s*([0-9]+)\s*\}|([0-9]+))", lambda match: match[1] or match[2]),
    (r"[₀-₉]+", lambda match: match[0].translate(SUBSCRIPTS)),
    (r"(?<![\w.])(np|numpy|jnp|math|Math|torch|sympy)\s*\.\s*(?=[A-Za-z])", ""),
)
TOKEN = re.compile(rf"([0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|(?P<name>(?!\d){WORD}+)")
LEFT_SIDE = re.compile(rf"\s*(?P<name>(?!\d){WORD}+)\s*(\((?P<arguments>[^()=<>]*)\))?\s*=(?!=)")
VARIABLE = re.compile(rf"([A-Za-z]|{'|'.join(sorted(GREEK_NAMES, key=len, reverse=True))})[0-9]*")


@dataclass(frozen=True)
class RewrittenText:
    """A formula in the grammar's characters; ``places`` are those of its characters in ``original``, counted from 0.

    ``arguments`` are the variables of a left side such as f(x, y) =, in their order; () without one.
    """

    original: str
    text: str
    places: tuple[int, ...]
    arguments: tuple[str, ...] = ()

    def replace(self, pattern: str, replacement: str | Callable[[re.Match], str]) -> RewrittenText:
        """Return the text with all matches replaced, each new character at the place of the match's first one."""
        pieces: list[str] = []
        places: list[int] = []
        end = 0
        for match in re.finditer(pattern, self.text):
            new = match.expand(replacement) if isinstance(replacement, str) else self._apply(replacement, match)
            pieces += (self.text[end : match.start()], new)
            places += self.places[end : match.start()]
            places += [self.original_place(match.start())] * len(new)
            end = match.end()
        return RewrittenText(
            self.original, "".join(pieces) + self.text[end:], (*places, *self.places[end:]), self.arguments
        )

    def _apply(self, replacement: Callable[[re.Match], str], match: re.Match) -> str:
        try:
            return replacement(match)
        except FormulaSyntaxError as error:
            raise self.refusal(error) from None

    def original_place(self, place: int) -> int:
        """Return the place in the original text of the character at ``place``."""
        return self.places[place] if place < len(self.places) else len(self.original)

    def refusal(self, error: FormulaSyntaxError) -> BadInput:
        """Return the BadInput that names the character of the original text at which the error is."""
        return syntax_error(self.original_place(error.place), error.problem)


class FormulaSyntaxError(Exception):
    """A part of a formula that cannot be read: ``place`` in the rewritten text, counted from 0, and the problem."""

    def __init__(self, place: int, problem: Sentence) -> None:
        super().__init__(place)
        self.place, self.problem = place, problem


def syntax_error(place: int, problem: Sentence) -> BadInput:
    """Return the BadInput whose message says that ``problem`` is at position ``place`` of the text, from 0."""
    if problem.endswith("?"):
        return BadInput("In the formula, at character {place}: {problem}", place=place + 1, problem=problem)
    return BadInput("In the formula, at character {place}: {problem}.", place=place + 1, problem=problem)


def rewrite_formula(text: str) -> RewrittenText:
    """Return a typed or pasted formula in the characters that the grammar reads; raises BadInput."""
    plain = text.translate(SIGNS)
    is_latex = "\\" in text or "$" in text
    rewritten = RewrittenText(text, plain, tuple(range(len(plain))))
    if is_latex:
        for pattern, plain_form in LATEX_STEPS:
            rewritten = rewritten.replace(pattern, plain_form)
        rewritten = rewritten.replace(BARE_CALL, _bracket_argument)
        rewritten = rewritten.replace(r"\\([A-Za-z]+)", _latex_word)
    for pattern, replacement in COMMON_STEPS:
        rewritten = rewritten.replace(pattern, replacement)
    if is_latex:  # a displayed formula ends with the full stop of its sentence
        rewritten = rewritten.replace(r"[.,;]\s*$", " ")
    return _split_words(_strip_left_side(_replace_bars(rewritten)))


def _bracket_argument(match: re.Match) -> str:
    r"""Return a call such as \sin x with brackets, or as it is if it is none or if its argument may go on after it."""
    follows = AFTER_CALL.match(match.string, match.end())
    inner = re.match(r"[^\\]*\\([A-Za-z]+)", match["argument"].replace("\\pi", ""))
    is_call = _is_function(match["name"]) and not (inner and _is_function(inner[1]))
    if not is_call or not follows or (follows["command"] and not _is_function(follows["command"])):
        return match[0]
    return f" \\{match['name']}{match['raised']}({match['argument']})"


def _is_function(name: str) -> bool:
    return canonical_name(name) in FUNCTIONS


def _latex_word(match: re.Match) -> str:
    r"""Return the name that a LaTeX command such as \sin or \theta stands for; raises FormulaSyntaxError."""
    name = match[1]
    if name == "frac":
        return match[0]
    if name in GREEK_NAMES or canonical_name(name) in (*FUNCTIONS, *CONSTANTS):
        follows = match.string[match.end() : match.end() + 1]
        return f" {name}" if follows == "_" else f" {name} "
    if name == "begin":
        hint = Sentence("write if(x < 0, -x, x^2) for pieces")
    elif name in ("sum", "prod"):
        hint = Sentence("write the terms one by one, such as x1^2 + x2^2")
    else:
        hint = Sentence("of LaTeX, \\frac, \\sqrt, \\cdot, Greek letters and names of functions are")
    raise FormulaSyntaxError(
        match.start(), Sentence("{command} is not understood; {hint}", command=match[0], hint=hint)
    )


def _replace_bars(rewritten: RewrittenText) -> RewrittenText:
    """Return the text with abs( and ) for bars; a bar closes if one is open in its bracket and it ends an operand."""
    opened: list[list[int]] = [[]]  # the places of open bars, by depth of brackets
    closes: dict[int, bool] = {}
    before = ""
    for place, letter in enumerate(rewritten.text):
        if letter in "({":
            opened.append([])
        elif letter in ")}" and len(opened) > 1:
            if opened[-1]:
                raise rewritten.refusal(_lone_bar(opened[-1][-1]))
            opened.pop()
        elif letter == "|":
            closes[place] = bool(opened[-1]) and before not in "+-*/^,(<>=√:"
            if closes[place]:
                opened[-1].pop()
            else:
                opened[-1].append(place)
        if not letter.isspace():
            before = letter if letter != "|" or closes[place] else "("
    if remaining := [place for level in opened for place in level]:
        raise rewritten.refusal(_lone_bar(remaining[-1]))
    return rewritten.replace(r"\|", lambda match: ")" if closes[match.start()] else " abs(")


def _lone_bar(place: int) -> FormulaSyntaxError:
    return FormulaSyntaxError(place, Sentence("'|' has no partner; write abs(x) for the absolute value of x"))


def _strip_left_side(rewritten: RewrittenText) -> RewrittenText:
    """Return the text with spaces for a left side such as f(x, y) = or y =, and with its arguments."""
    match = LEFT_SIDE.match(rewritten.text)
    if not match:
        return rewritten
    right = rewritten.text[match.end() :]
    names = [each["name"] for each in TOKEN.finditer(right) if each["name"]]
    if match["arguments"] is None and match["name"] in names:
        problem = Sentence(
            "{name} stands on both sides of =; write only a right-hand side without it", name=match["name"]
        )
        raise rewritten.refusal(FormulaSyntaxError(match.start("name"), problem))
    arguments = tuple(part.strip() for part in (match["arguments"] or "").split(","))
    if not all(is_variable_name(name) for name in arguments):
        arguments = ()  # such as x1, ..., xn
    return RewrittenText(rewritten.original, " " * match.end() + right, rewritten.places, arguments)


def is_variable_name(name: str) -> bool:
    """Return whether a name can be a variable: a letter or the name of a Greek letter, with or without a number."""
    known = (*FUNCTIONS, *CONDITIONALS, *CONSTANTS, *RESERVED)
    return bool(VARIABLE.fullmatch(name)) and canonical_name(name) not in known


def _split_words(rewritten: RewrittenText) -> RewrittenText:
    """Return the text with the known spelling of each function and constant, and spaces in products such as xy.

    A word is a product if each of its letters is x, y or z or stands alone somewhere in the formula.
    """
    names = {match["name"] for match in TOKEN.finditer(rewritten.text) if match["name"]}
    letters = {*LETTERS, *(name for name in names if len(name) == 1 and is_variable_name(name))}

    def split(match: re.Match) -> str:
        name = match["name"]
        if name is None:
            return match[0]
        if name in GREEK_NAMES:
            _check_no_call(match)
            return name
        known = canonical_name(name)
        if known in (*FUNCTIONS, *CONSTANTS, *CONDITIONALS):
            return known
        if set(name) <= letters:
            name = " ".join(name)
        if name[-1] not in LETTERS and name[-1] in letters:
            _check_no_call(match)
        return name

    return rewritten.replace(TOKEN.pattern, split)


def _check_no_call(match: re.Match) -> None:
    """Raise FormulaSyntaxError if a bracket follows a variable, such as w(x), which may be meant as a function."""
    if match.string[match.end() :].lstrip().startswith("("):
        name = match["name"]
        problem = Sentence("'{name}(' can be a function or a product; write {name}*( for the product", name=name)
        raise FormulaSyntaxError(match.start(), problem)
