"""Starts and comparisons: dragging a start, patterns of starts, changing one thing at a time, noise, the scoreboard."""

import re

import numpy as np
import pytest

from fallline.core import settings_of
from fallline.patterns import shelf as patterns
from fallline.run import race
from fallline.run.costs import cumulative_cost
from fallline.run.racing import compute_path
from fallline.scene import Scene
from fallline.view import read_link
from fallline.web.pages.setting_labels import setting_label
from tests.browser.page import (
    choose_landscape,
    fill,
    press_button,
    read_link_query,
    reveal,
    set_comparing,
    step_to,
    wait_for_race,
)

THREE_RUNS = "on=booth&start=1,-2&steps=120&run=adam~lr:0.1&run=sgd_momentum~lr:0.005&run=adabelief~lr:0.1"


def test_a_start_dragged_back_to_its_place_restores_the_trails(visit):
    page = visit(f"{THREE_RUNS}&inside=step&t=5")
    wait_for_race(page)
    previous_paths = page.evaluate("Array.from(fallline.race.runs[0].paths.values).join()")
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
    assert page.evaluate("Array.from(fallline.race.runs[0].paths.values).join()") == previous_paths
    assert page.evaluate("[fallline.shownStep, fallline.playing]") == [5, False]


def read_cards(page):
    """Return what the cards of the runs show, from the first rank to the last: (name, how it stands to the target)."""
    cards = [
        [card.locator(f".card-{part}").inner_text() for part in ("rank", "name", "arrival")]
        for card in page.locator(".run-card").all()
    ]
    return [(name, arrival) for _, name, arrival in sorted(cards, key=lambda card: int(card[0]))]


