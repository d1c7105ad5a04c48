"""Diagnosis: a sentence, computed from the run's numbers, on diagnose_link the run ended as it did."""

import re

import numpy as np
import pytest

from fallline.analysis.diagnosis import diagnose
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.run import race
from fallline.run.costs import cumulative_cost
from fallline.scene.examples import examples
from fallline.view import read_link

# Races whose failure is known, and a part of the expected sentence.
KNOWN_FAILURES = [
    ("on=sphere&start=3,2&steps=100&run=gradient_descent~lr:2", "exceeds 2 ÷ curvature = 1"),
    ("on=quadratic~condition:50&start=-4,1&steps=150&run=gradient_descent~lr:0.0404", "exceeds 2 ÷ curvature = 0.04"),
    ("on=monkey_saddle&start=0.9,0.02&steps=300&run=gradient_descent~lr:0.02", "outside the function goes on falling"),
    (
        "on=quadratic~condition:100&start=-4,1&steps=100&run=gradient_descent~lr:0.01998",
        "oscillates along the steep axis",
    ),
    ("on=double_well&start=0,1&steps=300&run=gradient_descent~lr:0.05", "sits at a saddle"),
    ("on=rastrigin&start=3,2&steps=300&run=gradient_descent~lr:0.001", "sits in a local minimum"),
    ("on=easom&start=1,1&steps=500&run=sgd_momentum~lr:1", "it is on a plateau"),
    ("on=sphere&start=4,2&steps=500&noise=4&run=rmsprop~lr:0.1", "the noise of 4 keeps it"),
    ("on=sphere&start=4,2&steps=100&run=gradient_descent~lr:1e-4", "5000 times shorter than ideal; try a larger rate"),
    ("on=booth&start=9.2,9.1&steps=400&run=sign_sgd~lr:0.5", "oscillates"),
]


def diagnose_link(link):
    scene, view = read_link(link)
    (run,) = race(scene)
    return run, diagnose(run, scene.noise, view.drawn_box(scene.landscape))


@pytest.mark.parametrize(("link", "sentence"), KNOWN_FAILURES)
def test_a_known_failure_is_diagnosed(link, sentence):
    _, text = diagnose_link(link)
    assert sentence in text


def test_a_slope_that_leads_to_the_minimum_is_no_plateau():
    """On Rosenbrock's valley floor the slope is small beside the start's, but not for the way that is left."""
    for start in ("-1.2,1", "-1.9,3.5", "2,-2"):
        _, text = diagnose_link(f"on=rosenbrock&start={start}&steps=400&run=adam~lr:0.01")
        assert text.startswith("steps are")


def test_the_named_learning_rate_limit_separates_divergence_from_convergence():
    for condition in (10.0, 40.0, 250.0):
        diverging, text = diagnose_link(
            f"on=quadratic~condition:{condition}&steps=200&run=gradient_descent~lr:{2.02 / condition}"
        )
        limit = float(re.search(r"curvature = ([\d.e-]+)", text).group(1))
        assert limit == pytest.approx(2 / condition, rel=5e-3)
        converging, _ = diagnose_link(
            f"on=quadratic~condition:{condition}&steps=200&run=gradient_descent~lr:{1.9 / condition}"
        )
        assert diverging.gap[-1, 0] > diverging.gap[0, 0]
        assert converging.gap[-1, 0] < converging.gap[0, 0]


@pytest.mark.parametrize("id", list(landscapes.classes))
def test_every_outcome_on_every_landscape_has_a_diagnosis(id):
    scene, view = read_link(f"on={id}&steps=110&run=adam~lr:0.05&run=sgd_momentum~lr:1e-3")
    for run in race(scene):
        text = diagnose(run, scene.noise, view.drawn_box(scene.landscape))
        assert text
        assert not re.search(r"\b(nan|inf)\b", text), text


@pytest.mark.parametrize("id", list(optimizers))
def test_costs_count_every_evaluation_and_never_decrease(id):
    (run,) = race(read_link(f"on=beale&steps=40&run={id}")[0])
    spent = cumulative_cost(run)
    assert (np.diff(spent, axis=0) >= 0).all()
    assert spent[-1, 0] >= run.calls["grad"][-1, 0] + run.calls["value"][-1, 0]
    assert (spent[-1, 0] > run.calls["grad"][-1, 0] + run.calls["value"][-1, 0]) == run.calls["hessian"][-1].any()


def test_the_example_about_curvature_shows_the_failures_that_it_describes():
    scene, view = read_link(examples["two_by_curvature"].link)
    good, unstable, slow = race(scene)
    assert good.outcome[0].reached is not None
    assert "exceeds 2 ÷ curvature = 0.04" in diagnose(unstable, 0.0, view.drawn_box(scene.landscape))
    assert "times shorter than ideal" in diagnose(slow, 0.0, view.drawn_box(scene.landscape))
