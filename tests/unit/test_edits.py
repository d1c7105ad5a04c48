"""Edits of a scene by the controls of the page: nothing else changes, and bad input changes nothing."""

import dataclasses

import pytest

from fallline.analysis.learning_rates import actual_regime, apply_regime
from fallline.core import BadInput
from fallline.scene.examples import opening_example
from fallline.scene.scene import MAX_RUNS
from fallline.view import read_link
from fallline.web.state import edits
from fallline.web.state.landscape_change import describe_landscape_change

LINK = "on=rosenbrock_b1&start=-1.5,2&steps=60&run=adam~lr:0.1&run=sgd_momentum~lr:0.01&height=linear&box=-3,3,-3,3"


@pytest.fixture
def scene_and_view():
    return read_link(LINK)


def test_a_new_start_keeps_everything_else_and_tunes_again_only_in_the_tuned_regime(scene_and_view):
    scene, view = edits.set_start(*scene_and_view, (0.5, 0.5))
    assert scene.starts == ((0.5, 0.5),)
    assert apply_regime(scene, view.rates).optimizers == scene_and_view[0].optimizers
    assert view == scene_and_view[1]
    scene, view = edits.set_regime(*scene_and_view, "tuned")
    tuned = apply_regime(scene, view.rates)
    moved, view = edits.set_start(tuned, view, (0.9, 0.9))
    again = apply_regime(moved, view.rates)
    assert actual_regime(again, view.rates) == "tuned"
    assert again.optimizers != tuned.optimizers


def test_setting_a_learning_rate_to_its_own_value_keeps_the_regime(scene_and_view):
    scene, view = edits.set_regime(*scene_and_view, "tuned")
    assert edits.set_run_setting(scene, view, 0, "lr", "0.1") == (scene, view)


def test_a_typed_coordinate_moves_the_start_along_one_axis(scene_and_view):
    assert edits.set_coordinate(*scene_and_view, 1, " 0.25 ")[0].starts == ((-1.5, 0.25),)
    with pytest.raises(BadInput, match="'up' is not a number"):
        edits.set_coordinate(*scene_and_view, 1, "up")


def test_a_typed_learning_rate_changes_one_run_or_in_the_same_regime_all(scene_and_view):
    scene, view = edits.set_run_setting(*scene_and_view, 0, "lr", "0.5")
    assert [each.lr for each in scene.optimizers] == [0.5, 0.01]
    scene, view = edits.set_regime(scene, view, "same")
    scene, view = edits.set_run_setting(apply_regime(scene, view.rates), view, 1, "lr", "0.2")
    assert [each.lr for each in scene.optimizers] == [0.2, 0.2]
    assert actual_regime(scene, view.rates) == "same"
    scene, view = edits.set_run_setting(*edits.set_regime(scene, view, "tuned"), 1, "lr", "0.3")
    assert view.rates == "own"


def test_runs_can_be_added_and_removed(scene_and_view):
    more, view = edits.add_run(*scene_and_view, "adam")
    assert [each.id for each in more.optimizers] == ["adam", "sgd_momentum", "adam"]
    less, view = edits.remove_run(more, view, 0)
    less, view = edits.remove_run(less, view, 0)
    assert [each.id for each in less.optimizers] == ["adam"]
    with pytest.raises(BadInput, match="The last run stays"):
        edits.remove_run(less, view, 0)
    for _ in range(MAX_RUNS - 1):
        less, view = edits.add_run(less, view, "adam")
    with pytest.raises(BadInput, match="at most 8 are raced"):
        edits.add_run(less, view, "adam")


def test_another_landscape_sets_its_own_start_and_plot_range_and_keeps_the_chosen_scale_of_heights(scene_and_view):
    scene, view = edits.pick_landscape(*scene_and_view, "himmelblau")
    assert scene.starts == (scene.landscape.start,)
    assert (view.box, view.height) == ((), "linear")
    assert scene.steps == scene_and_view[0].steps


@pytest.mark.parametrize("link", [opening_example.link, "run=adam&run=newton", f"{LINK}&rates=same"])
def test_learning_rates_that_nobody_set_by_hand_are_tuned_on_another_landscape(link):
    assert edits.pick_landscape(*read_link(link), "himmelblau")[1].rates == "tuned"


def test_learning_rates_set_by_hand_are_kept_on_another_landscape():
    before = edits.set_run_setting(*read_link(opening_example.link), 1, "lr", "0.0123")
    scene, view = edits.pick_landscape(*before, "himmelblau")
    assert view.rates == "own"
    assert scene.optimizers == before[0].optimizers
    text, _ = describe_landscape_change(before, (scene, view))
    assert text == "Heights are on another scale now: log."


def test_another_landscape_names_what_it_changes_and_the_link_with_what_was_before():
    before = read_link(opening_example.link)
    scene, view = edits.pick_landscape(*before, "rosenbrock")
    tuned = apply_regime(scene, view.rates)
    text, link = describe_landscape_change(before, (tuned, view))
    assert all(f"{each.lr:.3g}" in text for each in tuned.optimizers)
    assert "another scale now: log" in text
    former_scene, former_view = read_link(link)
    assert former_scene == dataclasses.replace(tuned, optimizers=before[0].optimizers)
    assert former_view.height_scale(former_scene.landscape) == "linear"


def test_picking_the_current_landscape_changes_nothing(scene_and_view):
    assert edits.pick_landscape(*scene_and_view, scene_and_view[0].landscape.id) == scene_and_view


@pytest.mark.slow
def test_a_new_formula_resets_the_start_and_the_same_formula_changes_nothing(scene_and_view):
    scene, view = edits.set_start(*edits.pick_landscape(*scene_and_view, "formula"), (0.5, 0.5))
    assert edits.set_landscape_setting(scene, view, "f", scene.landscape.f) == (scene, view)
    wider, _ = edits.set_landscape_setting(scene, view, "f", " (x1-1)^2 + x2^2 + x3^4 ")
    assert wider.landscape.dim == 3
    assert wider.starts == (wider.landscape.start,)
    with pytest.raises(BadInput, match=r"at character 3: '\*' does not fit"):
        edits.set_landscape_setting(scene, view, "f", "x+*y")
    boxed, _ = edits.set_landscape_setting(scene, view, "box", "-1,3")
    assert boxed.landscape.domain == ((-1.0, 3.0), (-1.0, 3.0))


@pytest.mark.parametrize(
    ("edit", "arguments"),
    [
        (edits.set_run_setting, (0, "lr", "-1")),
        (edits.set_run_setting, (0, "beta1", "one")),
        (edits.set_landscape_setting, ("b", "0")),
        (edits.set_scene_setting, ("steps", "many")),
        (edits.set_scene_setting, ("steps", "10000000")),
        (edits.set_view_setting, ("height", "tall")),
        (edits.set_start, ((float("inf"), 0.0),)),
    ],
)
def test_bad_input_is_refused_with_a_message(scene_and_view, edit, arguments):
    with pytest.raises(BadInput) as error:
        edit(*scene_and_view, *arguments)
    assert str(error.value).endswith((".", "?"))
