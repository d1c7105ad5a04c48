"""Inside a step, and terrain: arrows that are true to scale, sentences that are true, fields, levels, heights."""

import re

import numpy as np
import pytest
import torch

from fallline.core import gradient
from fallline.run import race
from fallline.scene import Scene
from fallline.view.view import LAYERS
from tests.browser.page import choose_landscape, link_of, row, settled, step_to

RACE = "on=booth&start=1,-2&steps=60&run=adam~lr:0.1&run=sgd_momentum~lr:0.005&run=adabelief~lr:0.1"
SIZES = [pytest.param(1440, 900, "light", id="wide-light"), pytest.param(390, 844, "dark", id="phone-dark")]


def arrows(page, t):
    """What is drawn inside step t: per run, layer -> (x, y) in the map's units; and the scales."""
    return page.evaluate(
        f"""() => {{
          const {{ race, layers }} = fallline;
          const scales = fallline.scalesOf(race, layers, [[-10, 10], [-10, 10]], {t});
          const ends = (run) => fallline.arrowsOf(run, layers, {t}, scales).map(({{ layer, x, y }}) => [layer, [x, y]]);
          return {{ scales, runs: race.runs.map((run) => Object.fromEntries(ends(run))) }};
        }}"""
    )


def ink(page, panel):
    """How many pixels of a panel's canvas are painted."""
    return page.evaluate(
        f"""() => {{
          const canvas = document.querySelector('#panel-{panel} canvas.overlay');
          const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          let painted = 0;
          for (let i = 3; i < data.length; i += 4) painted += data[i] > 0;
          return painted;
        }}"""
    )


@pytest.mark.parametrize(("width", "height", "scheme"), SIZES)
def test_arrows_are_switched_on_map_and_surface_and_stay_in_the_link(visit, width, height, scheme):
    page = visit(RACE, width=width, height=height, color_scheme=scheme, space=True)
    settled(page)
    page.wait_for_function("document.querySelector('#panel-space .plot')._fullLayout?.scene?._scene")
    step_to(page, 12)
    page.wait_for_timeout(500)
    before = {panel: ink(page, panel) for panel in ("plane", "space")}
    for layer in LAYERS:
        chip = page.locator(f".chip[data-layer={layer}]")
        assert chip.get_attribute("aria-pressed") == "false"
        chip.click()
        assert chip.get_attribute("aria-pressed") == "true"
    for panel, painted in before.items():
        assert ink(page, panel) > painted + 200, panel
    page.wait_for_url(re.compile("inside=" + ",".join(LAYERS)))
    again = visit(link_of(page), width=width, height=height)
    assert again.evaluate("fallline.layers") == list(LAYERS)
    again.locator(".chip[data-layer=step]").click()
    again.wait_for_function("!location.search.includes('step,')")


def test_arrows_have_the_readouts_lengths_at_one_scale_for_all_runs(visit):
    page = visit(f"{RACE}&inside={','.join(LAYERS)}")
    runs = race(Scene.from_link(RACE))
    for t in (0, 7, 40):
        found = arrows(page, t)
        slope, step = found["scales"]["bar"] / found["scales"]["gradient"], found["scales"]["step"]
        assert float(f"{found['scales']['gradient']:.0e}"[0]) in (1, 2, 5)
        for run, drawn in zip(runs, found["runs"], strict=True):
            expected = {"gradient": -slope * run.grad[t, 0], "step": step * run.step[t, 0]}
            name = "momentum_corrected" if "momentum_corrected" in run.readouts else "momentum"
            expected["momentum"] = -slope * run.readouts[name][t, 0]
            if "denominator" in run.readouts:
                expected["scale"] = slope * run.readouts["denominator"][t, 0]
            for layer, vector in expected.items():
                cut = np.linalg.norm(drawn[layer]) / np.linalg.norm(vector)
                assert cut <= 1 + 1e-5
                np.testing.assert_allclose(drawn[layer], cut * vector, rtol=1e-4, atol=1e-6, err_msg=layer)
                assert cut > 0.999 or layer != "step"
        longest = max(np.linalg.norm(drawn["step"]) for drawn in found["runs"])
        assert longest <= found["scales"]["bar"] * 1.001 or step == 1


def test_an_ideal_arrow_goes_to_where_the_function_is_lowest_along_the_step(visit):
    page = visit(f"{RACE}&inside=ideal")
    scene = Scene.from_link(RACE)
    found = arrows(page, 3)
    for run, drawn in zip(race(scene), found["runs"], strict=True):
        end = run.x[3, 0] + np.array(drawn["ideal"]) / found["scales"]["step"]
        along = run.step[3, 0] / np.linalg.norm(run.step[3, 0])
        before, after = (
            gradient(scene.landscape.f, torch.tensor(end + away * along)).numpy() @ along for away in (-0.01, 0.01)
        )
        assert before < 0 < after


