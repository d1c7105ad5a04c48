"""The page in a real browser: it moves by itself, by one clock, and shows the engine's numbers at every size."""

import numpy as np
import pytest

from fallline.scene import Scene
from fallline.scene.examples import opening
from tests.browser.page import assert_shows, choose_landscape, fill, link_of, quiet, row, settled, step_to


def test_something_moves_by_itself_and_playback_asks_the_server_for_nothing(visit):
    page = visit(space=True)
    page.wait_for_function("fallline.t > 5")
    quiet(page)
    page.wait_for_load_state("networkidle")  # the rules' typesetting comes late where the cores are busy
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("fallline.seek(0); fallline.play()")
    page.wait_for_function("fallline.t > 60")
    assert asked == []
    assert page.evaluate("fallline.race.runs.map((run) => run.title)") == [
        each.title for each in Scene.from_link(opening.link).optimizers
    ]


def test_the_keyboard_plays_steps_and_jumps(visit):
    page = visit()
    step_to(page, 50)
    for key, t in (("ArrowRight", 51), ("Shift+ArrowRight", 61), ("ArrowLeft", 60), ("Home", 0), ("End", 500)):
        page.keyboard.press(key)
        assert page.evaluate("fallline.t") == t
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    page.wait_for_function("fallline.t > 3")
    page.keyboard.press("Space")
    assert not page.evaluate("fallline.playing")


def test_a_scrub_moves_every_view_by_one_clock(visit):
    page = visit()
    page.evaluate("fallline.pause()")
    page.locator(".scrub").fill("250")
    assert page.evaluate("fallline.t") == 250
    assert_shows(page, opening.link, 250)


def test_our_axis_mapping_is_plotlys(visit):
    wide = [f"on=rosenbrock&steps=20&box={box}" for box in ("-3,3,-1,2", "-9,9,-1,2")]
    for link in ("", "on=six_hump_camel&steps=20", *wide):
        page = visit(link)
        page.wait_for_function("document.querySelector('#panel-plane .js-plotly-plot')")
        settled(page)
        off = page.evaluate(
            """() => {
              const frame = document.querySelector('#panel-plane .frame');
              const layout = frame.querySelector('.plot')._fullLayout;
              const [x, y, map] = [layout.xaxis, layout.yaxis, fallline.mapOf(frame)];
              return [0, 0.3, 1].map((s) => {
                const px = x.range[0] + s * (x.range[1] - x.range[0]), py = y.range[0] + s * (y.range[1] - y.range[0]);
                return Math.hypot(x._offset + x.l2p(px) - map.x(px), y._offset + y.l2p(py) - map.y(py));
              });
            }"""
        )
        assert max(off) < 1.0, link


def test_the_mapping_holds_when_the_landscape_changes(visit):
    page = visit()
    settled(page)
    for name in ("Rosenbrock", "Six-hump camel"):
        choose_landscape(page, name)
        page.wait_for_function(f"fallline.shown.includes('on={name.lower().replace(' ', '_').replace('-', '_')}')")
        settled(page)
        page.wait_for_timeout(1500)
        off = page.evaluate(
            """() => {
              const frame = document.querySelector('#panel-plane .frame');
              const edge = frame.getBoundingClientRect();
              const ticks = [...frame.querySelectorAll('.ytick text')].map((text) => text.getBoundingClientRect());
              return Math.max(...ticks.map((tick) => Math.abs(tick.right - edge.left - fallline.mapOf(frame).left)));
            }"""
        )
        assert off < 14, name


def test_a_notice_squeezes_nothing(visit):
    page = visit("on=rosenbrock&t=50")
    settled(page)
    fill(page, "lr", "x")
    page.get_by_text("is not a number").wait_for()
    page.wait_for_timeout(800)
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('.frame:has(.plot)')].map((frame) => {
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


def test_dark_and_still_visitors_get_what_they_prefer(visit):
    page = visit(color_scheme="dark", reduced_motion="reduce")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("[fallline.t, fallline.playing]") == [500, False]


def test_on_a_phone_the_map_comes_first_and_nothing_sticks_out(visit):
    page = visit(width=390, height=844, space=True)
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    tops = [page.locator(f"#panel-{id}").bounding_box()["y"] for id in ("plane", "space", "numbers")]
    assert tops == sorted(tops)
    assert page.locator("#rail").bounding_box()["y"] > tops[-1]
    play = page.locator(".transport .play").bounding_box()
    assert play["y"] + play["height"] <= 844


def test_a_long_race_is_shown_whole(visit):
    page = visit("on=rosenbrock&run=sgd_momentum~lr:0.0001&steps=25000&t=20000")
    assert_shows(page, link_of(page), 20000)


def test_a_diverging_run_is_said_and_held(visit):
    page = visit("on=rosenbrock&run=sgd_momentum~lr:0.1&run=adam~lr:0.01&steps=50&t=40")
    assert "Diverged at step" in page.locator(".run .outcome").first.inner_text()
    assert all(np.isfinite(row(page, "x")))


def test_stepping_back_and_forth_shows_the_numbers_of_the_engine(visit):
    page = visit()
    for t in (0, 1, 137, 499, 500):
        step_to(page, t)
        assert_shows(page, opening.link, t)
    step_to(page, 100)
    for name, t in (("Forward 1 step", 101), ("Forward 10 steps", 111), ("Back 1 step", 110), ("Back 10 steps", 100)):
        page.get_by_role("button", name=name).click()
        assert_shows(page, opening.link, t)
