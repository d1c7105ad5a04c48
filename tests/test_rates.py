"""Learning rates for a scene: the tuned one is really the best of those tried, and the regimes say what they are."""

import dataclasses

import numpy as np
import pytest

from core import setting_named
from engine import Scene, View, race, rates
from landscapes import shelf as landscapes
from optimizers import shelf as optimizers
from ui import edits


def runtime(scene, optimizer, rate):
    alone = dataclasses.replace(scene, optimizers=(dataclasses.replace(optimizer, lr=rate),))
    (run,) = race(alone)
    (end,) = run.outcome
    low, high = np.array(scene.landscape.domain).T
    left = not ((run.x >= low) & (run.x <= high)).all()
    if end.arrived is not None:
        return (left, end.arrived)
    return (3 if end.diverged else 2, abs(end.gap))


@pytest.mark.parametrize("id", list(optimizers))
def test_the_tuned_rate_is_the_best_of_those_tried_one_by_one(id):
    scene = Scene.from_link(f"on=rosenbrock_b1&start=-1.5,2&steps=150&run={id}")
    optimizer = scene.optimizers[0]
    tried = rates.rates_tried(optimizer)
    best = rates.best_rate(scene, optimizer)
    assert len(tried) == rates.TRIED
    assert best == min(tried, key=lambda rate: runtime(scene, optimizer, rate))


def test_tuning_sees_the_same_noise_as_the_race():
    scene = Scene.from_link("on=rosenbrock_b1&start=-1.5,2&steps=80&noise=0.5&seed=4&run=adam")
    best = rates.best_rate(scene, scene.optimizers[0])
    tried = rates.rates_tried(scene.optimizers[0])
    assert best == min(tried, key=lambda rate: runtime(scene, scene.optimizers[0], rate))


def test_the_rates_tried_span_the_published_range():
    for id in optimizers:
        setting = setting_named(optimizers.class_of(id), id, "lr")
        tried = rates.rates_tried(optimizers[id]())
        assert tried[0] == pytest.approx(setting.low)
        assert tried[-1] == pytest.approx(setting.high)
        assert tried == sorted(set(tried))


@pytest.mark.parametrize("id", list(landscapes.classes))
def test_a_new_landscape_is_never_a_dead_or_exploding_picture(id):
    opening, view = Scene.from_link("steps=300"), View()
    scene, looked = edits.pick_landscape(opening, view, id)
    assert looked.rates == "tuned"
    for run in race(scene):
        (end,) = run.outcome
        assert end.diverged is None, (id, run.optimizer)
        assert abs(end.gap) < run.gap[0, 0], (id, run.optimizer)


def test_same_and_defaults():
    scene = Scene.from_link("run=adabelief~lr:0.07&run=adam&run=sgd_momentum~lr:0.5")
    assert [each.lr for each in rates.same(scene).optimizers] == [0.07] * 3
    assert rates.defaults(scene).optimizers == tuple(type(each)() for each in scene.optimizers)


def test_the_regime_shown_is_the_one_in_force():
    scene, view = Scene.from_link("on=rosenbrock_b1&steps=100"), View()
    for regime in ("tuned", "same", "defaults"):
        assert edits.regime_in_force(*edits.set_rates(scene, view, regime)) == regime
    claimed = dataclasses.replace(view, rates="tuned")
    assert edits.regime_in_force(scene, claimed) == "own"
