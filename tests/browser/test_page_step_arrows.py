"""Details of a step and of the map: arrows, sentences, formula cards, diagnoses, the landscape picker, map layers."""

import re

import numpy as np
import pytest
import torch

from fallline.core import gradient
from fallline.run import race
from fallline.scene import Scene
from fallline.view.view import STEP_ARROWS
from tests.browser.page import choose_landscape, read_link_query, read_row, reveal, step_to, wait_for_race

LINK = "on=booth&start=1,-2&steps=60&run=adam~lr:0.1&run=sgd_momentum~lr:0.005&run=adabelief~lr:0.1"
SIZES = [pytest.param(1440, 900, "light", id="wide-light"), pytest.param(390, 844, "dark", id="phone-dark")]


def compute_arrows(page, t):
    """Return the arrows of step t, per run: layer -> (x, y) in the map's units; the scales; and whether one is cut."""
    return page.evaluate(
        f"""() => {{
          const {{ race, shownLayers: layers }} = fallline;
          const scales = fallline.computeScales(race.runs, layers, [[-10, 10], [-10, 10]], {t});
          const arrows = race.runs.map((run) => fallline.computeArrows(run, layers, {t}, scales));
          const ends = (found) => Object.fromEntries(found.map(({{ layer, x, y }}) => [layer, [x, y]]));
          return {{ scales, runs: arrows.map(ends), cut: arrows.flat().some(({{ cut }}) => cut) }};
        }}"""
    )


def count_painted_pixels(page, panel):
    """Return the number of painted pixels on a panel's canvas."""
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
def test_arrows_can_be_switched_on_and_are_kept_in_the_link(visit, width, height, scheme):
    page = visit(f"{LINK}&stage=both", width=width, height=height, color_scheme=scheme, space=True)
    wait_for_race(page)
    page.wait_for_function("document.querySelector('#panel-space .plot')._fullLayout?.scene?._scene")
    step_to(page, 12)
    page.wait_for_timeout(500)
    before = {panel: count_painted_pixels(page, panel) for panel in ("plane", "space")}
    toggle = page.locator("#inside-toggle:visible, .inspector > .inside-toggle:visible")
    if not toggle.count():
        page.locator("[data-sheet=step][role=tab]").click()
    toggle.first.click()
    for layer in STEP_ARROWS:
        chip = page.locator(f".layer-switch[data-layer={layer}]")
        if chip.get_attribute("aria-pressed") == "true":
            continue
        assert chip.get_attribute("aria-pressed") == "false"
        chip.click()
        assert chip.get_attribute("aria-pressed") == "true"
    for panel, painted in before.items():
        assert count_painted_pixels(page, panel) > painted + 200, panel
    page.wait_for_url(re.compile("inside=" + ",".join(STEP_ARROWS)))
    again = visit(read_link_query(page), width=width, height=height)
    assert again.evaluate("fallline.shownLayers") == list(STEP_ARROWS)
    again.evaluate("document.querySelector('.layer-switch[data-layer=step]').click()")
    again.wait_for_function("!location.search.includes('step,')")


def test_arrows_have_the_lengths_of_the_readouts_at_one_scale_for_all_runs(visit):
    page = visit(f"{LINK}&inside={','.join(STEP_ARROWS)}")
    runs = race(Scene.from_link(LINK))
    for t in (0, 7, 40):
        found = compute_arrows(page, t)
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


def test_the_arrow_of_the_ideal_step_ends_where_f_is_lowest_along_the_step(visit):
    page = visit(f"{LINK}&inside=ideal")
    scene = Scene.from_link(LINK)
    t = next(t for t in range(3, 40) if not compute_arrows(page, t)["cut"])
    found = compute_arrows(page, t)
    for run, drawn in zip(race(scene), found["runs"], strict=True):
        end = run.x[t, 0] + np.array(drawn["ideal"]) / found["scales"]["step"]
        along = run.step[t, 0] / np.linalg.norm(run.step[t, 0])
        slope_before, slope_after = (
            gradient(scene.landscape.f, torch.tensor(end + away * along)).numpy() @ along for away in (-0.01, 0.01)
        )
        assert slope_before < 0 < slope_after


