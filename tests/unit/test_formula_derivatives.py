"""Derivatives of typed formulas where a part of them has none: powers, roots, kinks, edges of pieces.

The expected values are central differences in 150 digits, by mpmath, of the same functions written in Python.
"""

import itertools

import mpmath as mp
import numpy as np
import pytest
import torch
from mpmath import mpf

from fallline.core import gradient, hessian
from fallline.landscapes.formulas import formula

ORIGIN, AXIS, INSIDE = (0.0, 0.0), (0.0, 2.0), (1.0, -2.0)
SMOOTH = [  # both derivatives exist at all these points
    ("abs(x)^2.5 + abs(y)^3", lambda x, y: abs(x) ** 2.5 + abs(y) ** 3),
    ("(x^2+y^2)^1.5", lambda x, y: (x * x + y * y) ** 1.5),
    ("(x^2+y^2)^1.7", lambda x, y: (x * x + y * y) ** mpf(1.7)),
    ("sqrt(x^4) + y", lambda x, y: x * x + y),
    ("(x^6)^(1/3) + y", lambda x, y: x * x + y),
    ("sqrt(x^2+y^2)^2", lambda x, y: x * x + y * y),
    ("sqrt(x^2+y^2) * sqrt(x^2+y^2)", lambda x, y: x * x + y * y),
    ("cos(sqrt(x^2+y^2))", lambda x, y: mp.cos(mp.hypot(x, y))),
    ("cos(2 pi sqrt(x^2+2y^2))", lambda x, y: mp.cos(2 * mp.pi * mp.sqrt(x * x + 2 * y * y))),
    ("sqrt(x^2+y^2) sin(sqrt(x^2+y^2))", lambda x, y: mp.hypot(x, y) * mp.sin(mp.hypot(x, y))),
    ("log(cosh(sqrt(x^2+y^2)))", lambda x, y: mp.log(mp.cosh(mp.hypot(x, y)))),
    ("exp(-sqrt(x^2+y^2)^3)", lambda x, y: mp.exp(-(mp.hypot(x, y) ** 3))),
    ("abs(x)^2 + abs(x) abs(x) y", lambda x, y: x * x * (1 + y)),
    ("cos(abs(x)) + cosh(3abs(x)) + y^2", lambda x, y: mp.cos(x) + mp.cosh(3 * x) + y**2),
    ("cbrt(x^3) + cbrt(x)^6 + y", lambda x, y: x + x**2 + y),
    ("{x>0: x^3 log(x), 0} + y^2", lambda x, y: (x**3 * mp.log(x) if x > 0 else mpf(0)) + y**2),
    ("if(x < 0, -x^3, x^3.5) + y", lambda x, y: (-(x**3) if x < 0 else x**3.5) + y),
    ("sqrt(1 + x^2 + y^2)^-3", lambda x, y: (1 + x * x + y * y) ** -1.5),
    ("x^17 + y^12 + (x+3)^-2", lambda x, y: x**17 + y**12 + (x + 3) ** -2),
]
ONCE = [  # the gradient exists at the points, the Hessian may not
    ("abs(x)^1.5 + abs(y)^1.5", lambda x, y: abs(x) ** 1.5 + abs(y) ** 1.5),
    ("x sin(sqrt(abs(x))) + y^2", lambda x, y: x * mp.sin(mp.sqrt(abs(x))) + y**2),
    ("(x^2+y^2)^0.75", lambda x, y: (x * x + y * y) ** 0.75),
    ("x abs(x) + y^3", lambda x, y: x * abs(x) + y**3),
    ("max(x,0)^2 + max(x,-x)^2 + y", lambda x, y: max(x, 0) ** 2 + x * x + y),
    ("max(0, x)^1.2 + y", lambda x, y: max(x, 0) ** mpf(1.2) + y),
]
KINKS = ["sqrt(x^2+y^2)", "abs(x)+abs(y)", "max(abs(x),abs(y))", "sqrt(abs(x))+sqrt(abs(y))", "acosh(1+x^2+y^2)"]
KINKS += ["(x^2+y^2)^0.3", "acos(cos(x)) + cbrt(y^2)", "acos(1-x^2-y^2)", "atan2(y,x)", "abs(asin(sin(x)))+y^2"]
KINKS += ["sqrt(x)+y^2", "x^0.3+y^1.5", "cbrt(x)"]