def test_every_step_has_a_sentence_with_its_own_numbers(visit):
    page = visit(RACE)
    settled(page)
    runs = race(Scene.from_link(RACE))
    for t in (0, 5, 33):
        step_to(page, t)
        for which, run in enumerate(runs):
            said = page.evaluate(f"fallline.stepSentence(fallline.race.runs[{which}], {t})")
            if "denominator" in run.readouts:
                times = np.abs(run.step[t, 0]).max() / run.readouts["learning_rate"][t, 0, 0]
            else:
                times = run.step_size[t, 0] / (run.readouts["learning_rate"][t, 0, 0] * np.linalg.norm(run.grad[t, 0]))
            assert float(re.search(r"step[a-z ]* ([\d.e−]+) × lr", said).group(1)) == pytest.approx(times, rel=0.06)
        page.get_by_text(f"what happened in step {t}").wait_for()


def test_one_switch_beside_the_arrows_opens_every_formula_card_with_this_steps_numbers(visit):
    page = visit(RACE)
    settled(page)
    step_to(page, 8)
    chip = page.get_by_role("button", name="formula", exact=True)
    chip.click()
    assert chip.get_attribute("aria-pressed") == "true"
    cards = page.locator(".card")
    assert cards.count() == 3
    for card in cards.all():
        assert card.is_visible()
        assert card.locator("mn[data-slot]").first.text_content()
    chip.click()
    assert not cards.first.is_visible()


def test_a_finished_race_says_why_each_run_ended_so(visit):
    link = "on=quadratic~condition:50&start=-4,1&steps=80&run=gradient_descent~lr:0.0404&run=gradient_descent~lr:0.035"
    page = visit(link)
    settled(page)
    page.keyboard.press("End")
    board = page.locator(".board .story").all_inner_texts()
    assert any("exceeds 2 ÷ curvature = 0.04" in text for text in board)
    assert any("reached at" in text for text in board)
    assert any("2 ÷ curvature = 0.04" in text for text in page.locator(".run .outcome").all_inner_texts())
    np.testing.assert_allclose(row(page, "stable_rate"), [2 / 50] * 2)
    np.testing.assert_allclose(row(page, "condition"), [50] * 2)


@pytest.mark.parametrize(("width", "height", "scheme"), SIZES)
def test_the_picker_searches_shows_a_card_and_chooses(visit, width, height, scheme):
    page = visit(width=width, height=height, color_scheme=scheme)
    page.locator("#landscape").click()
    page.get_by_role("searchbox").fill("valley bent")
    count = "document.querySelectorAll('.card-choice').length"
    page.wait_for_function(f"{count} > 1 && {count} < 30")
    page.get_by_role("button", name="all", exact=True).wait_for()
    card = page.locator(".card-choice[data-id=rosenbrock]")
    page.wait_for_function("document.querySelector('[data-id=rosenbrock] img').naturalWidth > 100")
    card.focus()
    if width > 800:
        assert "Rosenbrock, 1960" in page.locator(".more").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("dialog").count() == 0
    choose_landscape(page, "Booth")
    page.wait_for_url(re.compile("on=booth"))
    page.wait_for_function("document.querySelector('#landscape-name').textContent === 'Booth'")


def test_terrain_has_a_field_levels_colours_and_three_heights(visit):
    page = visit("on=rosenbrock&steps=20&run=adam")
    settled(page)
    traces = "document.querySelector('#panel-plane .plot').data.length"
    labels = "document.querySelectorAll('#panel-plane .textpoint').length"
    assert page.evaluate(labels) > 4
    before = page.evaluate(traces)
    page.get_by_role("switch", name="field").click()
    page.wait_for_url(re.compile("field=1"))
    page.wait_for_function(f"{traces} === {before + 1}")
    for kind in ("Rank", "Linear"):
        page.locator("#height").get_by_text(kind).click()
        page.wait_for_url(re.compile(f"height={kind.lower()}"))
        settled(page)
        assert page.evaluate(labels) > 4
    page.get_by_label("colours", exact=True).first.click()
    page.get_by_role("option", name="cividis").click()
    page.wait_for_url(re.compile("colours=cividis"))


@pytest.mark.parametrize("width", [360, 390, 1280, 1440])
def test_nothing_below_the_scoreboard_moves_while_the_race_plays(visit, width):
    page = visit(RACE, width=width, height=844, reduced_motion="reduce")
    settled(page)
    heights = page.evaluate(
        """() => {
          const board = document.querySelector("#panel-scoreboard");
          const at = (t) => (fallline.seek(t), board.getBoundingClientRect().height);
          return Array.from({ length: fallline.race.steps }, (_, t) => at(t));
        }"""
    )
    assert len(set(heights)) == 1
