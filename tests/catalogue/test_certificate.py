"""The certificate: enclosures enclose, planted errors are refused, and what the catalogue lists is proved."""

import csv

import mpmath
import numpy as np
import pytest
import torch

from fallline.certify import intervals as real
from fallline.certify.branch_and_bound import Function
from fallline.certify.proof import certify
from fallline.core import gradient, hessian_times
from fallline.core.locations import CHECKOUT
from fallline.landscapes import shelf
from fallline.studies.certificate import Certificate, in_scope

RECORD = CHECKOUT / "docs" / "certificate.csv"
FEW = 20_000  # boxes

PLAIN = {
    "add": (real.add, lambda a, b: a + b),
    "times": (real.times, lambda a, b: a * b),
    "largest": (real.largest, max),
    "square": (real.square, lambda a: a * a),
    "inverse": (real.inverse, lambda a: 1 / a),
    "magnitude": (real.magnitude, abs),
    "root": (real.root, lambda a: mpmath.sqrt(max(a, 0))),
    "exp": (real.exp, mpmath.exp),
    "log": (real.log, lambda a: mpmath.log(abs(a))),
    "sin": (real.sin, mpmath.sin),
    "cos": (real.cos, mpmath.cos),
    "sinc": (lambda a: real.sinc(a)[0], lambda a: mpmath.sin(a) / a),
    "sinc'": (lambda a: real.sinc(a)[1], lambda a: mpmath.diff(lambda t: mpmath.sin(t) / t, a)),
    "sinc''": (lambda a: real.sinc(a)[2], lambda a: mpmath.diff(lambda t: mpmath.sin(t) / t, a, 2)),
}


def some_intervals(count, dice):
    """Intervals of all sizes and widths, points and those that hold 0 among them, and a number in each."""
    middle = dice.choice([-1, 1], count) * 10 ** dice.uniform(-6, 2, count)
    width = np.where(dice.random(count) < 0.2, 0, 10 ** dice.uniform(-12, 1.5, count))
    low, high = middle - width, middle + width
    within = np.clip(low + dice.random(count) * (high - low), low, high)
    return (low, high), within


@pytest.mark.parametrize("name", list(PLAIN))
def test_a_function_of_intervals_encloses_what_fifty_digits_say(name):
    enclosed, exact = PLAIN[name]
    dice = np.random.default_rng(7)
    pairs = [some_intervals(400, dice) for _ in range(exact.__code__.co_argcount if hasattr(exact, "__code__") else 1)]
    if exact is max:
        pairs.append(some_intervals(400, dice))
    if name == "log":
        pairs = [(real.magnitude(interval), np.abs(number)) for interval, number in pairs]
    with np.errstate(all="ignore"):
        low, high = enclosed(*(interval for interval, _ in pairs))
    with mpmath.workdps(50):
        for which, numbers in enumerate(zip(*(numbers for _, numbers in pairs), strict=True)):
            value = exact(*map(mpmath.mpf, numbers))
            assert mpmath.mpf(low[which]) <= value <= mpmath.mpf(high[which]), numbers


@pytest.mark.parametrize("id", in_scope())
def test_boxes_enclose_the_values_gradients_and_hessians_in_them(id):
    landscape, dice = shelf[id](), np.random.default_rng(3)
    edge_low, edge_high = np.array(landscape.domain).T
    low = edge_low + dice.random((30, 2)) * (edge_high - edge_low)
    high = np.minimum(low + 10 ** dice.uniform(-6, -1.5, (30, 1)) * (edge_high - edge_low), edge_high)
    x = torch.tensor(low + dice.random((30, 2)) * (high - low))
    along = [hessian_times(landscape.f, x, axis.expand_as(x)) for axis in torch.eye(2, dtype=x.dtype)]
    parts = [landscape.f(x), *gradient(landscape.f, x).T, *along[0].T, along[1][:, 1]]
    jet = Function(landscape).jet(low, high, 2)
    for which, part in enumerate(parts):
        values = part.numpy()
        loose = 1e-12 * np.abs(values).max() + 1e-13  # the values themselves are rounded
        assert ((jet.low[which] - loose <= values) & (values <= jet.high[which] + loose)).all(), which


def planted(id, **methods):
    cls = shelf.class_of(id)
    return type("Planted", (cls,), {"__doc__": cls.__doc__, "__module__": cls.__module__, **methods})()


@pytest.mark.slow
@pytest.mark.parametrize("id", in_scope()[::6])
def test_planted_errors_are_refused(id):
    landscape = shelf[id]()
    known = [np.array(point) for point in landscape.listed]
    aside = 1e-3 * np.ptp(np.array(landscape.domain), axis=1)
    centre = np.mean(landscape.domain, axis=1)
    moved = tuple((known[0] + aside * np.where(known[0] > centre, -1, 1)).tolist())
    wrong = {
        "moved": {"minima": lambda _: [moved, *landscape.listed[1:]]},
        "one too many": {"minima": lambda _: [*landscape.listed, landscape.start]},
        "wrong sign": {"f": lambda _, x: -landscape.f(x)},
    }
    if len(known) > 1:
        wrong["one forgotten"] = {"minima": lambda _: list(landscape.listed[1:])}
    for error, methods in wrong.items():
        assert not certify(planted(id, **methods), 3000).complete, error


@pytest.mark.slow
@pytest.mark.parametrize("id", in_scope())
def test_every_minimum_is_proved_here_or_in_the_record_of_the_longer_study(id):
    landscape = shelf[id]()
    with RECORD.open(newline="") as file:
        recorded = {row["landscape"]: row for row in csv.DictReader(file)}[id]
    assert certify(landscape, FEW).complete or recorded["proved"] != "no" or high_where_open(landscape, recorded)


def high_where_open(landscape, recorded):
    """Whether f is nowhere near the minimum at the point where it cannot be enclosed."""
    point = torch.tensor([float(each) for each in recorded["open at"].strip("()").split(",")], dtype=torch.float64)
    return landscape.f(point).item() - landscape.fmin > 0.1 * abs(landscape.fmin)


def test_the_study_says_what_is_proved(monkeypatch):
    monkeypatch.setattr("fallline.studies.certificate.in_scope", lambda: in_scope()[:2])
    (table,) = Certificate(most=FEW).run()
    assert [row[:2] for row in table.rows] == [(id, "yes") for id in in_scope()[:2]]
    assert "2 of 2 are proved" in table.note
