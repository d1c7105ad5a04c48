"""What people type and paste as formulas: functions, signs, LaTeX, pieces, and the names of variables."""

import copy
import math
import pickle

import numpy as np
import pytest
import scipy
import torch
from latex2mathml.converter import convert

from fallline.core import BadInput
from fallline.landscapes.formula_names import CONDITIONALS, FUNCTIONS, OTHER_SPELLINGS
from fallline.landscapes.formulas import formula

NUMPY = {name: getattr(np, name) for name in FUNCTIONS if hasattr(np, name) and name not in ("min", "max")} | {
    "sec": lambda x: 1 / np.cos(x),
    "csc": lambda x: 1 / np.sin(x),
    "cot": lambda x: 1 / np.tan(x),
    "erf": scipy.special.erf,
    "min": np.minimum,
    "max": np.maximum,
}
ULPS = 12  # of the largest value that enters a result


@pytest.fixture
def points():
    """Points (2000, 2) from -3 to 3, among them zeros, integers and points on both axes, but no negative zero."""
    x = np.random.default_rng(5).uniform(-3, 3, (2000, 2))
    x[:300] = np.round(x[:300])
    x[300:400, 0], x[400:500, 1] = 0, 0
    return x + 0.0


@np.errstate(all="ignore")
def assert_equals_numpy(text, f, x):
    found = formula(text, ("x", "y"))(torch.from_numpy(x)).numpy()
    expected = np.broadcast_to(f(x[:, 0], x[:, 1]), found.shape)
    np.testing.assert_allclose(found, expected, rtol=ULPS * 2.3e-16, atol=1e-15)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_the_values_of_numpy(name, points):
    if name == "pow":  # a negative base needs an exponent that is an integer everywhere
        points = np.abs(points)
    if FUNCTIONS[name][1] > 1:
        assert_equals_numpy(f"{name}(x, y)", NUMPY[name], points)
    else:
        assert_equals_numpy(f"{name}(x)", lambda x, _: NUMPY[name](x), points)


BASES = {
    "x": lambda x: x,
    "abs(x)": np.abs,
    "(x^2)": np.square,
    **{f"({number})": lambda x, number=number: np.full_like(x, number) for number in (2, 0, -2)},
}
EXPONENTS = ("0.5", "1.5", "-0.5", "2.25", "-3", "7", "0.1", "0")


@pytest.mark.parametrize("exponent", [*EXPONENTS, "(1/3)", "floor(y)"])
@pytest.mark.parametrize("base", BASES)
def test_powers_have_the_values_of_numpy(base, exponent, points):
    def power(x, y):
        numbers = {"(1/3)": 1 / 3, "floor(y)": np.floor(y)}
        return BASES[base](x) ** (numbers[exponent] if exponent in numbers else float(exponent))

    assert_equals_numpy(f"{base}^{exponent}", power, points)


@np.errstate(over="ignore")
@pytest.mark.parametrize("power", ["2", "3", "17", "100", "999"])
def test_large_integer_powers_are_precise_to_their_exponent(power, points):
    found = formula(f"x^{power}")(torch.from_numpy(points[:, :1])).numpy()
    np.testing.assert_allclose(found, points[:, 0] ** float(power), rtol=int(power) * 2.3e-16)


