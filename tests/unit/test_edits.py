"""What each control does to a scene: nothing else changes, and bad input changes nothing."""

import pytest

from fallline.analysis.learning_rates import in_force, regime_in_force
from fallline.core import BadInput
from fallline.scene.scene import MOST_RUNS
from fallline.view import read_link
from fallline.web.state import edits

LINK = "on=rosenbrock_b1&start=-1.5,2&steps=60&run=adam~lr:0.1&run=sgd_momentum~lr:0.01&height=linear&box=-3,3,-3,3"


@pytest.fixture
def asked():
    return read_link(LINK)


def test_a_new_start_keeps_everything_else_and_tunes_again_only_when_tuned(asked):
    scene, view = edits.set_start(*asked, (0.5, 0.5))
    assert scene.starts == ((0.5, 0.5),)
    assert in_force(scene, view.rates).optimizers == asked[0].optimizers
    assert view == asked[1]
    scene, view = edits.set_rates(*asked, "tuned")
    tuned = in_force(scene, view.rates)
    moved, view = edits.set_start(tuned, view, (0.9, 0.9))
    again = in_force(moved, view.rates)
    assert regime_in_force(again, view.rates) == "tuned"
    assert again.optimizers != tuned.optimizers


def test_what_does_not_change_a_rate_leaves_the_regime(asked):
    scene, view = edits.set_rates(*asked, "tuned")
    assert edits.set_run_setting(scene, view, 0, "lr", "0.1") == (scene, view)


def test_one_coordinate_as_typed(asked):
    assert edits.set_coordinate(*asked, 1, " 0.25 ")[0].starts == ((-1.5, 0.25),)
    with pytest.raises(BadInput, match="'up' is not a number"):
        edits.set_coordinate(*asked, 1, "up")


def test_a_rate_set_by_hand_moves_one_or_all_of_them(asked):
    scene, view = edits.set_run_setting(*asked, 0, "lr", "0.5")
    assert [each.lr for each in scene.optimizers] == [0.5, 0.01]
    scene, view = edits.set_rates(scene, view, "same")
    scene, view = edits.set_run_setting(in_force(scene, view.rates), view, 1, "lr", "0.2")
    assert [each.lr for each in scene.optimizers] == [0.2, 0.2]
    assert regime_in_force(scene, view.rates) == "same"
    scene, view = edits.set_run_setting(*edits.set_rates(scene, view, "tuned"), 1, "lr", "0.3")
    assert view.rates == "own"


def test_runs_come_and_go(asked):
    more, view = edits.add_run(*asked, "adam")
    assert [each.id for each in more.optimizers] == ["adam", "sgd_momentum", "adam"]
    less, view = edits.remove_run(more, view, 0)
    less, view = edits.remove_run(less, view, 0)
    assert [each.id for each in less.optimizers] == ["adam"]
    with pytest.raises(BadInput, match="The last run stays"):
        edits.remove_run(less, view, 0)
    for _ in range(MOST_RUNS - 1):
        less, view = edits.add_run(less, view, "adam")
    with pytest.raises(BadInput, match="at most 8 are raced"):
        edits.add_run(less, view, "adam")


def test_another_landscape_brings_its_own_start_view_and_tuned_rates(asked):
    scene, view = edits.pick_landscape(*asked, "himmelblau")
    assert scene.starts == (scene.landscape.start,)
    assert (view.box, view.height, view.rates) == ((), "auto", "tuned")
    assert scene.steps == asked[0].steps


def test_the_landscape_that_stands_already_keeps_start_view_and_rates(asked):
    assert edits.pick_landscape(*asked, asked[0].landscape.id) == asked


@pytest.mark.slow
def test_another_formula_is_another_landscape_and_the_same_one_is_not(asked):
    scene, view = edits.set_start(*edits.pick_landscape(*asked, "formula"), (0.5, 0.5))
    assert edits.set_landscape_setting(scene, view, "f", scene.landscape.f) == (scene, view)
    wider, _ = edits.set_landscape_setting(scene, view, "f", " (x1-1)^2 + x2^2 + x3^4 ")
    assert wider.landscape.dim == 3
    assert wider.starts == (wider.landscape.start,)
    with pytest.raises(BadInput, match=r"at character 3: .*'q'"):
        edits.set_landscape_setting(scene, view, "f", "x+q")
    boxed, _ = edits.set_landscape_setting(scene, view, "box", "-1,3")
    assert boxed.landscape.domain == ((-1.0, 3.0), (-1.0, 3.0))


@pytest.mark.parametrize(
    ("edit", "arguments"),
    [
        (edits.set_run_setting, (0, "lr", "-1")),
        (edits.set_run_setting, (0, "beta1", "one")),
        (edits.set_landscape_setting, ("b", "0")),
        (edits.set_scene_word, ("steps", "many")),
        (edits.set_scene_word, ("steps", "10000000")),
        (edits.set_view_word, ("height", "tall")),
        (edits.set_start, ((float("inf"), 0.0),)),
    ],
)
def test_bad_input_is_a_sentence(asked, edit, arguments):
    with pytest.raises(BadInput) as said:
        edit(*asked, *arguments)
    assert str(said.value).endswith((".", "?"))
