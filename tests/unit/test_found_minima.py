"""Minima of typed formulas: found where mathematics has them, sets of them recognised, and lowered by a run."""

import dataclasses

import numpy as np
import pytest
import scipy
import torch

from fallline.analysis.diagnosis import diagnose
from fallline.analysis.measures import compute_measures
from fallline.core import BOUNDARY, BadInput, Transformed, gradient
from fallline.files.traces import encode_race
from fallline.landscapes import read_landscape, shelf
from fallline.landscapes.minimizer_sets import MinimizerSet
from fallline.optimizers import shelf as optimizers
from fallline.run import race, settle_minima
from fallline.scene import Scene

ISOLATED = [
    "x^2 + y^4", "(x^2+y^2)^2", "abs(x) + abs(y)", "sqrt(abs(x)) + abs(y)", "x^2 + 1e-6*y^2", "max(abs(x), abs(y))",
    "sin(5x) + sin(5y)", "x^2 + y^2 + 1e6", "(x^2-1)^2", "x1^2 + x2^2 + x3^4", "sqrt(x) + y^2", "x - y",
]  # fmt: skip
CURVES = [
    "(x-y)^2", "(x*y-1)^2", "(x^2+y^2-1)^2", "abs(x-y)", "(y-sin(x))^2 + 5", "abs(x^2+y^2-1)", "sqrt(abs(x-y))",
    "(x1-x2)^2 + x3^2", "(x1+x2+x3+x4+x5+x6+x7+x8)^2", "(x^2+y^2-1)^2*((x-2)^2+y^2)",
]  # fmt: skip
REGIONS = ["max(0, x^2+y^2-1)", "floor(x) + floor(y)", "max(abs(x), 1)", "max(0, x+y)"]


def typed(text, **settings):
    return shelf["formula"](f=text, **settings)


def one_race(landscape, optimizer, start, steps=20):
    return Scene(landscape=landscape, optimizers=(optimizer,), starts=(start,), steps=steps)


@pytest.mark.parametrize("text", ISOLATED)
def test_isolated_minima_have_a_distance(text):
    landscape = typed(text)
    assert landscape.minima_are_isolated
    assert landscape.minima_count <= 16
    start = torch.tensor([landscape.start], dtype=torch.float64)
    nearest = min(np.linalg.norm(np.subtract(landscape.start, each)) for each in landscape.listed_minima)
    assert landscape.distance_to_minimum(start).item() == pytest.approx(nearest)


@pytest.mark.parametrize(
    ("text", "kind"),
    [*((each, MinimizerSet.CURVE) for each in CURVES), *((each, MinimizerSet.REGION) for each in REGIONS)],
)
def test_curves_and_regions_of_minima_are_recognised_and_no_distance_to_them_is_measured(text, kind):
    landscape = typed(text)
    assert landscape.lows.kind is kind
    assert not landscape.minima_are_isolated
    assert landscape.distance_to_minimum(torch.tensor([landscape.start])).isnan().all()
    assert "no distance to it is measured" in landscape.found_how()
    moved = Transformed(landscape, shift_x=1.0)
    assert not moved.minima_are_isolated


def test_a_variable_that_does_not_occur_makes_a_curve_of_the_minimum():
    assert typed("x^2").minima_are_isolated
    plane = typed("x^2", variables="x,y")
    assert plane.dim == 2
    assert not plane.minima_are_isolated


@pytest.mark.parametrize(
    ("variables", "message"),
    [("x,x", "each variable once"), ("x,sin", "'sin' is no variable"), ("x,,y", "is no variable")],
)
def test_names_that_are_no_variables_are_refused(variables, message):
    with pytest.raises(BadInput, match=message):
        typed("x^2", variables=variables)


def test_a_run_to_a_curve_of_minima_has_gaps_and_no_distances():
    scene = one_race(typed("(x-y)^2"), optimizers["gradient_descent"](lr=0.25), (0.7, -0.5))
    (run,) = race(scene)
    assert run.gap[-1, 0] == pytest.approx(0, abs=1e-20)
    assert np.isnan(compute_measures(run, scene.landscape.view)["distance"]).all()


@pytest.mark.parametrize("seed", range(5))
def test_the_minimum_of_a_quadratic_is_the_solution_of_its_equations(seed):
    rng = np.random.default_rng(seed)
    factor, slope = rng.uniform(-2, 2, (2, 2)).round(3), rng.uniform(-1, 1, 2).round(3)
    matrix = factor @ factor.T + 0.2 * np.eye(2)
    (a, b), (_, d) = matrix
    landscape = typed(f"{a}*x^2 + 2*({b})*x*y + {d}*y^2 + ({slope[0]})*x + ({slope[1]})*y")
    np.testing.assert_allclose(landscape.listed_minima, [scipy.linalg.solve(2 * matrix, -slope)], atol=1e-8)


