"""Aiming and comparing: live trails while dragging, many starts, one thing at a time, doubles, noise, scoreboard."""

import re

import numpy as np
import pytest

from fallline.core import settings_of
from fallline.patterns import shelf as patterns
from fallline.run import race
from fallline.run.costs import costs
from fallline.run.racing import path
from fallline.scene import Scene
from fallline.view import read_link
from tests.browser.page import choose_landscape, fill, link_of, settled, step_to

THREE = "on=booth&start=1,-2&steps=120&run=adam~lr:0.1&run=sgd_momentum~lr:0.005&run=adabelief~lr:0.1"


def test_a_ring_that_is_put_back_brings_the_old_trails_back(visit):
    page = visit(f"{THREE}&inside=step&t=5")
    settled(page)
    before = page.evaluate("Array.from(fallline.race.runs[0].paths.values).join()")
    box = page.locator(".start-handle").bounding_box()
    x, y = box["x"] + 22, box["y"] + 22
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=3)
    page.wait_for_function("fallline.race.stale")
    page.mouse.move(x, y, steps=3)
    page.mouse.up()
    page.wait_for_function("!('previewing' in document.documentElement.dataset) && !fallline.race.stale")
    assert "start=1,-2" in page.url
    assert page.evaluate("Array.from(fallline.race.runs[0].paths.values).join()") == before
    assert page.evaluate("[fallline.t, fallline.playing]") == [5, False]


def board(page):
    """The scoreboard's lines from the first place to the last: (name, gap, arrived)."""
    rows = page.locator("table.board tbody tr")
    return [tuple(row.locator(f".{name}").inner_text() for name in ("name", "gap", "arrived")) for row in rows.all()]


def choose(page, label, option):
    page.get_by_label(label, exact=True).first.click()
    page.get_by_role("option", name=option, exact=True).last.click()


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_while_the_ring_is_dragged_the_trails_follow(visit, touch):
    size = {"width": 390, "height": 844} if touch else {}
    page = visit(THREE, has_touch=touch, **size)
    settled(page)
    step_to(page, 20)
    handle = page.locator(".start-handle")
    box = handle.bounding_box()
    x, y = box["x"] + 22, box["y"] + 22
    if touch:
        wire = page.context.new_cdp_session(page)
        press = lambda kind, px, py: wire.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [] if kind == "touchEnd" else [{"x": px, "y": py}]},
        )
        press("touchStart", x, y)
        for i in range(1, 6):
            press("touchMove", x + 8 * i, y - 8 * i)
    else:
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 40, y - 40, steps=5)
    page.wait_for_function("fallline.drawnWhileDragged().length > 0 && fallline.race.start[0] !== 1")
    page.wait_for_timeout(700)
    start = tuple(page.evaluate("fallline.race.start"))
    drawn = page.evaluate("fallline.race.runs.map((run) => Array.from(run.paths.values))")
    scene = Scene.from_link(f"{THREE.replace('start=1,-2', f'start={start[0]},{start[1]}')}")
    for run, optimizer in zip(drawn, scene.optimizers, strict=True):
        np.testing.assert_allclose(
            np.reshape(run, (-1, 3))[:, :2], path(scene, optimizer).x[:, 0], rtol=1e-5, atol=1e-5
        )
    assert "start=1,-2" in page.url or "start" not in page.url  # nothing is settled before the hand lets go
    if touch:
        press("touchEnd", 0, 0)
    else:
        page.mouse.up()
    page.wait_for_url(re.compile(r"start=(?!1,-2)"))
    assert page.evaluate("fallline.t") == 20
    assert not page.evaluate("fallline.playing")


@pytest.mark.parametrize("id", list(patterns))
def test_many_starts_run_at_once_and_the_board_counts_who_arrived(visit, id):
    page = visit(THREE)
    settled(page)
    choose(page, "around", patterns.class_of(id).title)
    page.wait_for_url(re.compile(f"around={id}"))
    settled(page)
    scene = Scene.from_link(link_of(page))
    assert page.evaluate("fallline.race.starts") == len(scene.rows) > 10
    step_to(page, scene.steps)
    runs = race(scene)
    spent = min(costs(run)[-1, 0] for run in runs)
    expected = {
        run.optimizer.title: sum(
            end.reached is not None and costs(run)[end.reached, row] <= spent for row, end in enumerate(run.outcome)
        )
        for run in runs
    }
    assert {name: arrived for name, _, arrived in board(page)} == {
        name: f"{count} of {len(scene.rows)}" for name, count in expected.items()
    }
    first = settings_of(patterns.class_of(id))[0].name
    fill(page, first, "21")
    page.wait_for_url(re.compile(f"around={id}~{first}:21"))


