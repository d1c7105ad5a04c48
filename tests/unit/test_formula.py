"""Typed formulas: parsed correctly, refused with clear messages, harmless for any input, and their minima found."""

import contextlib
import math
import time

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fallline.core import BadInput, Landscape, gradient
from fallline.landscapes import shelf
from fallline.landscapes.formula_grammar import CONSTANTS, FUNCTIONS, MAX_DEPTH, MAX_LENGTH, MAX_LEVELS, MAX_PARTS
from fallline.landscapes.formulas import FormulaText, formula
from fallline.run import race
from fallline.view import read_link, write_link

X, Y = 1.25, 0.5
POINT = torch.tensor([X, Y], dtype=torch.float64)


def value(text):
    return formula(text)(POINT).item()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(1-x)^2 + 100*(y-x^2)^2", (1 - X) ** 2 + 100 * (Y - X**2) ** 2),
        ("2x y + 3(x+1)(y-2)", 2 * X * Y + 3 * (X + 1) * (Y - 2)),
        ("2 pi x", 2 * math.pi * X),
        ("xy^2", X * Y**2),
        ("x sin(y) + e^x", X * math.sin(Y) + math.e**X),
        ("-x^2", -(X**2)),
        ("2^-x", 2**-X),
        ("2^x^2", 2 ** (X**2)),
        ("x^-3", X**-3),
        ("x - y - 1", X - Y - 1),
        ("x/y/2", X / Y / 2),
        ("(-x)^3", (-X) ** 3),
        ("min(x, y, 3) + max(x, 2)", min(X, Y, 3) + max(X, 2)),
        ("pow(x, 2.5) - x**2", X**2.5 - X**2),
        ("abs(y-x) + floor(x) + sign(-x) + tanh(y)", X - Y + 1 - 1 + math.tanh(Y)),
        ("sqrt(x) log(x) cos(x) tan(x) exp(x)", math.sqrt(X) * math.log(X) * math.cos(X) * math.tan(X) * math.exp(X)),
        ("1.5e-1x + .5y − 3·x", 0.15 * X + 0.5 * Y - 3 * X),
        ("x² + y³ − 2²x", X**2 + Y**3 - 4 * X),
        ("-x*y - -x/y", -X * Y + X / Y),
        ("x1^2 + 3x2", X**2 + 3 * Y),
        ("+x", X),
    ],
)
def test_formulas_are_read_as_people_write_them(text, expected):
    assert value(text) == pytest.approx(expected, rel=1e-14)
    slope = gradient(formula(text), POINT)
    h = 1e-6
    ahead, behind = (formula(text)(POINT + side * torch.tensor([h, 0.0])) for side in (1, -1))
    assert slope[0].item() == pytest.approx(((ahead - behind) / (2 * h)).item(), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("2*x+)", r"at character 5: '\)' does not fit after '2\*x\+'"),
        ("(x", r"ends too early, after '\(x': '\)' is missing"),
        ("x+", "ends too early"),
        ("x 2", "write [*] before a number"),
        ("x² + 1/2x", "at character 7: .*two ways"),
        ("sn(x)", "at character 1: .*did you mean 'sin'"),
        ("x + yy + zed", "at character 10: .*'zed'"),
        ("sin x", r"sin needs brackets, such as sin\(x\)"),
        ("max(x)", "at character 1: max takes at least 2, not 1"),
        ("abs(x, y)", "abs takes one argument, not 2"),
        ("|x", r"at character 1: '\|' has no partner; write abs\(x\)"),
        ("x = y = 2", "at character 7: .*only the right-hand side"),
        ("y = x + y", "at character 1: y stands on both sides"),
        ("f(x) = x + w", "at character 12: w is not one of the variables x"),
        ("x + x1 + z", "at character 5: x1 does not go with x;"),
        ("0,5*x", "at character 2: .*a decimal number has a point"),
        ("sin(0,5x)", "at character 1: .*a decimal number has a point"),
        ("sin^-1(x)", r"write asin\(x\) or 1/sin\(x\)"),
        ("w(b+1)", r"write w\*\( for the product"),
        ("2θ + wb", r"at character 6: .*write w\*b for a product"),
        ("i + x", "at character 1: i is the imaginary unit"),
        ("x[0]^2", "at character 2: .*write x1 and x2"),
        ("x % 2", r"at character 3: .*mod\(x, 2\)"),
        ("(x<1)*2", r"at character 3: a comparison has no value; write if\("),
        ("if(x, 1, 2)", "at character 1: if needs a condition"),
        ("if(x<1, 2)", "at character 1: if takes a condition and two values"),
        (r"x + \sum_i x_i", r"at character 5: \\sum is not understood; write the terms"),
        (r"\frac{x}{2} + \foo{x}", r"at character 15: \\foo is not understood"),
        (r"2\,\theta + sin x", "at character 17: .*sin needs brackets"),
        ("+".join(["x^y"] * 90), "operations per point; at most 1000 are computed"),
        ("x + x1", "at character 5: x1 does not go with x;"),
        ("x1 + 2y", "at character 7: y does not go with x1;"),
        ("x101", "from x1 to x100"),
        ("3 + pi", "no variable"),
        ("x + 1e999", "larger than any number"),
        ("x.__class__", "at character 2"),
        ("x" + "+x" * MAX_LENGTH, f"at most {MAX_LENGTH} are read"),
        ("x" * MAX_LENGTH, f"at most {MAX_PARTS} are computed"),
        ("+".join(["x"] * (MAX_LENGTH // 2)), f"at most {MAX_PARTS} are computed"),
        ("x" + "/x" * (MAX_LEVELS + 1), f"chains more than {MAX_LEVELS}"),
        ("(" * 60 + "x" + ")" * 60, f"deeper than {MAX_DEPTH}"),
    ],
)
def test_a_formula_that_cannot_be_parsed_is_refused_with_a_message(text, message):
    with pytest.raises(BadInput, match=message):
        formula(text)


@pytest.mark.parametrize("text", ["(1-x)^2/(2y)", "-(x+y)*2 - (x-y)", "e^(-x^2) + 1e-9x", "min(x, x^(1/3))"])
def test_the_latex_has_balanced_braces_and_brackets(text):
    latex = formula(text).latex()
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\left") == latex.count(r"\right")


HOSTILE = ["1e9", "__import__('os')", "x.__class__", "lambda:", "eval(", "[0]", "{}", "%s", *"\\'\"²∞𝑥\0\n"]
PASTED = [
    r"\frac",
    r"\sqrt",
    r"\sin",
    r"\theta",
    r"\left",
    "{",
    "}",
    "f(x)=",
    "√",
    "θ",
    "²",
    "≤",
    "|",
    "if(",
    "x<",
    "_",
    "$",
]
PIECES = [*FUNCTIONS, *CONSTANTS, *HOSTILE, *PASTED, *"xy()+-*/^,.|1 ", "x1", "x9", "**", "2.5"]
RANDOM_TEXT = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=60)
REPEATED_TEXT = st.tuples(st.lists(st.sampled_from(PIECES), max_size=3).map("".join), st.integers(1, 400)).map(
    lambda of: of[0] * of[1]
)
LEAVES = st.sampled_from([*"xy01e", "2.5", "pi", "1e-9", "1e300"])


def combine(inner):
    signs = st.tuples(inner, st.sampled_from("+-*/^"), inner).map(lambda parts: f"({''.join(parts)})")
    calls = st.tuples(
        st.sampled_from([each for each, (_, max_arguments) in FUNCTIONS.items() if max_arguments == 1]), inner
    )
    pairs = st.tuples(st.sampled_from(["min", "max", "pow", "mod", "atan2"]), inner, inner)
    pieces = st.tuples(inner, inner, inner, inner).map("if({0[0]} < {0[1]}, {0[2]}, {0[3]})".format)
    return pieces | signs | calls.map("{0[0]}({0[1]})".format) | pairs.map("{0[0]}({0[1]}, {0[2]})".format)


FORMULAS = st.recursive(LEAVES, combine, max_leaves=20)


@pytest.mark.slow
@settings(max_examples=7_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(RANDOM_TEXT | REPEATED_TEXT | FORMULAS)
def test_any_text_becomes_a_function_or_is_refused_with_a_message(text):
    started = time.process_time()
    found = message = None
    try:
        found = FormulaText(text)
    except BadInput as refused:
        message = str(refused)
    assert found is not None or message.endswith((".", "?"))
    if found is not None:
        x = torch.linspace(-2, 2, 3 * found.dim, dtype=torch.float64).reshape(3, found.dim)
        assert found(x).shape == (3,)
        assert found(x).dtype == torch.float64
        assert gradient(found, x).shape == x.shape
        assert found.latex()
    assert time.process_time() - started < 5  # far more than any formula takes, so that only a hang fails


@pytest.mark.slow
@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(FORMULAS)
def test_the_minima_of_any_formula_are_searched_or_it_is_refused(text):
    started = time.process_time()
    landscape = None
    with contextlib.suppress(BadInput):
        landscape = shelf["formula"](f=text)
    assert time.process_time() - started < 20
    if not landscape:
        return
    points = torch.tensor([*landscape.listed_minima, landscape.start], dtype=torch.float64)
    assert landscape.in_domain(points).all()
    assert landscape.f(points).isfinite().all()
    assert (landscape.f(points) >= landscape.fmin).all()


@pytest.mark.parametrize("text", ["1/0 + x", "x + 0^-1", "x - (1e300*1e300)/(0-0)", "x/(1e-9^1e300)", "x + (-8)^(1/3)"])
def test_constants_that_are_not_finite_are_values_and_not_errors(text):
    assert not math.isfinite(value(text))


def test_rows_are_computed_independently():
    found = formula("(1.1x - y)^2 + 3sin(5x)exp(-y^2) + x^3/7 + tan(x)tanh(y) + sqrt(x+3)log(y+3) + (2+cos(y))^(x+3)")
    x = torch.linspace(-2, 2, 134, dtype=torch.float64).reshape(67, 2)
    for batch in (x, x[3:], x[5:14:2]):
        assert torch.equal(found(batch), torch.stack([found(row) for row in batch]))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "minima", "kind"),
    [
        ("(1-x)^2 + 100*(y-x^2)^2", [(1, 1)], "smooth"),
        ("(x^2-1)^2 + (y^2-4)^2", [(-1, -2), (-1, 2), (1, -2), (1, 2)], "smooth"),
        ("abs(x-3) + 2abs(y+1)", [(3, -1)], "kink"),
        ("sqrt(abs(x)) + sqrt(abs(y))", [(0, 0)], "cusp"),
        ("(x1-1)^2 + (x2-2)^2 + (x3+3)^2", [(1, 2, -3)], "smooth"),
        ("(x-30)^2 + (y+70)^4", [(30, -70)], "smooth"),
        ("sqrt(x-3) + (y-1)^2", [(3, 1)], "cusp"),
    ],
)
def test_minima_are_found_and_described_as_not_proved(text, minima, kind):
    landscape = shelf["formula"](f=text)
    assert not landscape.proved
    assert "Found, not proved" in landscape.found_how()
    assert "was guessed" in landscape.found_how()
    np.testing.assert_allclose(sorted(landscape.listed_minima), minima, atol=1e-6)
    assert landscape.at_minima == kind
    assert not landscape.lower_outside
    assert landscape.in_domain(torch.tensor(landscape.start, dtype=torch.float64))
    assert gradient(landscape.f, torch.tensor(landscape.start, dtype=torch.float64)).norm() > 0