@pytest.mark.parametrize("box", ["-1,1", "-3,3", "-5,5"])
def test_problem_4_of_the_siam_challenge_is_solved(box):
    # Bornemann et al., The SIAM 100-Digit Challenge, 2004: -3.306868647475237 at (-0.02440307923, 0.2106124261).
    text = "exp(sin(50x)) + sin(60*exp(y)) + sin(70*sin(x)) + sin(sin(80y)) - sin(10*(x+y)) + (x^2+y^2)/4"
    landscape = typed(text, box=box)
    assert landscape.fmin == pytest.approx(-3.306868647475237, abs=1e-12)
    np.testing.assert_allclose(landscape.listed_minima[0], (-0.02440307923, 0.2106124261), atol=1e-7)


@pytest.mark.parametrize(
    ("text", "fmin", "minimizer"),
    [
        ("sin(x)/x + y^2", -0.21723362821122166, (-4.493409457909064, 0)),  # tan x = x
        ("x^2 + y^2 - log(1-x-y)", None, ((1 - 5**0.5) / 4, (1 - 5**0.5) / 4)),  # 2t (1 - 2t) + 1 = 0
        ("sqrt(x) + y^2", 0, (0, 0)),
        ("x*log(x) + y^2", -1 / np.e, (1 / np.e, 0)),
        ("sqrt(x)", 0, (0,)),
    ],
)
def test_formulas_that_are_not_defined_everywhere_have_their_minimum(text, fmin, minimizer):
    landscape = typed(text)
    distances = np.linalg.norm(np.array(landscape.listed_minima) - minimizer, axis=-1)
    assert distances.min() < 1e-7
    if fmin is not None:
        assert landscape.fmin == pytest.approx(fmin, abs=1e-12)
    start = torch.tensor(landscape.start, dtype=torch.float64)
    assert gradient(landscape.f, start).isfinite().all()


@pytest.mark.parametrize("seed", range(4))
def test_a_minimum_on_a_half_plane_is_that_of_the_constrained_problem(seed):
    # f is defined where n.x >= c only, and (0, 0) is outside: the minimizer is the foot of the perpendicular.
    angle, c = np.random.default_rng(seed).uniform((0, 0.2), (2 * np.pi, 0.8))
    n = np.array([np.cos(angle), np.sin(angle)]).round(6)
    landscape = typed(f"x^2 + y^2 + 0*sqrt(({n[0]})*x + ({n[1]})*y - {c})", box="-2,2")
    np.testing.assert_allclose(landscape.listed_minima[0], c * n / (n @ n), atol=1e-2)
    assert landscape.fmin == pytest.approx(c**2 / (n @ n), abs=1e-4)
    assert landscape.f(torch.tensor(landscape.start)).isfinite()


def test_the_sombrero_has_a_circle_of_minima():
    landscape = typed("sin(sqrt(x^2+y^2))/sqrt(x^2+y^2)")
    assert landscape.lows.kind is MinimizerSet.CURVE
    assert landscape.fmin == pytest.approx(-0.21723362821122166, abs=1e-14)
    np.testing.assert_allclose(np.linalg.norm(landscape.listed_minima, axis=1), 4.493409457909064, atol=1e-6)


def test_an_infimum_that_is_not_attained_is_lowest_at_the_edge_and_a_wider_box_is_offered():
    landscape = typed("1/(x^2+y^2)", box="-5,5")
    assert landscape.at_minima == BOUNDARY
    assert landscape.lower_outside
    assert landscape.fmin == pytest.approx(1 / 50)
    assert landscape.wider_box == ((-10, 10), (-10, 10))
    assert typed("x^2 + y^2").wider_box is None


def test_the_wider_box_holds_the_minimum_that_lies_outside_the_domain():
    (low, high), _ = typed("(x-7)^2 + y^2", box="-2,2").wider_box
    assert low <= 7 <= high


@pytest.mark.parametrize("text", ["log(x^2+y^2)", "x + 1/y", "log(x)"])
def test_a_formula_without_a_lower_bound_says_where(text):
    with pytest.raises(BadInput, match=r"falls without bound near \("):
        typed(text)


@pytest.mark.parametrize("text", ["x^2 + 3*sin(y)", "x^2 + y^4 - y^2", "(x^2-1)^2 + y^2", "x^2 + cos(y) + y^2/20"])
def test_a_descent_from_the_start_stays_in_the_domain_and_passes_no_saddle(text):
    landscape = typed(text)
    flow = scipy.integrate.solve_ivp(
        lambda _, x: -gradient(landscape.f, torch.from_numpy(x)).numpy(), (0, 50), landscape.start, rtol=1e-8
    )
    assert landscape.in_domain(torch.from_numpy(flow.y.T.copy())).all()
    slopes = gradient(landscape.f, torch.from_numpy(flow.y.T.copy())).norm(dim=-1).numpy()
    later = np.maximum.accumulate(slopes[::-1])[::-1]
    assert (later <= 10 * slopes).all()


NEEDLE = "x^2/100 + y^2/100 - 2*exp(-1e8*((x-0.7312345)^2 + (y+0.4123456)^2))"  # too narrow for any search


