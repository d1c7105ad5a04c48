"""The state of the page: it is kept in the address, every control changes it, and visitors are independent."""

import re

import numpy as np
import pytest

from fallline.scene import Scene
from fallline.view import read_link
from tests.browser.page import (
    assert_shows,
    choose_landscape,
    choose_theme,
    fill,
    press_button,
    read_camera_eye,
    read_link_query,
    read_row,
    reveal,
    step_to,
    wait_for_race,
)


def test_a_click_on_the_map_sets_the_start(visit):
    page = visit()
    frame = page.locator("#panel-plane .frame")
    frame.locator(".start-handle").wait_for()
    x, y = frame.evaluate("(frame) => [fallline.mappingOf(frame).x(1), fallline.mappingOf(frame).y(2)]")
    frame.click(position={"x": x, "y": y})
    page.wait_for_url(re.compile(r"start="))
    start = Scene.from_link(read_link_query(page)).starts[0]
    assert np.abs(np.subtract(start, (1, 2))).max() < 0.05
    wait_for_race(page)
    step_to(page, 20)
    assert_shows(page, read_link_query(page), 20)


def test_the_start_can_be_dragged_and_moved_with_the_arrow_keys(visit):
    page = visit()
    box = page.locator(".start-handle").bounding_box()
    assert min(box["width"], box["height"]) >= 44
    page.mouse.move(box["x"] + 22, box["y"] + 22)
    page.mouse.down()
    page.mouse.move(box["x"] + 92, box["y"] - 18, steps=4)
    page.mouse.up()
    page.wait_for_url(re.compile(r"start="))
    dragged = Scene.from_link(read_link_query(page)).starts[0]
    scale = page.evaluate("fallline.mappingOf(document.querySelector('#panel-plane .frame')).pixelsPerX")
    np.testing.assert_allclose(dragged, (-2.5 + 70 / scale, -2.5 + 40 / scale), atol=2 / scale)
    wait_for_race(page)
    page.locator(".start-handle").focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_function(f"!location.search.includes('start={dragged[0]},{dragged[1]}')")
    assert Scene.from_link(read_link_query(page)).starts[0][1] > dragged[1]


def test_opened_settings_and_the_focus_are_kept_after_an_edit(visit):
    page = visit()
    wait_for_race(page)
    fill(page, "β₂", "0.99")
    page.wait_for_url(re.compile("beta2:0.99"))
    wait_for_race(page)
    assert page.get_by_label("β₂", exact=True).first.is_visible()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "β₂"
    assert "β₂ 0.99" in page.locator(".card-menu.has-changes").first.get_attribute("title")


def test_changing_the_theme_keeps_the_step(visit):
    page = visit()
    step_to(page, 123)
    choose_theme(page, "Dark")
    page.wait_for_url(re.compile("theme=dark"))
    assert page.evaluate("[fallline.shownStep, fallline.playing]") == [123, False]


def test_marking_critical_points_does_not_restart_the_race(visit):
    page = visit("speed=20")
    page.wait_for_function("fallline.shownStep > 20")
    reveal(page.get_by_role("switch", name="Critical points", include_hidden=True)).click()
    page.wait_for_url(re.compile("critical_points=1"))
    assert page.evaluate("fallline.shownStep") > 20


def test_a_hyperparameter_changes_the_race_and_the_link(visit):
    page = visit()
    page.wait_for_function("fallline.shownStep > 2")
    fill(page, "Learning rate", "0.02", nth=1)
    page.wait_for_url(re.compile(r"adam~lr:0\.02"))
    wait_for_race(page)
    step_to(page, 77)
    assert_shows(page, read_link_query(page), 77)
    optimizers = Scene.from_link(read_link_query(page)).optimizers
    assert [each.lr for each in optimizers] == [0.01, 0.02, 0.005]


def test_a_change_while_paused_keeps_the_step(visit):
    page = visit()
    step_to(page, 123)
    fill(page, "Learning rate", "0.03")
    page.wait_for_url(re.compile(r"lr:0\.03"))
    wait_for_race(page)
    assert page.evaluate("[fallline.shownStep, fallline.playing]") == [123, False]


def test_a_slider_changes_its_setting(visit):
    page = visit()
    page.get_by_role("slider").nth(0).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile(r"adabelief~lr:0\.0"))
    lr = Scene.from_link(read_link_query(page)).optimizers[0].lr
    assert 0.01 < lr < 0.012