def test_lines_of_minima_are_described_as_listed_in_part():
    assert "50 of its points are listed" in shelf["formula"](f="sin(x) + 0y").found_how()


def test_a_given_box_is_kept_and_lower_values_outside_are_reported():
    landscape = shelf["formula"](f="x + y^2", box="-2,2")
    assert landscape.domain == ((-2.0, 2.0), (-2.0, 2.0))
    assert landscape.at_minima == "boundary"
    assert landscape.lower_outside
    assert landscape.listed_minima[0] == pytest.approx((-2.0, 0.0), abs=1e-6)
    assert "guessed" not in landscape.found_how()


@pytest.mark.parametrize(
    ("item_settings", "message"),
    [
        ({"f": "sqrt(-1-x^2)"}, "no finite value"),
        ({"f": "x-x"}, "same value wherever"),
        ({"f": "x + 1/y"}, "falls without bound near"),
        ({"f": "log(x^2 + y^2)"}, r"falls without bound near \(0, 0\)"),
        ({"f": "-exp(x^2)", "box": "-99,99"}, "falls without bound near"),
        ({"f": "x", "box": "1,1"}, "low below its high"),
        ({"f": "x", "box": "a,b"}, "must be numbers"),
        ({"f": "x+y", "box": "1,2,3"}, "needs 2, or 4"),
        ({"f": "x", "box": "nan,2"}, "low below its high"),
    ],
)
def test_a_formula_whose_minima_cannot_be_searched_is_refused_with_a_message(item_settings, message):
    with pytest.raises(BadInput, match=message):
        shelf["formula"](**item_settings)


@pytest.mark.parametrize(
    "text", ["(1-x)^2+100*(y-x^2)^2", "x^2 + 3 y^2", "max(abs(x),abs(y))~box:-3,3", "(x+1)(y+1)^2~box:(-1,1)"]
)
def test_a_link_restores_a_formula(text):
    if text.endswith(")"):
        with pytest.raises(BadInput, match="numbers with commas"):
            read_link(f"on=formula~f:{text}&run=adam")
        return
    scene, view = read_link(f"on=formula~f:{text}&run=adam~lr:0.1&steps=20")
    assert isinstance(scene.landscape, Landscape)
    assert read_link(write_link(scene, view)) == (scene, view)
    (run,) = race(scene)
    assert np.isfinite(run.f).all()
