"""The dialog with maps of many runs: basins, sweeps, learning rates; and previews while a slider is dragged."""

import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from fallline.analysis.basins import StartGrid, classify_ends, map_tolerance
from fallline.analysis.plot_plane import find_plane
from fallline.programs.ends import compute_ends
from fallline.run import race
from fallline.scene import Scene
from tests.browser.chromium import EXPOSE_MODULES_SCRIPT
from tests.browser.page import SMALLEST_FONT_SCRIPT, press_header_button, read_link_query, wait_for_race
from tests.processes import run_server

LINK = "on=himmelblau&run=adam~lr:0.1&run=gradient_descent~lr:0.01&start=0.5,0.5&steps=150"
QUADRATIC_LINK = "on=quadratic~condition:20&run=adam~lr:0.1&run=sgd_momentum~lr:0.01&start=-4,1&steps=200"


def open_maps_dialog(page, tab="Basins"):
    press_header_button(page, "maps")
    dialog = page.locator("#mapping")
    if tab != "Basins":
        dialog.get_by_role("tab", name=tab).click()
    return dialog


def wait_for_status(page, text, timeout=90_000):
    page.wait_for_function(
        "text => document.querySelector('.mapping [role=status]').textContent.includes(text)",
        arg=text,
        timeout=timeout,
    )


def wait_for_sweep(page):
    wait_for_status(page, "double precision")


def wait_for_basins(page, size):
    wait_for_status(page, f"{size} × {size} starts each")
    # The facts come after the status.
    page.wait_for_function(
        "[...document.querySelectorAll('.map-choice .fact')]"
        ".every(each => each.textContent && !each.textContent.includes('×'))"
    )


def read_facts(dialog):
    """Return the facts in the list of maps: one text for each run, the last one of the comparison."""
    return dialog.locator(".map-choice .fact").all_inner_texts()


def read_map_at(page, dialog, u, v):
    """Return the text under the map about a place, given as shares of the map's sides from the lower left."""
    box = dialog.locator(".canvases .marks").bounding_box()
    page.mouse.move(box["x"] + u * box["width"], box["y"] + (1 - v) * box["height"])
    return dialog.locator(".under").inner_text()


def test_a_basin_map_agrees_with_the_computed_outcomes_and_a_click_sets_the_start(visit):
    page = visit(LINK)
    dialog = open_maps_dialog(page)
    dialog.get_by_label("Tiles").select_option("64")
    wait_for_basins(page, 64)
    all_ends = compute_all_ends(64)
    scene = Scene.from_link(LINK)
    for u, v in ((0.1, 0.2), (0.8, 0.75), (0.33, 0.9)):
        text = read_map_at(page, dialog, u, v)
        tile = int(v * 64) * 64 + int(u * 64)
        for ends in all_ends:
            minimum_index, step = classify_ends(ends)[tile], ends.reached[tile]
            point = ", ".join(f"{value:.4g}" for value in scene.landscape.listed_minima[minimum_index])
            assert f"{ends.optimizer.title}: reached ({point.replace('-', '−')}) after {step} steps" in text
    for text, ends in zip(read_facts(dialog)[:2], all_ends, strict=True):
        assert text.startswith(f"{100 * np.mean(ends.reached >= 0):.1f} % reach the target")
    box = dialog.locator(".canvases .marks").bounding_box()
    page.mouse.click(box["x"] + 0.75 * box["width"], box["y"] + 0.25 * box["height"])
    page.wait_for_function(
        "Math.abs(fallline.race.start[0] - 2.5) < 0.1 && Math.abs(fallline.race.start[1] - 2.5) < 0.1"
    )
    assert dialog.count() == 0
    wait_for_race(page)
    np.testing.assert_allclose(Scene.from_link(read_link_query(page)).starts[0], (2.5, 2.5), atol=0.1)