X, Y = 0.625, 0.375
SPELLINGS = [
    ("ln(x) + log_2(y) + log_{10}(x) + log₂(x)", lambda: math.log(X) + math.log2(Y) + math.log10(X) + math.log2(X)),
    ("arcsin(x) + arctan2(y, x) + arcosh(2+x)", lambda: math.asin(X) + math.atan2(Y, X) + math.acosh(2 + X)),
    ("2π x + τ y", lambda: 2 * math.pi * X + math.tau * Y),
    ("x–y−2·x⋅y×3", lambda: X - Y - 2 * X * Y * 3),
    ("√x + √(x+y) + 3√2y + ∛y", lambda: X**0.5 + (X + Y) ** 0.5 + 3 * 2**0.5 * Y + Y ** (1 / 3)),
    ("x² + y³ + x⁴ + x⁻¹ + y¹²", lambda: X**2 + Y**3 + X**4 + 1 / X + Y**12),
    ("sin²(x) + cos^2(y)", lambda: math.sin(X) ** 2 + math.cos(Y) ** 2),
    ("x\u00a0+\u2009y\u200b·\u202f2\n+\t1", lambda: X + Y * 2 + 1),
    ("|x-1| + 2|y| |x||y| - |1-|x-2||", lambda: abs(X - 1) + 2 * Y * X * Y - abs(1 - abs(X - 2))),
    ("½x + ¾y", lambda: X / 2 + 0.75 * Y),
    ("⌊3x⌋ + ⌈3y⌉", lambda: math.floor(3 * X) + math.ceil(3 * Y)),
    ("f(x, y) = x - y", lambda: X - Y),
    ("z = x - y", lambda: X - Y),
    ("np.sin(x) + math.exp(y)**2", lambda: math.sin(X) + math.exp(Y) ** 2),
    ("Sin(x) + EXP(y) + PI x", lambda: math.sin(X) + math.exp(Y) + math.pi * X),
    (r"$\frac{1}{2} x^{2} + \sin\left(2\pi y\right)$.", lambda: X * X / 2 + math.sin(2 * math.pi * Y)),
    (r"\frac12x - \dfrac{x+1}{y}\cdot 3", lambda: X / 2 - (X + 1) / Y * 3),
    (r"\sqrt{x^2+y^2} + \sqrt[3]{x} + \sqrt[4]{y}", lambda: math.hypot(X, Y) + X ** (1 / 3) + Y**0.25),
    (r"e^{-\left|x-y\right|} \times \ln(x)", lambda: math.exp(-abs(X - Y)) * math.log(X)),
    (r"\operatorname{sign}(x)\,\mathrm{e}^{y} + \log_{2}(x)", lambda: math.exp(Y) + math.log2(X)),
    (r"f(\mathbf{x}) = x_1^2 + 3x_{2}", lambda: X**2 + 3 * Y),
    (r"\[ \cos^{2}(x) - \arctan y^2 \]", lambda: math.cos(X) ** 2 - math.atan(Y**2)),
    ("x₁ + 2x₂ + x_1", lambda: 2 * X + 2 * Y),
    ("if(x < y, 1, x^2)", lambda: X**2),
    ("where(x >= y, 5y, x)", lambda: 5 * Y),
    ("piecewise(x < 0, 1, x <= 1, 2x, 3)", lambda: 2 * X),
    ("{x < 0: -x, 0 ≤ x < 1: 7x}", lambda: 7 * X),
    (r"if(x \le 1, x, 0) + y", lambda: X + Y),
]


@pytest.mark.parametrize(("text", "expected"), SPELLINGS)
def test_formulas_are_understood_as_they_are_typed_and_pasted(text, expected):
    found = formula(text)
    point = torch.tensor([X, Y][: found.dim], dtype=torch.float64)
    assert found(point).item() == pytest.approx(expected(), rel=1e-14)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("x^2", ("x",)),
        ("y^2", ("y",)),
        ("3sin(t)", ("t",)),
        ("y + x", ("x", "y")),
        ("z + x", ("x", "z")),
        ("x2^2 + x4", ("x1", "x2", "x3", "x4")),
        ("x_{2} + x1", ("x1", "x2")),
        ("w2 + w1", ("w1", "w2")),
        ("w x + b", ("w", "x", "b")),
        ("wb + b + w", ("w", "b")),
        ("b + wb + w", ("b", "w")),
        ("θ^2 + \\phi", ("theta", "phi")),
        ("θ₁ + θ₂", ("theta1", "theta2")),
        ("xyz", ("x", "y", "z")),
        ("f(x, y) = x^2", ("x", "y")),
        ("f(b, a) = a^2 + b", ("b", "a")),
        ("x01 + x2", ("x1", "x2")),
    ],
)
def test_the_coordinates_have_the_names_of_the_variables_in_order(text, names):
    found = formula(text)
    assert (found.names, found.dim) == (names, len(names))
    x = torch.arange(1.0, 1 + len(names), dtype=torch.float64)
    assert found(x).shape == ()


def test_given_variables_decide_the_coordinates_and_their_order():
    x = torch.tensor([3.0, 5.0], dtype=torch.float64)
    assert formula("x^2", ("x", "y"))(x) == 9
    assert formula("x^2", ("y", "x"))(x) == 25
    assert formula("x^2").dim == 1
    with pytest.raises(BadInput, match="at character 5: y is not one of the variables x, z"):
        formula("x + y", ("x", "z"))


