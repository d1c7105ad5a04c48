"""The names that typed formulas know: functions, constants and Greek letters, with their other spellings."""

from __future__ import annotations

import math

from fallline.core import Sentence

MAX_ARGUMENTS = 100

FUNCTIONS = {  # name -> (min, max) number of arguments
    **dict.fromkeys(("sin", "cos", "tan", "sec", "csc", "cot", "asin", "acos", "atan"), (1, 1)),
    **dict.fromkeys(("sinh", "cosh", "tanh", "asinh", "acosh", "atanh"), (1, 1)),
    **dict.fromkeys(("exp", "log", "log2", "log10", "sqrt", "cbrt", "erf"), (1, 1)),
    **dict.fromkeys(("abs", "sign", "floor", "ceil", "round"), (1, 1)),
    **dict.fromkeys(("min", "max"), (2, MAX_ARGUMENTS)),
    **dict.fromkeys(("pow", "mod", "atan2"), (2, 2)),
}
CONDITIONALS = ("if", "where", "piecewise")  # three spellings of one function, whose first argument is a comparison
OTHER_SPELLINGS = {
    "ln": "log",
    **{f"arc{name}": f"a{name}" for name in ("sin", "cos", "tan", "tan2", "sinh", "cosh", "tanh")},
    **{f"ar{name}": f"a{name}" for name in ("sinh", "cosh", "tanh")},
    "tg": "tan",
    "ctg": "cot",
    "cosec": "csc",
    "sgn": "sign",
    "fabs": "abs",
    "ceiling": "ceil",
    "power": "pow",
    "minimum": "min",
    "maximum": "max",
    "remainder": "mod",
}
CONSTANTS = {"pi": math.pi, "tau": math.tau, "e": math.e}
RESERVED = {"i": Sentence("i is the imaginary unit, and formulas are real; choose another letter")}

_GREEK_LETTERS = """
    α alpha β beta γ gamma δ delta ε epsilon ϵ epsilon ζ zeta η eta θ theta ϑ theta ι iota κ kappa λ lambda μ mu µ mu
    ν nu ξ xi π pi ρ rho ϱ rho σ sigma ς sigma τ tau υ upsilon φ phi ϕ phi χ chi ψ psi ω omega
    Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Φ Phi Ψ Psi Ω Omega
"""
GREEK = dict(zip(_GREEK_LETTERS.split()[::2], _GREEK_LETTERS.split()[1::2], strict=True))
GREEK_NAMES = frozenset(GREEK.values()) - CONSTANTS.keys()  # as names of variables
WORD = "[^\\W⁰¹²³⁴⁵⁶⁷⁸⁹]"  # regular expression of a character of a name
LETTERS = "xyz"  # variables wherever they stand, in products such as xy too; others must stand alone somewhere


def canonical_name(name: str) -> str:
    """Return the name under which FUNCTIONS, CONDITIONALS or CONSTANTS has a function or constant, else ``name``.

    Functions and pi are known in capitals too, since telephones write them.
    """
    for spelling in (name, name.lower()) if len(name) > 1 and name not in GREEK_NAMES else (name,):
        known = OTHER_SPELLINGS.get(spelling, spelling)
        if known in FUNCTIONS or known in CONDITIONALS or known in CONSTANTS:
            return known
    return name