def differences(f, point):
    """Return the central differences (gradient, Hessian) of f at a point."""
    with mp.workdps(150):
        at = [mpf(each) for each in point]

        def shifted(*steps):
            return f(*(a + sum(each) for a, *each in zip(at, *steps, strict=True)))

        def step(axis, length):
            return [length * (axis == each) for each in range(2)]

        h, k = mpf(10) ** -70, mpf(10) ** -30
        slope = [float((shifted(step(i, h)) - shifted(step(i, -h))) / (2 * h)) for i in range(2)]
        corners = list(itertools.product((1, -1), repeat=2))
        curvature = [
            [
                float(sum(a * b * shifted(step(i, a * k), step(j, b * k)) for a, b in corners) / (4 * k * k))
                for j in range(2)
            ]
            for i in range(2)
        ]
    return slope, curvature


@pytest.mark.parametrize(("text", "f"), SMOOTH + ONCE)
@pytest.mark.parametrize("point", [ORIGIN, AXIS, INSIDE])
def test_the_gradient_is_right_wherever_it_exists(text, f, point):
    found = formula(text)
    x = torch.tensor(point, dtype=torch.float64)
    assert found(x).item() == pytest.approx(float(f(*map(mpf, point))), rel=1e-14, abs=1e-14)
    np.testing.assert_allclose(gradient(found, x), differences(f, point)[0], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("text", "f"), SMOOTH)
@pytest.mark.parametrize("point", [ORIGIN, AXIS, INSIDE])
def test_the_hessian_is_right_wherever_it_exists(text, f, point):
    found = hessian(formula(text), torch.tensor(point, dtype=torch.float64))
    np.testing.assert_allclose(found, differences(f, point)[1], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("text", [text for text, _ in SMOOTH])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_derivatives_in_a_batch_are_those_of_its_rows_in_both_precisions(text, dtype):
    found, x = formula(text), torch.tensor([ORIGIN, AXIS, INSIDE], dtype=dtype)
    reference = hessian(found, x.double())
    assert gradient(found, x).isfinite().all()
    torch.testing.assert_close(hessian(found, x).double(), reference, rtol=1e-3, atol=1e-3)
    torch.testing.assert_close(reference, torch.stack([hessian(found, row.double()) for row in x]), rtol=0, atol=0)


@pytest.mark.parametrize("text", KINKS)
def test_at_a_kink_or_cusp_the_derivatives_are_finite_and_0_is_the_stated_subgradient(text):
    found = formula(text, ("x", "y"))
    assert gradient(found, torch.zeros(2, dtype=torch.float64)).tolist() == [0.0, 0.0]
    assert hessian(found, torch.zeros(2, dtype=torch.float64)).isfinite().all()


@pytest.mark.parametrize(
    "text",
    ["if(x > 0, log(x), x^2)", "if(x <= 0, -x, sqrt(x))", "{x < -1: 1/(x+1), x > 0: x^0.3, 1}", "if(x<0, 2, 3x)"],
)
def test_the_piece_that_does_not_hold_has_no_part_in_the_gradient(text):
    x = torch.linspace(-3, 3, 40, dtype=torch.float64)[:, None]
    assert gradient(formula(text), x).isfinite().all()
    assert hessian(formula(text), x).isfinite().all()


@pytest.mark.parametrize(
    "text", ["log(x^2)", "1/x", "x^-0.5", "x log(x)", "sin(x)/x", "abs(x)/x", "sqrt(x^2) / sqrt(x^2)"]
)
def test_a_place_without_a_finite_value_stays_without_one(text):
    assert not formula(text)(torch.zeros(1, dtype=torch.float64)).isfinite()