def test_two_hundred_trails_are_drawn_forwards_and_backwards_alike(visit):
    page = visit(f"{THREE}&around=cloud~count:199&t=0")
    settled(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    show = """(t) => {
      fallline.seek(t);
      const canvas = document.querySelector('#panel-plane canvas.overlay');
      return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    }"""
    page.evaluate(f"() => {{ window.show = {show}; for (let t = 1; t < 30; t++) show(t); window.first = show(30); }}")
    apart = "(t) => { const now = show(t); return now.filter((value, i) => Math.abs(value - first[i]) > 40).length; }"
    assert page.evaluate(apart, 120) > 5000
    assert page.evaluate(apart, 30) < 500


def test_one_thing_at_a_time_keeps_the_race_before_in_sight(visit):
    page = visit(THREE)
    settled(page)
    page.get_by_role("switch", name="change one thing at a time").click()
    page.wait_for_url(re.compile("before=same"))
    settled(page)
    fill(page, "lr", "0.3")
    page.wait_for_url(re.compile(r"before=run%3Dadam~lr:0\.1%26"))
    settled(page)
    scene, _ = read_link(link_of(page))
    ghosts = page.evaluate("fallline.race.before.map((run) => Array.from(run.paths.values))")
    assert len(ghosts) == 3
    old = race(Scene.from_link(THREE))
    for ghost, run in zip(ghosts, old, strict=True):
        np.testing.assert_allclose(np.reshape(ghost, (-1, 3))[:, :2], run.x[:, 0], rtol=1e-5, atol=1e-5)
    step_to(page, scene.steps)
    shown = {name: arrived for name, _, arrived in board(page)}
    for run in old:
        was = run.outcome[0].reached
        assert f"(before: {'never' if was is None else was})" in shown[run.optimizer.title]
    fill(page, "steps", "100")
    page.wait_for_url(re.compile(r"before=steps%3D120"))
    settled(page)
    choose_landscape(page, "Matyas")
    page.wait_for_url(re.compile(r"on=matyas.*before=same"))
    settled(page)
    page.get_by_role("switch", name="change one thing at a time").click()
    page.wait_for_function("!location.search.includes('before')")


def test_with_one_thing_at_a_time_rates_are_not_tuned_anew(visit):
    page = visit("on=booth&start=1,-2&steps=60&run=adam~lr:0.1&rates=tuned")
    settled(page)
    page.locator("#rates").get_by_text("Tuned here").click()
    settled(page)
    page.get_by_role("switch", name="change one thing at a time").click()
    page.wait_for_url(re.compile("before=same"))
    settled(page)
    rate = Scene.from_link(link_of(page)).optimizers[0].lr
    fill(page, "start x", "-7")
    page.wait_for_url(re.compile("start=-7"))
    settled(page)
    scene, view = read_link(link_of(page))
    assert scene.optimizers[0].lr == rate
    assert "start" in view.before
    assert "run" not in view.before


def test_the_same_optimizer_twice_is_told_apart_by_what_differs(visit):
    page = visit("on=booth&start=1,-2&steps=60&run=adam~lr:0.1")
    settled(page)
    page.get_by_role("button", name="Race Adam once more").click()
    page.wait_for_function("fallline.race.runs.length === 2")
    settled(page)
    assert sorted(name for name, _, _ in board(page)) == ["Adam (1)", "Adam (2)"]
    fill(page, "lr", "0.02", nth=1)
    page.wait_for_url(re.compile(r"adam~lr:0\.02"))
    settled(page)
    assert sorted(name for name, _, _ in board(page)) == ["Adam, lr 0.02", "Adam, lr 0.1"]
    assert len(set(page.evaluate("fallline.race.runs.map((run) => run.colour + run.shape)"))) == 2


def test_the_board_orders_the_runs_at_equal_cost_not_at_equal_steps(visit):
    link = "on=rosenbrock&start=-1.2,1&steps=60&run=newton&run=nelder_mead&run=adam~lr:0.1"
    page = visit(link)
    settled(page)
    runs = race(Scene.from_link(link))
    for t in (3, 20, 45, 60):
        step_to(page, t)
        spent = min(costs(run)[t, 0] for run in runs)
        expected = []
        for run in runs:
            at = int(np.flatnonzero(costs(run)[:, 0] <= spent)[-1])
            arrived = run.outcome[0].reached
            there = arrived is not None and costs(run)[arrived, 0] <= spent
            expected.append((not there, costs(run)[arrived, 0] if there else 0, run.gap[at, 0], run.optimizer.title))
        expected.sort()
        shown = board(page)
        assert [name for name, _, _ in shown] == [title for *_, title in expected]
        gaps = [float(gap.replace("−", "-").replace(" e", "e")) for _, gap, _ in shown]
        np.testing.assert_allclose(gaps, [gap for _, _, gap, _ in expected], rtol=6e-3, atol=1e-300)
        assert f"after {spent} gradient evaluation" in page.locator("table.board thead").inner_text()


def test_noise_has_a_seed_and_a_button_for_another(visit):
    page = visit(f"{THREE}&noise=1&seed=4")
    settled(page)
    before = page.evaluate("Array.from(fallline.race.runs[0].paths.values).join()")
    page.get_by_role("button", name="another seed").click()
    page.wait_for_url(re.compile("seed=5"))
    settled(page)
    assert page.evaluate("Array.from(fallline.race.runs[0].paths.values).join()") != before


def test_which_learning_rates_are_in_force_is_always_said(visit):
    page = visit(THREE)
    settled(page)
    for regime, words in (("Tuned here", "best of 25"), ("Same for all", "one for all"), ("Defaults", "default")):
        page.locator("#rates").get_by_text(regime).click()
        page.wait_for_function(f"document.querySelector('#tools-scoreboard').textContent.includes('{words}')")
    for mode in ("present", "embed"):
        page = visit(f"{THREE}&mode={mode}")
        page.wait_for_function("document.querySelector('#tools-scoreboard').textContent.includes('by hand')")
        assert page.locator("#tools-scoreboard").is_visible()