def test_a_basin_map_can_be_cancelled_recoloured_and_saved(visit):
    page = visit(LINK)
    dialog = open_maps_dialog(page)
    dialog.get_by_label("Tiles").select_option("1024")
    page.wait_for_function("document.querySelectorAll('.map-choice .fact')[1].textContent.includes('reach the target')")
    assert re.search(r"\d+ % done, about \d+ (s|min) left", dialog.get_by_role("status").inner_text())
    assert re.search(r"1024 × 1024, about", dialog.get_by_label("Tiles").inner_text())  # before it is computed
    dialog.get_by_role("button", name="Cancel").click()
    wait_for_status(page, "Stopped")
    read_pixels = "() => document.querySelector('.canvases .tiles').toDataURL()"
    previous_pixels = page.evaluate(read_pixels)
    dialog.get_by_label("Colours").select_option("steps")
    assert page.evaluate(read_pixels) != previous_pixels
    dialog.get_by_role("button", name="Adam against Gradient descent").click()
    assert dialog.locator(".map-large h3").inner_text() == "Adam against Gradient descent"
    assert "Only Adam reaches the target" in read_facts(dialog)[2]
    assert "only Gradient descent, or faster" in dialog.locator(".legend").inner_text()
    with page.expect_download() as saved:
        dialog.get_by_role("button", name="Save as PNG").click()
    assert saved.value.suggested_filename == "fallline-himmelblau-adam-gradient-descent-basins-1024.png"


def test_a_coarser_level_that_is_chosen_during_a_computation_holds_for_every_run(visit):
    page = visit(LINK)
    dialog = open_maps_dialog(page)
    page.evaluate("""() => {
      window.allFacts = [];
      const watch = () => window.allFacts.push(document.querySelector('.mapping')?.textContent ?? "");
      new MutationObserver(watch).observe(document.body, { subtree: true, childList: true, characterData: true });
    }""")
    dialog.get_by_label("Tiles").select_option("256")
    page.wait_for_function("document.querySelectorAll('.map-choice .fact')[1].textContent.startsWith('128 × 128')")
    dialog.get_by_label("Tiles").select_option("64")
    wait_for_basins(page, 64)
    assert dialog.get_by_role("button", name="Compute").is_enabled()
    shares = read_facts(dialog)
    reached = [ends.reached >= 0 for ends in compute_all_ends(64)]
    for text, each in zip(shares[:2], reached, strict=True):
        assert text.startswith(f"{100 * np.mean(each):.1f} % reach the target")
    (only,) = re.findall(r"Only Adam reaches the target: (\S+) %", shares[2])
    np.testing.assert_allclose(float(only), 100 * np.mean(reached[0] & ~reached[1]), rtol=5e-3, atol=1e-9)
    dialog.get_by_role("button", name="Compute").click()
    wait_for_basins(page, 64)
    assert read_facts(dialog) == shares
    assert not [text for text in page.evaluate("window.allFacts") if "NaN" in text]


def compute_all_ends(size):
    """Return the ends of each run of LINK from every tile of a map with this number of tiles along each side."""
    scene = Scene.from_link(LINK)
    grid = StartGrid(find_plane(scene, race(scene)), size)
    return [
        compute_ends(scene.landscape, each, grid.starts(0, size), scene.steps, map_tolerance(scene))
        for each in scene.optimizers
    ]


def test_the_map_is_large_has_axes_and_says_where_the_race_starts(visit):
    page = visit(LINK)
    dialog = open_maps_dialog(page)
    page.wait_for_function("document.querySelector('.map-plot .axes')?.width > 500")
    assert dialog.locator(".canvases").bounding_box()["height"] >= 620
    assert "click it to start there" in dialog.locator(".map-large .hint").inner_text()
    assert dialog.locator(".under").inner_text().startswith("From x = 0.5")  # the current start
    assert "current start" in dialog.locator(".legend").inner_text()
    row = "Math.round(canvas.height * (1 - 20 / canvas.getBoundingClientRect().height))"  # of the axis's name
    drawn = page.evaluate(f"""() => {{
      const canvas = document.querySelector('.map-plot .axes');
      return canvas.getContext('2d').getImageData(0, {row}, canvas.width, 12).data.some(Boolean);
    }}""")
    assert drawn


def test_a_sweep_shows_theoretical_limits_and_a_click_on_a_cell_runs_it(visit):
    page = visit(QUADRATIC_LINK)
    dialog = open_maps_dialog(page, "Sweep")
    dialog.get_by_label("Run").select_option("1")
    dialog.get_by_label("Vertical axis").select_option("momentum")
    dialog.get_by_label("Cells").select_option("16")
    page.wait_for_function("document.querySelectorAll('.sweep .legendtext').length >= 2")
    wait_for_sweep(page)
    legend = " ".join(dialog.locator(".sweep .legendtext").all_text_contents())
    assert "diverges from here, in theory" in legend
    assert "best in theory" in legend
    assert "current settings" in legend
    drag = dialog.locator(".sweep .nsewdrag").bounding_box()
    page.mouse.move(drag["x"] + 0.5 * drag["width"], drag["y"] + 0.5 * drag["height"])
    page.mouse.click(drag["x"] + 0.5 * drag["width"], drag["y"] + 0.5 * drag["height"])
    page.wait_for_function("!document.querySelector('#mapping')")
    page.wait_for_function("!location.search.includes('sgd_momentum~lr:0.01&')")
    wait_for_race(page)
    (_, run) = Scene.from_link(read_link_query(page)).optimizers
    assert 1e-4 < run.lr < 1e-1
    assert 0.3 < run.momentum < 0.7


