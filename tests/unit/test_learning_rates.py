"""Learning rates of a scene: tuning finds the best of those tried, and the regimes are named correctly."""

import dataclasses

import numpy as np
import pytest

from fallline.analysis import learning_rates as rates
from fallline.analysis.learning_rates import actual_regime, apply_regime
from fallline.core import BadInput, replace_at_path, setting_at_path
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.run import race
from fallline.scene import Scene
from fallline.view import View, read_link
from fallline.web.state import edits
from tests.catalogue.minimum_search import max_side


def rank_run(scene, optimizer, lr):
    single_run = dataclasses.replace(scene, optimizers=(replace_at_path(optimizer, optimizer.lr_path, lr),))
    (run,) = race(single_run)
    (end,) = run.outcome
    low, high = np.array(scene.landscape.domain).T
    left_domain = not ((run.x >= low) & (run.x <= high)).all()
    settled = 1 + max(np.flatnonzero(run.gap[:, 0] > end.tol), default=-1)  # within the target from here to the end
    if end.diverged is None and settled <= scene.steps:
        return (left_domain, settled, abs(end.gap))
    return (3 if end.diverged is not None else 2, abs(end.gap))


TUNABLE = [id for id in optimizers if rates.has_learning_rate(optimizers[id]())]


@pytest.mark.slow
@pytest.mark.parametrize("id", TUNABLE)
def test_the_tuned_rate_is_the_best_of_those_tried_one_by_one(id):
    scene = Scene.from_link(f"on=rosenbrock_b1&start=-1.5,2&steps=150&run={id}")
    optimizer = scene.optimizers[0]
    tried = rates.tried_learning_rates(optimizer)
    best = rates.find_best_learning_rate(scene, optimizer)
    assert len(tried) == rates.TRIED_COUNT
    assert best == min(tried, key=lambda lr: rank_run(scene, optimizer, lr))


def test_a_rate_with_which_a_run_leaves_the_target_again_is_not_the_best():
    scene = Scene.from_link("on=rosenbrock&run=adabelief")
    best = rates.find_best_learning_rate(scene, scene.optimizers[0])
    (leaving, staying) = (
        race(Scene.from_link(f"on=rosenbrock&run=adabelief~lr:{rate}"))[0].outcome[0] for rate in (0.909, best)
    )
    assert leaving.left_for_good is not None
    assert staying.left_for_good is None
    assert leaving.reached < staying.reached


@pytest.mark.slow
def test_tuning_sees_the_same_noise_as_the_race():
    scene = Scene.from_link("on=rosenbrock_b1&start=-1.5,2&steps=80&noise=0.5&seed=4&run=adam")
    best = rates.find_best_learning_rate(scene, scene.optimizers[0])
    tried = rates.tried_learning_rates(scene.optimizers[0])
    assert best == min(tried, key=lambda lr: rank_run(scene, scene.optimizers[0], lr))


def test_the_rates_tried_span_the_published_range():
    for id in TUNABLE:
        setting = setting_at_path(optimizers[id](), optimizers[id]().lr_path)
        tried = rates.tried_learning_rates(optimizers[id]())
        assert tried[0] == pytest.approx(setting.low)
        assert tried[-1] == pytest.approx(setting.high)
        assert tried == sorted(set(tried))


@pytest.mark.parametrize("id", list(landscapes.classes))
def test_on_a_new_landscape_every_run_improves_and_none_diverges(id):
    other = next(each for each in landscapes.classes if each != id)
    previous = Scene.from_link(f"on={other}&run=adabelief&run=adam&run=sgd_momentum&steps=160")
    scene, view = edits.pick_landscape(previous, View(), id)
    assert view.rates == "tuned"
    runs = race(apply_regime(scene, view.rates))
    for run in runs:
        (end,) = run.outcome
        assert end.diverged is None, (id, run.optimizer)
        assert end.reached is not None or abs(end.gap) < run.gap[0, 0], (id, run.optimizer)
    moved = max(np.linalg.norm(run.x[:, 0] - run.x[0, 0], axis=-1).max() for run in runs)
    assert moved > 0.02 * max_side(scene.landscape.view), id


def test_the_regimes_same_and_defaults_set_the_learning_rates():
    scene = Scene.from_link("run=adabelief~lr:0.07&run=adam&run=sgd_momentum~lr:0.5")
    assert [each.lr for each in rates.use_first_learning_rate(scene).optimizers] == [0.07] * 3
    assert rates.use_default_learning_rates(scene).optimizers == tuple(type(each)() for each in scene.optimizers)


def test_the_actual_regime_is_recognized():
    scene, view = Scene.from_link("on=rosenbrock_b1&steps=100"), View()
    for regime in ("tuned", "same", "defaults"):
        _, named = edits.set_regime(scene, view, regime)
        assert actual_regime(apply_regime(scene, named.rates), named.rates) == regime
    by_hand = Scene.from_link("on=rosenbrock_b1&steps=100&run=adam~lr:0.0123&run=sgd_momentum")
    assert actual_regime(by_hand, "tuned") == actual_regime(by_hand, "own") == "own"


@pytest.mark.parametrize("link", ["on=rastrigin", "on=rastrigin&run=adam", "run=sgd_momentum~momentum:0.5&run=adam"])
def test_a_link_that_names_no_rate_has_the_default_rates_and_the_page_says_so(link):
    scene, view = read_link(link)
    assert [each.lr for each in scene.optimizers] == [type(each).lr for each in scene.optimizers]
    assert actual_regime(scene, view.rates) == "defaults"
    other = edits.set_run_setting(scene, view, 0, "lr", "0.0321")
    assert actual_regime(other[0], other[1].rates) == "own"


def test_a_scene_too_long_to_tune_is_refused_with_a_message():
    scene = Scene.from_link("run=adam&steps=50000&start=1,1&start=2,2&start=3,3")
    with pytest.raises(BadInput, match="too many to try 25 learning rates"):
        rates.tune_learning_rates(scene)
    by_hand = dataclasses.replace(scene, optimizers=(replace_at_path(scene.optimizers[0], "lr", 0.0123),))
    assert actual_regime(by_hand, "tuned") == "own"


@pytest.mark.slow
def test_with_several_starts_the_rate_with_the_fewest_failures_is_chosen():
    scene = Scene.from_link("on=rosenbrock_b1&start=-1.5,2&start=2,2&start=0,-1&steps=150&run=sgd_momentum")
    best = rates.find_best_learning_rate(scene, scene.optimizers[0])

    def failures(lr):
        single_run = dataclasses.replace(scene, optimizers=(dataclasses.replace(scene.optimizers[0], lr=lr),))
        return sum(end.reached is None for end in race(single_run)[0].outcome)

    assert failures(best) == min(map(failures, rates.tried_learning_rates(scene.optimizers[0])))