def test_the_sentence_of_a_step_has_the_numbers_of_the_step(visit):
    page = visit(LINK)
    wait_for_race(page)
    runs = race(Scene.from_link(LINK))
    for t in (0, 5, 33):
        step_to(page, t)
        for which, run in enumerate(runs):
            text = page.evaluate(f"fallline.stepSentence(fallline.race.runs[{which}], {t})")
            if "denominator" in run.readouts:
                times = np.abs(run.step[t, 0]).max() / run.readouts["learning_rate"][t, 0, 0]
            else:
                times = run.step_size[t, 0] / (run.readouts["learning_rate"][t, 0, 0] * np.linalg.norm(run.grad[t, 0]))
            (shown,) = re.findall(r"(?:moved|to) ([\d.,]+) × (?:its )?learning rate", text)
            assert float(shown.replace(",", "")) == pytest.approx(times, rel=0.06)
            assert text[0].isupper()
            assert text.endswith(".")


def test_inside_the_step_the_rule_has_numbers_and_adabelief_stands_beside_adam(visit):
    page = visit(LINK)
    wait_for_race(page)
    step_to(page, 8)
    page.keyboard.press("i")
    assert page.locator("#inside-toggle").get_attribute("aria-pressed") == "true"
    section = page.locator("#inside-step")
    assert section.locator(".letters").count() == 3
    assert section.locator("mn[data-slot]").first.text_content()
    assert section.locator(".belief-table .differs").count() == 2
    page.evaluate("fallline.selectRun(1)")
    assert section.locator(".belief-table").count() == 0
    page.keyboard.press("i")
    assert not section.is_visible()


def test_a_finished_race_shows_a_diagnosis_of_each_run(visit):
    link = "on=quadratic~condition:50&start=-4,1&steps=80&run=gradient_descent~lr:0.0404&run=gradient_descent~lr:0.035"
    page = visit(link)
    wait_for_race(page)
    page.keyboard.press("End")
    board = page.locator(".board .story").all_inner_texts()
    assert any("exceeds 2 ÷ curvature = 0.04" in text for text in board)
    assert any("Reached at" in text for text in board)
    assert any("2 ÷ curvature = 0.04" in text for text in page.locator(".run-card .outcome").all_text_contents())
    np.testing.assert_allclose(read_row(page, "stable_rate"), [2 / 50] * 2)
    np.testing.assert_allclose(read_row(page, "condition"), [50] * 2)


@pytest.mark.parametrize(("width", "height", "scheme"), SIZES)
def test_a_landscape_can_be_searched_and_chosen_in_the_picker(visit, width, height, scheme):
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


def test_the_map_has_a_descent_field_level_labels_colour_scales_and_three_height_scales(visit):
    page = visit("on=rosenbrock&steps=20&run=adam")
    wait_for_race(page)
    count_traces = "document.querySelector('#panel-plane .plot').data.length"
    count_labels = "document.querySelectorAll('#panel-plane .textpoint').length"
    assert page.evaluate(count_labels) >= 3
    previous_count = page.evaluate(count_traces)
    reveal(page.get_by_role("switch", name="Field", include_hidden=True)).click()
    page.wait_for_url(re.compile("field=1"))
    page.wait_for_function(f"{count_traces} === {previous_count + 1}")
    for kind in ("Rank", "Linear"):
        page.locator("#height").get_by_text(kind).click()
        page.wait_for_url(re.compile(f"height={kind.lower()}"))
        wait_for_race(page)
        assert page.evaluate(count_labels) >= 3
    page.get_by_label("Colours", exact=True).first.click()
    page.get_by_role("option", name="cividis").click()
    page.wait_for_url(re.compile("colours=cividis"))


@pytest.mark.parametrize("width", [360, 390, 1280, 1440])
def test_the_height_of_the_scoreboard_is_constant_during_playback(visit, width):
    page = visit(LINK, width=width, height=844, reduced_motion="reduce")
    wait_for_race(page)
    heights = page.evaluate(
        """() => {
          const board = document.querySelector("#panel-scoreboard");
          const at = (t) => (fallline.seek(t), board.getBoundingClientRect().height);
          return Array.from({ length: fallline.race.steps }, (_, t) => at(t));
        }"""
    )
    assert len(set(heights)) == 1