def test_a_sweep_uses_the_axes_of_the_chosen_run_even_if_those_of_another_arrive_later(visit):
    page = visit(QUADRATIC_LINK)
    held_requests = []
    page.route("**/axes?*", lambda route: held_requests.append(route))  # noqa: PLW0108 - Playwright takes no built-in
    dialog = open_maps_dialog(page, "Sweep")
    dialog.get_by_label("Run").select_option("1")
    dialog.get_by_label("Cells").select_option("16")
    page.wait_for_timeout(200)
    assert len(held_requests) == 2
    for route in reversed(held_requests):
        route.continue_()
    wait_for_sweep(page)
    assert dialog.get_by_label("Vertical axis").evaluate("node => [...node.options].map(each => each.value)")[:2] == [
        "lr",
        "momentum",
    ]


def test_learning_rates_are_shown_in_a_figure_and_a_table(visit):
    page = visit(QUADRATIC_LINK)
    dialog = open_maps_dialog(page, "Learning rates")
    page.wait_for_function("document.querySelectorAll('.rates tbody tr').length === 2")
    names = dialog.locator(".sweep .legendtext").all_text_contents()
    assert names == ["Adam", "SGD with momentum", "current learning rate"]


# On a phone these numbers are scrolled out of sight, and the tool takes what lies there for their background.
MAPS_DIALOG = {"include": [["#mapping"]], "exclude": [[".main-svg .xtick"]]}


@pytest.mark.parametrize("width", [1440, 390])
def test_the_maps_dialog_is_accessible_and_does_not_overflow(visit, width):
    page = visit(LINK, width=width, height=844)
    for tab in ("Basins", "Sweep", "Learning rates"):  # the last tab is opened again
        dialog = open_maps_dialog(page, tab)
        page.wait_for_selector(".map-large:not([hidden]) canvas, .sweep .main-svg, .rates td")
        overflow_px = page.evaluate(
            "(() => { const d = document.querySelector('#mapping'); return d.scrollWidth - d.clientWidth; })()"
        )
        assert overflow_px <= 1
        found = Axe().run(page, context=MAPS_DIALOG, options={"resultTypes": ["violations"]})
        assert [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]] == []
        assert page.evaluate(SMALLEST_FONT_SCRIPT) >= 13
        page.keyboard.press("Escape")
        dialog.wait_for(state="detached")


def test_dragging_a_slider_previews_the_trails_and_releasing_it_runs_the_race(visit):
    page = visit(LINK, reduced_motion="reduce")
    thumb = page.locator('.rail [id*=\'"type":"slider"\'][id*=run-0]').first
    thumb.scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#hint')?.remove()")
    box = thumb.bounding_box()
    previous_paths = page.evaluate("Array.from(fallline.race.runs[0].paths.values)")
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + box["height"] / 2, steps=4)
    page.wait_for_function("document.documentElement.dataset.previewing !== undefined")
    page.wait_for_function("fallline.dragFrameTimes().length > 0")
    assert page.evaluate("Array.from(fallline.race.runs[0].paths.values)") != previous_paths
    shown_query = read_link_query(page)
    page.mouse.up()
    # The race and its link arrive after the preview has ended.
    page.wait_for_function("link => location.search !== link", arg=f"?{shown_query}")
    wait_for_race(page)
    assert page.evaluate("document.documentElement.dataset.previewing === undefined")
    assert Scene.from_link(read_link_query(page)).optimizers[0].lr < 0.1


def test_a_missing_compiler_is_reported_only_once(browser):
    """The test starts its own server, which finds no compiler."""
    with run_server(CXX="/nowhere/no-compiler") as address:
        context = browser.new_context(bypass_csp=True)
        context.add_init_script(EXPOSE_MODULES_SCRIPT)
        page = context.new_page()
        page.goto(address)
        page.get_by_text("No C++ compiler was found").wait_for()
        page.get_by_role("button", name="Close", exact=True).click()
        page.reload()
        page.wait_for_function("window.fallline && window.fallline.race")
        page.wait_for_load_state("networkidle")
        assert page.locator("#slow").count() == 0
        context.close()