def test_learning_rates_are_tuned_for_a_new_landscape_and_the_page_says_so(visit):
    page = visit()
    choose_landscape(page, "Himmelblau")
    page.wait_for_url(re.compile(r"on=himmelblau"))
    wait_for_race(page)
    assert "best of 25" in page.locator("#regime").inner_text()
    _, view = read_link(read_link_query(page))
    assert view.rates == "tuned"
    step_to(page, 30)
    assert_shows(page, read_link_query(page), 30)
    page.get_by_text("Default", exact=True).click()
    page.wait_for_url(re.compile("rates=defaults"))
    assert [each.lr for each in Scene.from_link(read_link_query(page)).optimizers] == [1e-3] * 3


def test_learning_rates_stay_tuned_when_the_start_is_moved(visit):
    page = visit("on=rosenbrock_b1&run=adam~lr:0.348&run=sgd_momentum~lr:0.01&start=-1,2&steps=100&rates=tuned")
    wait_for_race(page)
    frame = page.locator("#panel-plane .frame")
    x, y = frame.evaluate("(frame) => [fallline.mappingOf(frame).x(0.5), fallline.mappingOf(frame).y(2)]")
    frame.click(position={"x": x, "y": y})
    page.wait_for_url(re.compile("start=0.5"))
    wait_for_race(page)
    assert "best of 25" in page.locator("#regime").inner_text()


def test_an_edit_during_the_computation_of_another_keeps_both(visit):
    page = visit("on=log_beale&steps=1500")
    wait_for_race(page)
    choose_landscape(page, "Booth")
    page.wait_for_timeout(500)  # as long as a person needs; tuning on 1500 steps takes seconds
    fill(page, "Seed", "7")
    page.wait_for_url(re.compile(r"on=booth.*seed=7"))


def test_a_refused_edit_is_not_kept(visit):
    page = visit("on=quadratic&steps=50&run=adam")
    wait_for_race(page)
    fill(page, "Condition", "1e308")
    page.get_by_text("cannot be drawn").wait_for()
    fill(page, "Learning rate", "0.02")
    page.wait_for_url(re.compile(r"lr:0\.02"))
    assert "1e" not in read_link_query(page)


def test_a_link_opened_in_a_second_browser_shows_the_same_race(visit):
    first = visit()
    step_to(first, 42)
    fill(first, "Learning rate", "0.05", nth=2)
    first.wait_for_url(re.compile(r"lr:0\.05.*t=42"))
    wait_for_race(first)
    second = visit(read_link_query(first))
    assert second.evaluate("[fallline.shownStep, fallline.playing]") == [42, False]
    for array in ("x", "gap", "step_size", "ideal_own", "momentum"):
        np.testing.assert_equal(read_row(second, array), read_row(first, array))


def test_an_edit_of_one_visitor_does_not_change_the_page_of_another(visit):
    first, second = visit(), visit()
    previous_paths = [
        each.evaluate("JSON.stringify([...fallline.race.runs[0].paths.values])") for each in (first, second)
    ]
    fill(first, "Learning rate", "0.1")
    first.wait_for_url(re.compile(r"lr:0\.1"))
    wait_for_race(first)
    current_paths = [
        each.evaluate("JSON.stringify([...fallline.race.runs[0].paths.values])") for each in (first, second)
    ]
    assert previous_paths[0] == previous_paths[1] == current_paths[1] != current_paths[0]
    assert read_link_query(second) == ""


def test_the_browsers_back_and_forward_buttons_work(visit):
    page = visit()
    for text in ("0.02", "0.03"):
        fill(page, "Learning rate", text)
        page.wait_for_url(re.compile(rf"lr:{text}"))
        wait_for_race(page)
    page.go_back()
    page.wait_for_function("fallline.shownLink.includes('adabelief~lr:0.02')")
    wait_for_race(page)
    assert page.get_by_label("Learning rate", exact=True).first.input_value() == "0.02"
    page.go_forward()
    page.wait_for_function("fallline.shownLink.includes('adabelief~lr:0.03')")


