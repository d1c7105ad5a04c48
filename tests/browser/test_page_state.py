"""The page in a real browser: its address is its state, every control turns it, and visitors do not meet."""

import re

import numpy as np
import pytest

from fallline.scene import Scene
from fallline.view import read_link
from tests.browser.page import assert_shows, choose_landscape, eye_of, fill, link_of, row, settled, step_to


def test_a_click_on_the_map_starts_there(visit):
    page = visit()
    frame = page.locator("#panel-plane .frame")
    frame.locator(".start-handle").wait_for()
    x, y = frame.evaluate("(frame) => [fallline.mapOf(frame).x(1), fallline.mapOf(frame).y(2)]")
    frame.click(position={"x": x, "y": y})
    page.wait_for_url(re.compile(r"start="))
    start = Scene.from_link(link_of(page)).starts[0]
    assert np.abs(np.subtract(start, (1, 2))).max() < 0.05
    settled(page)
    step_to(page, 20)
    assert_shows(page, link_of(page), 20)


def test_the_start_can_be_dragged_and_moved_with_keys(visit):
    page = visit()
    box = page.locator(".start-handle").bounding_box()
    assert min(box["width"], box["height"]) >= 44
    page.mouse.move(box["x"] + 22, box["y"] + 22)
    page.mouse.down()
    page.mouse.move(box["x"] + 92, box["y"] - 18, steps=4)
    page.mouse.up()
    page.wait_for_url(re.compile(r"start="))
    dragged = Scene.from_link(link_of(page)).starts[0]
    scale = page.evaluate("fallline.mapOf(document.querySelector('#panel-plane .frame')).across")
    np.testing.assert_allclose(dragged, (-2.5 + 70 / scale, -2.5 + 40 / scale), atol=2 / scale)
    settled(page)
    page.locator(".start-handle").focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_function(f"!location.search.includes('start={dragged[0]},{dragged[1]}')")
    assert Scene.from_link(link_of(page)).starts[0][1] > dragged[1]


def test_what_was_opened_stays_open_and_the_focus_stays(visit):
    page = visit()
    settled(page)
    page.get_by_text("all settings").first.click()
    fill(page, "beta2", "0.99")
    page.wait_for_url(re.compile("beta2:0.99"))
    settled(page)
    assert page.get_by_label("beta2", exact=True).first.is_visible()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "beta2"
    assert "beta2 0.99" in page.locator(".changed").first.inner_text()


def test_a_change_of_look_keeps_the_clock(visit):
    page = visit()
    step_to(page, 123)
    page.locator("#theme").get_by_text("Dark").click()
    page.wait_for_url(re.compile("theme=dark"))
    assert page.evaluate("[fallline.t, fallline.playing]") == [123, False]


def test_marking_critical_points_does_not_start_the_race_again(visit):
    page = visit("speed=20")
    page.wait_for_function("fallline.t > 20")
    page.get_by_role("switch", name="critical points").click()
    page.wait_for_url(re.compile("critical_points=1"))
    assert page.evaluate("fallline.t") > 20


def test_a_hyperparameter_changes_the_race_and_the_link(visit):
    page = visit()
    page.wait_for_function("fallline.t > 2")
    fill(page, "lr", "0.02", nth=1)
    page.wait_for_url(re.compile(r"adam~lr:0\.02"))
    settled(page)
    step_to(page, 77)
    assert_shows(page, link_of(page), 77)
    optimizers = Scene.from_link(link_of(page)).optimizers
    assert [each.lr for each in optimizers] == [0.01, 0.02, 0.005]


def test_paused_in_the_middle_a_change_keeps_the_step(visit):
    page = visit()
    step_to(page, 123)
    fill(page, "lr", "0.03")
    page.wait_for_url(re.compile(r"lr:0\.03"))
    settled(page)
    assert page.evaluate("[fallline.t, fallline.playing]") == [123, False]


def test_a_slider_turns_a_setting(visit):
    page = visit()
    page.get_by_role("slider").nth(0).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile(r"adabelief~lr:0\.0"))
    lr = Scene.from_link(link_of(page)).optimizers[0].lr
    assert 0.01 < lr < 0.012


def test_another_landscape_is_tuned_and_said(visit):
    page = visit()
    choose_landscape(page, "Himmelblau")
    page.wait_for_url(re.compile(r"on=himmelblau"))
    settled(page)
    assert "best of 25" in page.locator("#regime").inner_text()
    _, view = read_link(link_of(page))
    assert view.rates == "tuned"
    step_to(page, 30)
    assert_shows(page, link_of(page), 30)
    page.get_by_text("Defaults", exact=True).click()
    page.wait_for_url(re.compile("rates=defaults"))
    assert [each.lr for each in Scene.from_link(link_of(page)).optimizers] == [1e-3] * 3


def test_a_tuned_link_stays_tuned_when_the_start_moves(visit):
    page = visit("on=rosenbrock_b1&run=adam~lr:0.348&run=sgd_momentum~lr:0.01&start=-1,2&steps=100&rates=tuned")
    settled(page)
    frame = page.locator("#panel-plane .frame")
    x, y = frame.evaluate("(frame) => [fallline.mapOf(frame).x(0.5), fallline.mapOf(frame).y(2)]")
    frame.click(position={"x": x, "y": y})
    page.wait_for_url(re.compile("start=0.5"))
    settled(page)
    assert "best of 25" in page.locator("#regime").inner_text()