def choose(page, label, option):
    reveal(page.get_by_label(label, exact=True).first).click()
    page.get_by_role("option", name=option, exact=True).last.click()


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_trails_are_updated_while_the_start_is_dragged(visit, touch):
    size = {"width": 390, "height": 844} if touch else {}
    page = visit(THREE_RUNS, has_touch=touch, **size)
    wait_for_race(page)
    step_to(page, 20)
    handle = page.locator(".start-handle")
    box = handle.bounding_box()
    x, y = box["x"] + 22, box["y"] + 22
    if touch:
        devtools = page.context.new_cdp_session(page)
        press = lambda kind, px, py: devtools.send(
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
    page.wait_for_function("fallline.dragFrameTimes().length > 0 && fallline.race.start[0] !== 1")
    page.wait_for_timeout(700)
    start = tuple(page.evaluate("fallline.race.start"))
    drawn = page.evaluate("fallline.race.runs.map((run) => Array.from(run.paths.values))")
    scene = Scene.from_link(f"{THREE_RUNS.replace('start=1,-2', f'start={start[0]},{start[1]}')}")
    for run, optimizer in zip(drawn, scene.optimizers, strict=True):
        np.testing.assert_allclose(
            np.reshape(run, (-1, 3))[:, :2], compute_path(scene, optimizer).x[:, 0], rtol=1e-5, atol=1e-5
        )
    assert "start=1,-2" in page.url or "start" not in page.url  # the link changes only when the start is released
    if touch:
        press("touchEnd", 0, 0)
    else:
        page.mouse.up()
    page.wait_for_url(re.compile(r"start=(?!1,-2)"))
    assert page.evaluate("fallline.shownStep") == 20
    assert not page.evaluate("fallline.playing")


@pytest.mark.parametrize("id", list(patterns))
def test_many_starts_are_run_and_the_cards_count_those_that_reached_the_target(visit, id):
    page = visit(THREE_RUNS)
    wait_for_race(page)
    choose(page, "Starts around it", patterns.class_of(id).title)
    page.wait_for_url(re.compile(f"around={id}"))
    wait_for_race(page)
    scene = Scene.from_link(read_link_query(page))
    assert page.evaluate("fallline.race.starts") == len(scene.rows) > 10
    step_to(page, scene.steps)
    runs = race(scene)
    spent = min(cumulative_cost(run)[-1, 0] for run in runs)
    expected = {
        run.optimizer.title: sum(
            end.reached is not None and cumulative_cost(run)[end.reached, row] <= spent
            for row, end in enumerate(run.outcome)
        )
        for run in runs
    }
    assert dict(read_cards(page)) == {name: f"{count} of {len(scene.rows)}" for name, count in expected.items()}
    first = settings_of(patterns.class_of(id))[0]
    fill(page, setting_label(first), "21")
    page.wait_for_url(re.compile(f"around={id}~{first.name}:21"))


def test_two_hundred_trails_look_the_same_after_stepping_forward_and_jumping_back(visit):
    page = visit(f"{THREE_RUNS}&around=cloud~count:199&t=0")
    wait_for_race(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    show = """(t) => {
      fallline.seek(t);
      const canvas = document.querySelector('#panel-plane canvas.overlay');
      return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    }"""
    page.evaluate(f"() => {{ window.show = {show}; for (let t = 1; t < 30; t++) show(t); window.first = show(30); }}")
    count_changed_pixels = "(t) => show(t).filter((value, i) => Math.abs(value - first[i]) > 40).length"
    assert page.evaluate(count_changed_pixels, 120) > 5000
    assert page.evaluate(count_changed_pixels, 30) < 500


def test_changing_one_thing_at_a_time_shows_the_previous_race(visit):
    page = visit(THREE_RUNS)
    wait_for_race(page)
    set_comparing(page)
    page.wait_for_url(re.compile("before=same"))
    wait_for_race(page)
    fill(page, "Learning rate", "0.3")
    page.wait_for_url(re.compile(r"before=run%3Dadam~lr:0\.1%26"))
    wait_for_race(page)
    scene, _ = read_link(read_link_query(page))
    ghosts = page.evaluate("fallline.race.ghosts.map((run) => Array.from(run.paths.values))")
    assert len(ghosts) == 3
    old = race(Scene.from_link(THREE_RUNS))
    for ghost, run in zip(ghosts, old, strict=True):
        np.testing.assert_allclose(np.reshape(ghost, (-1, 3))[:, :2], run.x[:, 0], rtol=1e-5, atol=1e-5)
    step_to(page, scene.steps)
    shown = dict(read_cards(page))
    for run in old:
        previous_step = run.outcome[0].reached
        assert f"(was {'never' if previous_step is None else previous_step})" in shown[run.optimizer.title]
    fill(page, "Steps", "100")
    page.wait_for_url(re.compile(r"before=steps%3D120"))
    wait_for_race(page)
    choose_landscape(page, "Matyas")
    page.wait_for_url(re.compile(r"on=matyas.*before=same"))
    wait_for_race(page)
    set_comparing(page)
    page.wait_for_function("!location.search.includes('before')")


def test_changing_one_thing_at_a_time_does_not_tune_learning_rates_again(visit):
    page = visit("on=booth&start=1,-2&steps=60&run=adam~lr:0.1&rates=tuned")
    wait_for_race(page)
    page.locator("#rates").get_by_text("Tuned", exact=True).click()
    wait_for_race(page)
    set_comparing(page)
    page.wait_for_url(re.compile("before=same"))
    wait_for_race(page)
    rate = Scene.from_link(read_link_query(page)).optimizers[0].lr
    fill(page, "start x", "-7")
    page.wait_for_url(re.compile("start=-7"))
    wait_for_race(page)
    scene, view = read_link(read_link_query(page))
    assert scene.optimizers[0].lr == rate
    assert "start" in view.before
    assert "run" not in view.before


def test_two_runs_of_one_optimizer_are_named_by_the_settings_in_which_they_differ(visit):
    page = visit("on=booth&start=1,-2&steps=60&run=adam~lr:0.1")
    wait_for_race(page)
    press_button(page, "Duplicate")
    page.wait_for_function("fallline.race.runs.length === 2")
    wait_for_race(page)
    assert sorted(name for name, _ in read_cards(page)) == ["Adam (1)", "Adam (2)"]
    fill(page, "Learning rate", "0.02", nth=1)
    page.wait_for_url(re.compile(r"adam~lr:0\.02"))
    wait_for_race(page)
    assert sorted(name for name, _ in read_cards(page)) == ["Adam, lr 0.02", "Adam, lr 0.1"]
    assert len(set(page.evaluate("fallline.race.runs.map((run) => run.colour + run.shape)"))) == 2


def test_the_cards_rank_runs_at_equal_cost_not_at_equal_steps(visit):
    link = "on=rosenbrock&start=-1.2,1&steps=60&run=newton&run=nelder_mead&run=adam~lr:0.1"
    page = visit(link)
    wait_for_race(page)
    runs = race(Scene.from_link(link))
    for t in (3, 20, 45, 60):
        step_to(page, t)
        spent = min(cumulative_cost(run)[t, 0] for run in runs)
        expected = []
        for run in runs:
            at = int(np.flatnonzero(cumulative_cost(run)[:, 0] <= spent)[-1])
            reached = run.outcome[0].reached
            has_reached = reached is not None and cumulative_cost(run)[reached, 0] <= spent
            expected.append(
                (
                    not has_reached,
                    cumulative_cost(run)[reached, 0] if has_reached else 0,
                    run.gap[at, 0],
                    run.optimizer.title,
                )
            )
        expected.sort()
        assert [name for name, _ in read_cards(page)] == [title for *_, title in expected]


def test_a_button_changes_the_seed_of_the_noise(visit):
    page = visit(f"{THREE_RUNS}&noise=1&seed=4")
    wait_for_race(page)
    previous_paths = page.evaluate("Array.from(fallline.race.runs[0].paths.values).join()")
    press_button(page, "another seed")
    page.wait_for_url(re.compile("seed=5"))
    wait_for_race(page)
    assert page.evaluate("Array.from(fallline.race.runs[0].paths.values).join()") != previous_paths


def test_the_page_says_how_the_learning_rates_were_chosen(visit):
    page = visit(THREE_RUNS)
    wait_for_race(page)
    for regime, text in (("Tuned", "best of 25"), ("Same", "One for all"), ("Default", "default")):
        page.locator("#rates").get_by_text(regime, exact=True).click()
        page.wait_for_function(f"document.querySelector('#regime').textContent.includes('{text}')")
    for mode in ("present", "embed"):
        page = visit(f"{THREE_RUNS}&mode={mode}")
        page.wait_for_function("document.querySelector('#tools-scoreboard').textContent.includes('custom rates')")
        assert page.locator("#tools-scoreboard").is_visible()