def test_changes_can_be_undone_and_redone_by_buttons_and_by_keys(visit):
    page = visit()
    wait_for_race(page)
    undo, redo = page.locator("#undo"), page.locator("#redo")
    assert undo.is_disabled()
    for value in ("0.02", "0.03"):
        page.evaluate("(lr) => { fallline.changeControl({ type: 'setting', of: 'run-0', name: 'lr' }, lr); }", value)
        page.wait_for_url(re.compile(rf"adabelief~lr:{value}"))
    undo.click()
    page.wait_for_function("fallline.shownLink.includes('adabelief~lr:0.02')")
    page.locator("#race").focus()
    page.keyboard.press("Control+z")
    page.wait_for_function("!fallline.shownLink.includes('adabelief~lr:0.02')")
    page.wait_for_function("document.querySelector('#undo').ariaDisabled === 'true'")
    page.keyboard.press("Control+y")
    page.wait_for_function("fallline.shownLink.includes('adabelief~lr:0.02')")
    redo.click()
    page.wait_for_function("fallline.shownLink.includes('adabelief~lr:0.03')")
    page.wait_for_function("document.querySelector('#redo').ariaDisabled === 'true'")


def test_undo_drops_a_change_that_is_being_computed(visit):
    page = visit()
    wait_for_race(page)
    page.route("**/race", lambda route: page.wait_for_timeout(300) or route.continue_())
    page.evaluate("() => { fallline.changeControl('landscape', 'booth'); }")
    page.keyboard.press("Control+z")
    page.wait_for_function("!document.documentElement.hasAttribute('data-busy')")
    assert page.evaluate("fallline.race.landscape") == "Log-compressed Beale"
    assert read_link_query(page) == ""


def test_an_invalid_link_is_reported_and_the_page_works(visit):
    page = visit("on=beal&run=adam")
    assert "did you mean 'beale'" in page.locator("#notice").inner_text()
    page.wait_for_function("fallline.shownStep > 2")


def test_an_invalid_link_stays_in_the_address_until_something_is_changed(visit):
    page = visit("on=beal&run=adam")
    page.wait_for_function("fallline.shownStep > 2")
    page.evaluate("fallline.pause()")
    page.wait_for_timeout(1000)  # longer than the interval between two updates of the address
    assert read_link_query(page) == "on=beal&run=adam"
    fill(page, "Learning rate", "0.02")
    page.wait_for_url(re.compile(r"on=log_beale.*lr:0\.02"))


def test_a_bad_word_of_the_view_is_named_in_a_remark_that_stays_until_it_is_closed(visit):
    page = visit("on=booth&run=adam~lr:0.1&theme=purple&fbclid=x")
    wait_for_race(page)
    assert page.evaluate("fallline.race.landscape") == "Booth"
    assert "theme=purple" in page.locator("#remark").inner_text()
    assert page.locator("#notice").inner_text() == ""
    page.wait_for_timeout(1000)
    assert "theme=purple" in read_link_query(page)
    fill(page, "Learning rate", "0.02")
    page.wait_for_url(re.compile(r"lr:0\.02"))
    wait_for_race(page)
    assert "theme=purple" in page.locator("#remark").inner_text()
    assert "theme=purple" not in read_link_query(page)
    page.locator("#remark").get_by_role("button", name="Close").click()
    assert page.locator("#remark").inner_text() == ""


@pytest.mark.parametrize(
    ("label", "text", "sentence"),
    [
        ("Learning rate", "-1", "adabelief.lr = -1 must be above 0."),
        ("Learning rate", "fast", "adabelief.lr = 'fast' is not a number"),
        ("Steps", "1e9", "at most 50000"),
        ("start x", "inf", "must be made of finite numbers"),
    ],
)
def test_invalid_input_is_reported_and_the_race_is_kept(visit, label, text, sentence):
    page = visit()
    fill(page, label, text)
    page.get_by_text(sentence).wait_for()
    assert read_link_query(page) == ""
    assert page.evaluate("fallline.race.steps") == 500


def test_runs_can_be_added_and_removed(visit):
    page = visit()
    page.get_by_role("textbox", name="Add optimizer").click()
    rmsprop = page.get_by_role("option", name="RMSprop", exact=True)
    list_box, option_box = page.get_by_role("listbox").bounding_box(), rmsprop.bounding_box()
    assert option_box["y"] + option_box["height"] <= list_box["y"] + list_box["height"]  # in sight without scrolling
    rmsprop.click()
    page.wait_for_function("fallline.race.runs.length === 4")
    wait_for_race(page)
    page.wait_for_timeout(500)
    assert not rmsprop.is_visible()  # the list stays closed
    press_button(page, "Remove")
    page.wait_for_function("fallline.race.runs.length === 3")
    wait_for_race(page)
    runs = Scene.from_link(read_link_query(page)).optimizers
    assert [each.id for each in runs] == ["adam", "sgd_momentum", "rmsprop"]


