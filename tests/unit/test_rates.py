"""Learning rates for a scene: the tuned one is really the best of those tried, and the regimes say what they are."""

import dataclasses

import numpy as np
import pytest

from fallline.analysis import learning_rates as rates
from fallline.analysis.learning_rates import in_force, regime_in_force
from fallline.core import BadInput, setting_at, with_value
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.run import race
from fallline.scene import Scene
from fallline.view import View
from fallline.web.state import edits
from tests.catalogue.landscape_proof import width


def runtime(scene, optimizer, rate):
    alone = dataclasses.replace(scene, optimizers=(with_value(optimizer, optimizer.rate_path, rate),))
    (run,) = race(alone)
    (end,) = run.outcome
    low, high = np.array(scene.landscape.domain).T
    left = not ((run.x >= low) & (run.x <= high)).all()
    if end.reached is not None:
        return (left, end.reached, abs(end.gap))
    return (3 if end.diverged else 2, abs(end.gap))


RATED = [id for id in optimizers if rates.has_rate(optimizers[id]())]


@pytest.mark.slow
@pytest.mark.parametrize("id", RATED)
def test_the_tuned_rate_is_the_best_of_those_tried_one_by_one(id):
    scene = Scene.from_link(f"on=rosenbrock_b1&start=-1.5,2&steps=150&run={id}")
    optimizer = scene.optimizers[0]
    tried = rates.rates_tried(optimizer)
    best = rates.best_rate(scene, optimizer)
    assert len(tried) == rates.TRIED
    assert best == min(tried, key=lambda rate: runtime(scene, optimizer, rate))


@pytest.mark.slow
def test_tuning_sees_the_same_noise_as_the_race():
    scene = Scene.from_link("on=rosenbrock_b1&start=-1.5,2&steps=80&noise=0.5&seed=4&run=adam")
    best = rates.best_rate(scene, scene.optimizers[0])
    tried = rates.rates_tried(scene.optimizers[0])
    assert best == min(tried, key=lambda rate: runtime(scene, scene.optimizers[0], rate))


def test_the_rates_tried_span_the_published_range():
    for id in RATED:
        setting = setting_at(optimizers[id](), optimizers[id]().rate_path)
        tried = rates.rates_tried(optimizers[id]())
        assert tried[0] == pytest.approx(setting.low)
        assert tried[-1] == pytest.approx(setting.high)
        assert tried == sorted(set(tried))


@pytest.mark.parametrize("id", list(landscapes.classes))
def test_a_new_landscape_is_never_a_dead_or_exploding_picture(id):
    other = next(each for each in landscapes.classes if each != id)
    before = Scene.from_link(f"on={other}&run=adabelief&run=adam&run=sgd_momentum&steps=160")
    scene, view = edits.pick_landscape(before, View(), id)
    assert view.rates == "tuned"
    runs = race(in_force(scene, view.rates))
    for run in runs:
        (end,) = run.outcome
        assert end.diverged is None, (id, run.optimizer)
        assert end.reached is not None or abs(end.gap) < run.gap[0, 0], (id, run.optimizer)
    moved = max(np.linalg.norm(run.x[:, 0] - run.x[0, 0], axis=-1).max() for run in runs)
    assert moved > 0.02 * width(scene.landscape.view), id


def test_same_and_defaults():
    scene = Scene.from_link("run=adabelief~lr:0.07&run=adam&run=sgd_momentum~lr:0.5")
    assert [each.lr for each in rates.same(scene).optimizers] == [0.07] * 3
    assert rates.defaults(scene).optimizers == tuple(type(each)() for each in scene.optimizers)


def test_the_regime_shown_is_the_one_in_force():
    scene, view = Scene.from_link("on=rosenbrock_b1&steps=100"), View()
    for regime in ("tuned", "same", "defaults"):
        _, named = edits.set_rates(scene, view, regime)
        assert regime_in_force(in_force(scene, named.rates), named.rates) == regime
    assert regime_in_force(scene, "tuned") == "own"


def test_a_scene_too_long_to_tune_is_refused_in_a_sentence():
    scene = Scene.from_link("run=adam&steps=50000&start=1,1&start=2,2&start=3,3")
    with pytest.raises(BadInput, match="too many to try 25 learning rates"):
        rates.tuned(scene)
    assert regime_in_force(scene, "tuned") == "own"


@pytest.mark.slow
def test_with_several_starts_the_rate_that_fails_least_wins():
    scene = Scene.from_link("on=rosenbrock_b1&start=-1.5,2&start=2,2&start=0,-1&steps=150&run=sgd_momentum")
    best = rates.best_rate(scene, scene.optimizers[0])

    def failures(rate):
        alone = dataclasses.replace(scene, optimizers=(dataclasses.replace(scene.optimizers[0], lr=rate),))
        return sum(end.reached is None for end in race(alone)[0].outcome)

    assert failures(best) == min(map(failures, rates.rates_tried(scene.optimizers[0])))
