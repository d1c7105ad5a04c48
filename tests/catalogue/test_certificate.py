"""The certificate: enclosures hold, planted_landscape errors are found, and the listed minima are proved."""

import csv

import mpmath
import numpy as np
import pytest
import torch

from fallline.certify import intervals
from fallline.certify.branch_and_bound import EnclosedFunction
from fallline.certify.proof import certify
from fallline.core import gradient, hessian_vector_product
from fallline.core.locations import CHECKOUT
from fallline.landscapes import shelf
from fallline.studies.certificate import Certificate, list_ids_to_prove

RECORD = CHECKOUT / "docs" / "certificate.csv"
MAX_BOXES = 20_000  # per landscape; the study uses many more

FUNCTIONS = {  # name -> the function of intervals, the same of mpmath numbers
    "add": (intervals.add, lambda a, b: a + b),
    "multiply": (intervals.multiply, lambda a, b: a * b),
    "maximum": (intervals.maximum, max),
    "square": (intervals.square, lambda a: a * a),
    "reciprocal": (intervals.reciprocal, lambda a: 1 / a),
    "absolute": (intervals.absolute, abs),
    "sqrt": (intervals.sqrt, lambda a: mpmath.sqrt(max(a, 0))),
    "exp": (intervals.exp, mpmath.exp),
    "log": (intervals.log, lambda a: mpmath.log(abs(a))),
    "sin": (intervals.sin, mpmath.sin),
    "cos": (intervals.cos, mpmath.cos),
    "sinc": (lambda a: intervals.sinc_with_derivatives(a)[0], lambda a: mpmath.sin(a) / a),
    "sinc'": (lambda a: intervals.sinc_with_derivatives(a)[1], lambda a: mpmath.diff(lambda t: mpmath.sin(t) / t, a)),
    "sinc''": (
        lambda a: intervals.sinc_with_derivatives(a)[2],
        lambda a: mpmath.diff(lambda t: mpmath.sin(t) / t, a, 2),
    ),
}


def random_intervals(count, rng):
    """Return intervals of many sizes and widths, some of them points and some around 0, and a number in each."""
    middle = rng.choice([-1, 1], count) * 10 ** rng.uniform(-6, 2, count)
    width = np.where(rng.random(count) < 0.2, 0, 10 ** rng.uniform(-12, 1.5, count))
    low, high = middle - width, middle + width
    inside = np.clip(low + rng.random(count) * (high - low), low, high)
    return (low, high), inside


@pytest.mark.parametrize("name", list(FUNCTIONS))
def test_a_function_of_intervals_encloses_the_value_in_fifty_digits(name):
    enclosed, exact = FUNCTIONS[name]
    rng = np.random.default_rng(7)
    pairs = [random_intervals(400, rng) for _ in range(exact.__code__.co_argcount if hasattr(exact, "__code__") else 1)]
    if exact is max:
        pairs.append(random_intervals(400, rng))
    if name == "log":
        pairs = [(intervals.absolute(interval), np.abs(number)) for interval, number in pairs]
    with np.errstate(all="ignore"):
        low, high = enclosed(*(interval for interval, _ in pairs))
    with mpmath.workdps(50):
        for which, numbers in enumerate(zip(*(numbers for _, numbers in pairs), strict=True)):
            value = exact(*map(mpmath.mpf, numbers))
            assert mpmath.mpf(low[which]) <= value <= mpmath.mpf(high[which]), numbers


@pytest.mark.parametrize("id", list_ids_to_prove())
def test_boxes_enclose_the_values_gradients_and_hessians_in_them(id):
    landscape, rng = shelf[id](), np.random.default_rng(3)
    edge_low, edge_high = np.array(landscape.domain).T
    low = edge_low + rng.random((30, 2)) * (edge_high - edge_low)
    high = np.minimum(low + 10 ** rng.uniform(-6, -1.5, (30, 1)) * (edge_high - edge_low), edge_high)
    x = torch.tensor(low + rng.random((30, 2)) * (high - low))
    along = [hessian_vector_product(landscape.f, x, axis.expand_as(x)) for axis in torch.eye(2, dtype=x.dtype)]
    parts = [landscape.f(x), *gradient(landscape.f, x).T, *along[0].T, along[1][:, 1]]
    jet = EnclosedFunction(landscape).enclose(low, high, 2)
    for which, part in enumerate(parts):
        values = part.numpy()
        tolerance = 1e-12 * np.abs(values).max() + 1e-13  # the values themselves are rounded
        assert ((jet.low[which] - tolerance <= values) & (values <= jet.high[which] + tolerance)).all(), which


def planted_landscape(id, **methods):
    cls = shelf.class_of(id)
    return type("Planted", (cls,), {"__doc__": cls.__doc__, "__module__": cls.__module__, **methods})()


@pytest.mark.slow
@pytest.mark.parametrize("id", list_ids_to_prove()[::6])
def test_a_landscape_with_a_planted_error_is_not_proved(id):
    landscape = shelf[id]()
    known = [np.array(point) for point in landscape.listed_minima]
    offset = 1e-3 * np.ptp(np.array(landscape.domain), axis=1)
    centre = np.mean(landscape.domain, axis=1)
    moved = tuple((known[0] + offset * np.where(known[0] > centre, -1, 1)).tolist())
    wrong = {
        "moved": {"minima": lambda _: [moved, *landscape.listed_minima[1:]]},
        "one too many": {"minima": lambda _: [*landscape.listed_minima, landscape.start]},
        "wrong sign": {"f": lambda _, x: -landscape.f(x)},
    }
    if len(known) > 1:
        wrong["one forgotten"] = {"minima": lambda _: list(landscape.listed_minima[1:])}
    for error, methods in wrong.items():
        assert not certify(planted_landscape(id, **methods), 3000).is_complete, error


@pytest.mark.slow
@pytest.mark.parametrize("id", list_ids_to_prove())
def test_every_minimum_is_proved_here_or_in_the_recorded_study(id):
    landscape = shelf[id]()
    with RECORD.open(newline="") as file:
        recorded = {row["landscape"]: row for row in csv.DictReader(file)}[id]
    assert (
        certify(landscape, MAX_BOXES).is_complete
        or recorded["proved"] != "no"
        or is_high_at_undecided_point(landscape, recorded)
    )


def is_high_at_undecided_point(landscape, recorded):
    """Return whether f is far above the minimum at the point where it cannot be enclosed."""
    point = torch.tensor([float(each) for each in recorded["open at"].strip("()").split(",")], dtype=torch.float64)
    return landscape.f(point).item() - landscape.fmin > 0.1 * abs(landscape.fmin)


def test_the_study_lists_which_landscapes_are_proved(monkeypatch):
    monkeypatch.setattr("fallline.studies.certificate.list_ids_to_prove", lambda: list_ids_to_prove()[:2])
    (table,) = Certificate(most=MAX_BOXES).run()
    assert [row[:2] for row in table.rows] == [(id, "yes") for id in list_ids_to_prove()[:2]]
    assert "2 of 2 are proved" in table.note