def test_the_last_run_cannot_be_removed_and_no_ninth_one_added(visit):
    page = visit("on=booth&run=adam&steps=50")
    wait_for_race(page)
    assert reveal(page.get_by_role("button", name="Remove", include_hidden=True)).is_disabled()
    page = visit("on=booth&steps=50" + "&run=adam" * 8)
    wait_for_race(page)
    assert page.get_by_role("textbox", name="Add optimizer").is_disabled()
    assert "At most 8" in page.get_by_role("textbox", name="Add optimizer").get_attribute("placeholder")


def test_rates_set_by_hand_are_kept_on_another_landscape_and_others_can_be_had_back(visit):
    page = visit()
    wait_for_race(page)
    choose_landscape(page, "Himmelblau")
    page.wait_for_url(re.compile("on=himmelblau.*rates=tuned"))
    wait_for_race(page)
    assert "Learning rates tuned for Himmelblau" in page.locator("#remark").inner_text()
    page.locator("#remark").get_by_role("button", name="Undo").click()
    page.wait_for_url(re.compile(r"on=himmelblau.*lr:0\.01.*lr:0\.01.*lr:0\.005"))
    wait_for_race(page)
    assert page.locator("#remark").inner_text() == ""
    fill(page, "Learning rate", "0.0123")
    page.wait_for_url(re.compile(r"lr:0\.0123"))
    wait_for_race(page)
    choose_landscape(page, "Booth")
    page.wait_for_url(re.compile(r"on=booth.*lr:0\.0123.*lr:0\.01.*lr:0\.005"))


def test_cards_are_ordered_by_rank_when_the_race_is_over(visit):
    page = visit("on=booth&start=1,-2&steps=120&run=sgd_momentum~lr:0.0001&run=adam~lr:0.1", reduced_motion="reduce")
    wait_for_race(page)
    first, second = page.locator(".run-card").all()
    assert first.bounding_box()["y"] > second.bounding_box()["y"]
    page.evaluate("fallline.pauseAt(3)")
    page.wait_for_timeout(500)
    assert first.bounding_box()["y"] < second.bounding_box()["y"]
    assert first.bounding_box()["height"] <= 52


def test_the_camera_is_kept_after_edits_and_in_the_link(visit):
    page = visit(space=True)
    plot = page.locator("#panel-space .plot")
    page.wait_for_function("document.querySelector('#panel-space .plot')._fullLayout?.scene?._scene")
    wait_for_race(page)
    box = plot.bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 280, box["y"] + 170, steps=5)
    page.mouse.up()
    page.wait_for_url(re.compile(r"camera="))
    page.wait_for_timeout(1000)  # the camera moves on a little
    moved_eye = read_camera_eye(page)
    fill(page, "Learning rate", "0.02")
    page.wait_for_url(re.compile(r"lr:0\.02"))
    wait_for_race(page)
    page.wait_for_timeout(500)
    np.testing.assert_allclose(read_camera_eye(page), moved_eye, atol=1e-6)
    second = visit(read_link_query(page), space=True)
    second.wait_for_function("document.querySelector('#panel-space .plot')._fullLayout?.scene?._scene")
    wait_for_race(second)
    np.testing.assert_allclose(read_camera_eye(second), moved_eye, atol=2e-3)


def test_the_height_scale_is_kept_in_the_link_and_the_theme_can_be_switched(visit):
    page = visit()
    for scale, theme, shown_theme in (("Log", "Dark", "dark"), ("Linear", "Light", "light"), ("Log", "Dark", "dark")):
        page.locator("#height").get_by_text(scale).click()
        page.wait_for_function("(on) => fallline.shownLink.includes('height=log') === on", arg=scale == "Log")
        wait_for_race(page)
        choose_theme(page, theme)
        page.wait_for_function("(theme) => document.documentElement.dataset.theme === theme", arg=shown_theme)
        wait_for_race(page)
        assert ("height=log" in read_link_query(page)) == (scale == "Log")


def test_two_changes_at_the_same_moment_are_both_applied(visit):
    page = visit()
    wait_for_race(page)
    clicks = "for (const id of ['height', 'theme']) document.querySelector(`#${id} input:not(:checked)`).click()"
    page.evaluate(f"() => {{ {clicks} }}")
    page.wait_for_url(re.compile("height=log.*theme=dark"))
