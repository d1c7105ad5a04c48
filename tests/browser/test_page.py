"""The page: playback, keyboard, coordinate mapping and layout; its numbers equal those computed in Python."""

import numpy as np
import pytest

from fallline.scene import Scene
from fallline.scene.examples import opening_example
from tests.browser.page import (
    assert_shows,
    choose_landscape,
    fill,
    read_link_query,
    read_row,
    step_to,
    wait_for_race,
    wait_for_resources,
)


def test_the_race_starts_playing_and_playback_sends_no_requests(visit):
    page = visit(space=True)
    page.wait_for_function("fallline.shownStep > 5")
    wait_for_resources(page)
    page.wait_for_load_state("networkidle")  # formulas may be typeset late if the cores are busy
    requests = []
    # Modules of dialogs, and those that they need, are fetched when the browser is idle, perhaps during playback.
    page.on("request", lambda request: requests.append(request.url))
    page.evaluate("fallline.seek(0); fallline.play()")
    page.wait_for_function("fallline.shownStep > 60")
    assert [url for url in requests if "/assets/" not in url] == []
    assert page.evaluate("fallline.race.runs.map((run) => run.title)") == [
        each.title for each in Scene.from_link(opening_example.link).optimizers
    ]


def test_keys_play_pause_step_and_jump(visit):
    page = visit()
    step_to(page, 50)
    for key, t in (("ArrowRight", 51), ("Shift+ArrowRight", 61), ("ArrowLeft", 60), ("Home", 0), ("End", 500)):
        page.keyboard.press(key)
        assert page.evaluate("fallline.shownStep") == t
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    page.wait_for_function("fallline.shownStep > 3")
    page.keyboard.press("Space")
    assert not page.evaluate("fallline.playing")


def test_the_scrubber_sets_the_step_of_all_views(visit):
    page = visit()
    page.evaluate("fallline.pause()")
    page.locator(".scrub").fill("250")
    assert page.evaluate("fallline.shownStep") == 250
    assert_shows(page, opening_example.link, 250)


def test_the_mapping_of_coordinates_to_pixels_agrees_with_plotly(visit):
    box_links = [f"on=rosenbrock&steps=20&box={box}" for box in ("-3,3,-1,2", "-9,9,-1,2")]
    for link in ("", "on=six_hump_camel&steps=20", *box_links):
        page = visit(link)
        page.wait_for_function("document.querySelector('#panel-plane .js-plotly-plot')")
        wait_for_race(page)
        offsets = page.evaluate(
            """() => {
              const frame = document.querySelector('#panel-plane .frame');
              const layout = frame.querySelector('.plot')._fullLayout;
              const [x, y, map] = [layout.xaxis, layout.yaxis, fallline.mappingOf(frame)];
              return [0, 0.3, 1].map((s) => {
                const px = x.range[0] + s * (x.range[1] - x.range[0]), py = y.range[0] + s * (y.range[1] - y.range[0]);
                return Math.hypot(x._offset + x.l2p(px) - map.x(px), y._offset + y.l2p(py) - map.y(py));
              });
            }"""
        )
        assert max(offsets) < 1.0, link


def test_the_mapping_of_coordinates_stays_right_when_the_landscape_changes(visit):
    page = visit()
    wait_for_race(page)
    for name in ("Rosenbrock", "Six-hump camel"):
        choose_landscape(page, name)
        page.wait_for_function(f"fallline.shownLink.includes('on={name.lower().replace(' ', '_').replace('-', '_')}')")
        wait_for_race(page)
        page.wait_for_timeout(1500)
        offset = page.evaluate(
            """() => {
              const frame = document.querySelector('#panel-plane .frame');
              const edge = frame.getBoundingClientRect();
              const ticks = [...frame.querySelectorAll('.ytick text')].map((text) => text.getBoundingClientRect());
              const { left } = fallline.mappingOf(frame); // the labels stand on the map, beside its left edge
              const shown = ticks.filter((tick) => tick.width > 0);
              return Math.max(...shown.map((tick) => Math.abs(tick.left - edge.left - left)));
            }"""
        )
        assert offset < 14, name


def test_a_notice_does_not_resize_the_plots(visit):
    page = visit("on=rosenbrock&t=50")
    wait_for_race(page)
    fill(page, "Learning rate", "x")
    page.get_by_text("is not a number").wait_for()
    page.wait_for_timeout(800)
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('.frame:has(.main-svg)')].map((frame) => {
          const box = (query) => frame.querySelector(query).getBoundingClientRect();
          return [frame.clientHeight, box('.main-svg').height, box('canvas.overlay').height];
        })"""
    )
    for frame, plot, canvas in sizes:
        assert frame == pytest.approx(plot, abs=1.5)
        assert frame == pytest.approx(canvas, abs=1.5)
    canvas = page.locator("#panel-plane canvas.overlay")
    ratio = canvas.evaluate("(canvas) => canvas.height / canvas.clientHeight")
    assert ratio == pytest.approx(1, abs=0.02)


def test_preferences_for_dark_colours_and_reduced_motion_are_respected(visit):
    page = visit(color_scheme="dark", reduced_motion="reduce")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("[fallline.shownStep, fallline.playing]") == [500, False]


def test_on_a_phone_the_map_comes_first_and_nothing_overflows(visit):
    page = visit(width=390, height=844, space=True)
    wait_for_race(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    tops = [page.locator(id).bounding_box()["y"] for id in ("#panel-plane", "#transport", "#sheet-tabs", "#rail")]
    assert tops == sorted(tops)
    play = page.locator(".transport .play").bounding_box()
    assert play["y"] + play["height"] <= 844


def test_a_race_of_25000_steps_can_be_shown(visit):
    page = visit("on=rosenbrock&run=sgd_momentum~lr:0.0001&steps=25000&t=20000")
    assert_shows(page, read_link_query(page), 20000)


def test_a_diverged_run_is_announced_and_keeps_its_last_finite_position(visit):
    page = visit("on=rosenbrock&run=sgd_momentum~lr:0.1&run=adam~lr:0.01&steps=50&t=40")
    assert "Diverged at step" in page.locator(".run-card .outcome").first.text_content()
    assert all(np.isfinite(read_row(page, "x")))


def test_stepping_forward_and_back_shows_the_numbers_computed_in_python(visit):
    page = visit()
    for t in (0, 1, 137, 499, 500):
        step_to(page, t)
        assert_shows(page, opening_example.link, t)
    step_to(page, 100)
    for name, t in (("Forward 1 step", 101), ("Forward 10 steps", 111), ("Back 1 step", 110), ("Back 10 steps", 100)):
        page.get_by_role("button", name=name).click()
        assert_shows(page, opening_example.link, t)