def needle_scene():
    starts = ((0.73123, -0.41234), (3.0, 2.0))
    runs = (optimizers["gradient_descent"](lr=1e-10), optimizers["adam"]())
    return Scene(landscape=typed(NEEDLE, box="-5,5"), optimizers=runs, starts=starts, steps=30)


def test_a_run_that_goes_lower_than_the_search_moves_the_minimum_of_all_runs():
    scene = needle_scene()
    assert scene.landscape.fmin == 0
    runs = race(scene)
    for run in runs:
        assert run.landscape.fmin == pytest.approx(-2 + (0.7312345**2 + 0.4123456**2) / 100, abs=1e-8)
        np.testing.assert_allclose(run.landscape.listed_minima, [(0.7312345, -0.4123456)], atol=1e-6)
        assert (run.gap >= 0).all()
        assert run.outcome[1].gap == pytest.approx(run.f[-1, 1] - run.landscape.fmin)
    assert "a run went lower than the search, which found 0" in runs[0].landscape.found_how()


def test_the_lowered_minimum_does_not_depend_on_what_was_raced_before():
    first = [run.f.tobytes() for run in race(needle_scene())]
    settled = settle_minima(needle_scene())
    assert settled.to_link() == needle_scene().to_link()
    assert [run.f.tobytes() for run in race(settled)] == first
    assert race(settled)[0].landscape == settled.landscape == settle_minima(needle_scene()).landscape
    away = dataclasses.replace(needle_scene(), starts=((3.0, 2.0),))
    assert race(away)[0].landscape.fmin == 0


def test_a_race_that_goes_no_lower_keeps_its_landscape():
    scene = one_race(typed("(1-x)^2 + 100*(y-x^2)^2"), optimizers["newton"](), (-1.0, 1.0))
    assert settle_minima(scene) is scene
    proved = one_race(read_landscape("rosenbrock"), optimizers["newton"](), (-1.0, 1.0))
    assert settle_minima(proved) is proved


def test_a_transformed_formula_is_lowered_too():
    plain = needle_scene()
    moved = dataclasses.replace(
        plain, landscape=Transformed(plain.landscape, shift_x=1.0), starts=((1.73123, -0.41234),)
    )
    assert race(moved)[0].landscape.fmin == pytest.approx(race(plain)[0].landscape.fmin, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "box", "lr", "start", "place"),
    [
        ("sqrt(x) + y^2", "-3,3", 1.0, (0.25, 1.0), "(-0.75, -1)"),  # the gradient is (1, 2)
        ("x^2 + y^2 - log(1-x-y)", "-3,3", 1.0, (-3.0, 1.0), "(2.667, -1.333)"),  # (-17/3, 7/3)
        ("x + 0*sqrt(x)", "-3,3", 2.0, (1.0,), "(-1)"),
        ("(x1+x2+x3+x4)/2 + 0*sqrt(x1)", "-3,3", 2.0, (0.5, 1.0, 1.0, 1.0), "(-0.5, 0, 0, ...)"),
    ],
)
def test_a_step_to_a_place_without_a_value_names_the_place(text, box, lr, start, place):
    scene = one_race(typed(text, box=box), optimizers["gradient_descent"](lr=lr), start, steps=1)
    (run,) = race(scene)
    end = run.outcome[0]
    assert run.stopped_at.tolist() == [1]
    place = place.replace("-", "−")  # a true minus sign
    assert f"stepped to {place}, where f has no finite value, at step 1" in end.sentence
    assert end.brief == "undefined at 1"
    assert "the step to it was" in diagnose(run, 0.0, scene.landscape.view)
    assert (run.x == np.array(start)).all()


def test_places_without_a_value_are_named_for_each_row_on_its_own():
    landscape = typed("x + 0*sqrt(x)", box="-3,3")
    starts, rule = ((2.5,), (0.5,)), optimizers["gradient_descent"](lr=1.0)
    (run,) = race(Scene(landscape=landscape, optimizers=(rule,), starts=starts, steps=3))
    assert run.stopped_at.tolist() == [3, 1]
    assert [end.undefined_at for end in run.outcome] == [(-0.5,), (-0.5,)]


@pytest.mark.parametrize(
    ("landscape", "start"),
    [
        ("sphere", (11e6, 0.0)),
        ("formula~f:exp(x^2)~box:-30,30", (26.6,)),  # f is 2e307 there, and its slope infinite
        ("formula~f:exp(x^2)+y^2~box:-30,30", (26.6, 1.0)),
    ],
)
def test_a_run_without_a_valid_step_is_measured_diagnosed_and_written(landscape, start):
    scene = one_race(read_landscape(landscape), optimizers["adam"](), start)
    (run,) = race(scene)
    assert run.stopped_at.tolist() == [0]
    assert (run.x == np.array(start)).all()
    box = scene.landscape.view
    assert set(compute_measures(run, box)) >= {"gap", "distance", "ideal_own"}
    text = f"{run.outcome[0]} {diagnose(run, 0.0, box)}"
    assert "no finite slope at its start" in text or "more than 1,000,000 domain widths" in text
    for suffix in (".csv", ".json", ".npz"):
        assert encode_race(suffix, scene, (run,), box)