def test_formulas_with_other_variables_are_different_and_survive_pickle():
    one, two = formula("x^2"), formula("x^2", ("x", "y"))
    assert one != two
    assert len({one, two}) == 2
    assert one == "x^2" == two
    assert formula(two) is two
    for copied in (pickle.loads(pickle.dumps(two)), copy.deepcopy(two)):  # noqa: S301 - made here
        assert (copied, copied.names) == (two, two.names)


ALL_CALLS = [
    f"{name}({', '.join('xy' * (FUNCTIONS[name][0] - 1) or 'x')})" for name in FUNCTIONS if FUNCTIONS[name][0] < 3
]


@pytest.mark.parametrize(
    "text", [*ALL_CALLS, "piecewise(x<0, -x, x<=2, 3, y)", "{x<y<2: -x, y}^2", r"\theta_1 + \Omega"]
)
def test_every_function_can_be_typeset(text):
    latex = formula(text, ("x", "y") if "\\" not in text else ()).latex()
    assert "<math" in convert(latex)
    assert latex.count("{") == latex.count("}")


@pytest.mark.parametrize("name", OTHER_SPELLINGS)
def test_other_spellings_mean_a_known_function(name):
    known = OTHER_SPELLINGS[name]
    arguments = ", ".join("xy"[: FUNCTIONS[known][0]])
    x = torch.tensor([0.3, 0.7], dtype=torch.float64)
    one, other = (formula(f"{each}({arguments})", ("x", "y"))(x) for each in (name, known))
    assert torch.equal(one, other) or bool(one.isnan() and other.isnan())


@pytest.mark.parametrize(
    "text", ["sinh(x)cosh(y)+atanh(x/9)+atan2(y,x)", "x^1.7+y^x+cbrt(x)", "if(x<y, mod(x,y), erf(x))"]
)
def test_rows_are_independent_bit_for_bit(text, points):
    found, x = formula(text), torch.from_numpy(np.abs(points[:67]) + 0.01)
    for batch in (x, x[3:], x[5:14:2]):
        assert torch.equal(found(batch), torch.stack([found(row) for row in batch]))


def test_names_of_functions_are_no_names_of_variables():
    for name in (*CONDITIONALS, *FUNCTIONS, *OTHER_SPELLINGS, "i", "lg"):
        with pytest.raises(BadInput):
            formula(f"{name} + x")


# LaTeX commands have letters only, and the argument of its sqrt is what stands in braces.
ONE_ARGUMENT = [name for name, (_, most) in FUNCTIONS.items() if most == 1 and name.isalpha() and name != "sqrt"]
BARE_ARGUMENTS = {
    "x": "x",
    "2x": "(2x)",
    r"2\pi x": "(2pi x)",
    "x^2": "(x^2)",
    r"\frac{x}{3}": "(x/3)",
    "3 x^{2}": "(3x^2)",
}


@pytest.mark.parametrize("name", ONE_ARGUMENT)
def test_a_latex_function_of_one_variable_needs_no_brackets(name, points):
    x = torch.from_numpy(points)
    for bare, bracketed in BARE_ARGUMENTS.items():
        for after, plain in (("", ""), (" + y", "+y"), (r"\cos y", "cos(y)"), (r" \cdot y", "*y"), (".", "")):
            found = formula(rf"\{name} {bare}{after}", ("x", "y"))(x)
            expected = formula(f"{name}({bracketed}){plain}", ("x", "y"))(x)
            assert torch.equal(found.nan_to_num(nan=7.5), expected.nan_to_num(nan=7.5)), (name, bare, after)


@pytest.mark.parametrize(
    "text", [r"\sin x y", r"\sin xy", r"\cos x^2 y", r"\sin x \frac{y}{2}", r"\sin\cos x", r"\sin x e^y"]
)
def test_a_latex_argument_that_may_go_on_needs_brackets(text):
    with pytest.raises(BadInput, match=r"(sin|cos) needs brackets"):
        formula(text)


@pytest.mark.parametrize(("latex", "plain"), [(r"\sin^2 x + y", "sin(x)^2+y"), (r"\log_2 x + y", "log2(x)+y")])
def test_a_power_and_a_base_of_a_latex_function_stand_before_its_argument(latex, plain, points):
    x = torch.from_numpy(points)
    assert torch.equal(formula(latex)(x).nan_to_num(), formula(plain)(x).nan_to_num())