def test_an_edit_while_another_is_computed_keeps_both(visit):
    page = visit("on=log_beale&steps=1500")
    settled(page)
    choose_landscape(page, "Booth")
    page.wait_for_timeout(500)  # a hand's pace; tuning on 1500 steps takes seconds
    fill(page, "seed", "7")
    page.wait_for_url(re.compile(r"on=booth.*seed=7"))


def test_a_refused_edit_does_not_stick(visit):
    page = visit("on=quadratic&steps=50&run=adam")
    settled(page)
    fill(page, "condition", "1e308")
    page.get_by_text("cannot be drawn").wait_for()
    fill(page, "lr", "0.02")
    page.wait_for_url(re.compile(r"lr:0\.02"))
    assert "1e" not in link_of(page)


def test_a_link_shared_into_a_second_browser_shows_the_same(visit):
    first = visit()
    step_to(first, 42)
    fill(first, "lr", "0.05", nth=2)
    first.wait_for_url(re.compile(r"lr:0\.05.*t=42"))
    settled(first)
    second = visit(link_of(first))
    assert second.evaluate("[fallline.t, fallline.playing]") == [42, False]
    for array in ("x", "gap", "step_size", "ideal_own", "momentum"):
        np.testing.assert_equal(row(second, array), row(first, array))


def test_two_visitors_do_not_meet(visit):
    first, second = visit(), visit()
    before = [each.evaluate("JSON.stringify([...fallline.race.runs[0].paths.values])") for each in (first, second)]
    fill(first, "lr", "0.1")
    first.wait_for_url(re.compile(r"lr:0\.1"))
    settled(first)
    after = [each.evaluate("JSON.stringify([...fallline.race.runs[0].paths.values])") for each in (first, second)]
    assert before[0] == before[1] == after[1] != after[0]
    assert link_of(second) == ""


def test_back_and_forward_work(visit):
    page = visit()
    for text in ("0.02", "0.03"):
        fill(page, "lr", text)
        page.wait_for_url(re.compile(rf"lr:{text}"))
        settled(page)
    page.go_back()
    page.wait_for_function("fallline.shown.includes('adabelief~lr:0.02')")
    settled(page)
    assert page.get_by_label("lr", exact=True).first.input_value() == "0.02"
    page.go_forward()
    page.wait_for_function("fallline.shown.includes('adabelief~lr:0.03')")


def test_a_bad_link_is_said_and_the_page_works(visit):
    page = visit("on=beal&run=adam")
    assert "did you mean 'beale'" in page.locator("#notice").inner_text()
    page.wait_for_function("fallline.t > 2")


@pytest.mark.parametrize(
    ("label", "text", "sentence"),
    [
        ("lr", "-1", "adabelief.lr = -1 must be above 0."),
        ("lr", "fast", "adabelief.lr = 'fast' is not a number"),
        ("steps", "1e9", "at most 50000"),
        ("start x", "inf", "must be made of finite numbers"),
    ],
)
def test_bad_input_is_said_and_loses_nothing(visit, label, text, sentence):
    page = visit()
    fill(page, label, text)
    page.get_by_text(sentence).wait_for()
    assert link_of(page) == ""
    assert page.evaluate("fallline.race.steps") == 500


def test_runs_come_and_go(visit):
    page = visit()
    page.get_by_role("textbox", name="Add an optimizer").click()
    page.get_by_role("option", name="Adam", exact=True).click()
    page.wait_for_function("fallline.race.runs.length === 4")
    settled(page)
    page.get_by_role("button", name="Remove").first.click()
    page.wait_for_function("fallline.race.runs.length === 3")
    settled(page)
    assert [each.id for each in Scene.from_link(link_of(page)).optimizers] == ["adam", "sgd_momentum", "adam"]


def test_the_camera_stays_through_playback_and_reruns_and_travels_in_the_link(visit):
    page = visit(space=True)
    plot = page.locator("#panel-space .plot")
    page.wait_for_function("document.querySelector('#panel-space .plot')._fullLayout?.scene?._scene")
    settled(page)
    box = plot.bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 280, box["y"] + 170, steps=5)
    page.mouse.up()
    page.wait_for_url(re.compile(r"camera="))
    page.wait_for_timeout(1000)  # the camera glides on a little
    turned = eye_of(page)
    fill(page, "lr", "0.02")
    page.wait_for_url(re.compile(r"lr:0\.02"))
    settled(page)
    page.wait_for_timeout(500)
    np.testing.assert_allclose(eye_of(page), turned, atol=1e-6)
    second = visit(link_of(page), space=True)
    second.wait_for_function("document.querySelector('#panel-space .plot')._fullLayout?.scene?._scene")
    settled(second)
    np.testing.assert_allclose(eye_of(second), turned, atol=2e-3)


def test_height_and_theme_are_words_of_the_link(visit):
    page = visit()
    for scale, theme, paper in (("Log", "Dark", "dark"), ("Linear", "Light", "light"), ("Log", "Dark", "dark")):
        page.locator("#height").get_by_text(scale).click()
        page.wait_for_function("(on) => fallline.shown.includes('height=log') === on", arg=scale == "Log")
        settled(page)
        page.locator("#theme").get_by_text(theme).click()
        page.wait_for_function("(paper) => document.documentElement.dataset.theme === paper", arg=paper)
        settled(page)
        assert ("height=log" in link_of(page)) == (scale == "Log")


def test_turns_at_one_moment_are_all_taken_in(visit):
    page = visit()
    settled(page)
    clicks = "for (const id of ['height', 'theme']) document.querySelector(`#${id} input:not(:checked)`).click()"
    page.evaluate(f"() => {{ {clicks} }}")
    page.wait_for_url(re.compile("height=log.*theme=dark"))
