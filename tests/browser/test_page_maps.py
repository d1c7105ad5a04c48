"""Many runs at once, as a visitor meets them: basins, sweeps, learning rates."""

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from fallline.analysis.basins import Lattice, became, tolerance
from fallline.analysis.plot_plane import plane_of
from fallline.programs.ends import ends_of
from fallline.run import race
from fallline.scene import Scene
from tests.browser.chromium import MODULES
from tests.browser.page import link_of, settled
from tests.processes import serving

LINK = "on=himmelblau&run=adam~lr:0.1&run=gradient_descent~lr:0.01&start=0.5,0.5&steps=150"
BOWL = "on=quadratic~condition:20&run=adam~lr:0.1&run=sgd_momentum~lr:0.01&start=-4,1&steps=200"


def opened(page, tab="Basins"):
    page.locator("#maps").click()
    dialog = page.locator("#mapping")
    if tab != "Basins":
        dialog.get_by_role("tab", name=tab).click()
    return dialog


def computed(page):
    page.wait_for_function("document.querySelector('.mapping .fact').textContent.includes('steps')", timeout=90_000)


def read_at(page, dialog, which, u, v):
    """What the line under the maps says of a place, as shares of a picture's sides from the lower left."""
    box = dialog.locator(".canvases .marks").nth(which).bounding_box()
    page.mouse.move(box["x"] + u * box["width"], box["y"] + (1 - v) * box["height"])
    return dialog.locator(".under").inner_text()


def test_a_map_tells_of_every_tile_what_the_engine_does_and_a_click_starts_there(visit):
    page = visit(LINK)
    dialog = opened(page)
    dialog.get_by_label("Tiles").select_option("64")
    page.wait_for_function("document.querySelector('.mapping .fact').textContent.startsWith('64 × 64')")
    scene = Scene.from_link(LINK)
    lattice = Lattice(plane_of(scene, race(scene)), 64)
    all_ends = [
        ends_of(scene.landscape, each, lattice.starts(0, 64), scene.steps, tolerance(scene))
        for each in scene.optimizers
    ]
    for u, v in ((0.1, 0.2), (0.8, 0.75), (0.33, 0.9)):
        said = read_at(page, dialog, 0, u, v)
        tile = int(v * 64) * 64 + int(u * 64)
        for ends in all_ends:
            which, step = became(ends)[tile], ends.reached[tile]
            point = ", ".join(f"{value:.4g}" for value in scene.landscape.listed[which])
            assert f"{ends.optimizer.title}: arrived at ({point}) after {step} steps" in said
    shares = dialog.locator(".maps .fact").all_inner_texts()[:2]
    for words, ends in zip(shares, all_ends, strict=True):
        assert words.startswith(f"{100 * np.mean(ends.reached >= 0):.1f} % arrive")
    box = dialog.locator(".canvases .marks").first.bounding_box()
    page.mouse.click(box["x"] + 0.75 * box["width"], box["y"] + 0.25 * box["height"])
    page.wait_for_function(
        "Math.abs(fallline.race.start[0] - 2.5) < 0.1 && Math.abs(fallline.race.start[1] - 2.5) < 0.1"
    )
    assert dialog.count() == 0
    settled(page)
    assert "start=2.5" in link_of(page).replace("start=2.49", "start=2.5")


def test_a_map_is_coarse_first_stops_and_goes_on_and_colours_change(visit):
    page = visit(LINK)
    dialog = opened(page)
    dialog.get_by_label("Tiles").select_option("1024")
    page.wait_for_function("document.querySelectorAll('.maps .fact')[1]?.textContent.includes('arrive')")
    dialog.get_by_role("button", name="Cancel").click()
    page.wait_for_function("document.querySelector('.mapping .fact').textContent.startsWith('Stopped')")
    pixels = "() => document.querySelector('.canvases .tiles').toDataURL()"
    before = page.evaluate(pixels)
    dialog.get_by_label("Colours").select_option("steps")
    assert page.evaluate(pixels) != before
    dialog.get_by_label("Colours").select_option("difference")
    assert dialog.locator(".maps figure:visible").count() == 3
    assert "Only Adam arrives" in dialog.locator(".maps .fact").nth(2).inner_text()
    with page.expect_download() as saved:
        dialog.get_by_role("button", name="PNG").click()
    assert saved.value.suggested_filename == "fall-line-basins.png"


def test_a_sweep_shows_theory_and_a_cell_is_run_when_it_is_clicked(visit):
    page = visit(BOWL)
    dialog = opened(page, "Sweep")
    dialog.get_by_label("Run").select_option("1")
    dialog.get_by_label("Up").select_option("momentum")
    dialog.get_by_label("Cells").select_option("16")
    page.wait_for_function("document.querySelectorAll('.sweep .legendtext').length >= 2")
    computed(page)
    words = " ".join(dialog.locator(".sweep .legendtext").all_text_contents())
    assert "diverges from here, in theory" in words
    assert "best in theory" in words
    drag = dialog.locator(".sweep .nsewdrag").bounding_box()
    page.mouse.move(drag["x"] + 0.5 * drag["width"], drag["y"] + 0.5 * drag["height"])
    page.mouse.click(drag["x"] + 0.5 * drag["width"], drag["y"] + 0.5 * drag["height"])
    page.wait_for_function("!document.querySelector('#mapping')")
    page.wait_for_function("!location.search.includes('sgd_momentum~lr:0.01&')")
    settled(page)
    (_, run) = Scene.from_link(link_of(page)).optimizers
    assert 1e-4 < run.lr < 1e-1
    assert 0.3 < run.momentum < 0.7


def test_a_run_chosen_before_the_axes_of_another_have_come_is_swept_over_its_own(visit):
    page = visit(BOWL)
    held = []
    page.route("**/axes?*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright takes no built-in
    dialog = opened(page, "Sweep")
    dialog.get_by_label("Run").select_option("1")
    dialog.get_by_label("Cells").select_option("16")
    page.wait_for_timeout(200)
    assert len(held) == 2
    for route in reversed(held):
        route.continue_()
    computed(page)
    assert dialog.get_by_label("Up").evaluate("node => [...node.options].map(each => each.value)")[:2] == [
        "lr",
        "momentum",
    ]


def test_the_learning_rates_are_a_figure_and_a_table(visit):
    page = visit(BOWL)
    dialog = opened(page, "Learning rates")
    page.wait_for_function("document.querySelectorAll('.rates tbody tr').length === 2")
    assert dialog.locator(".sweep .legendtext").all_text_contents() == ["Adam", "SGD with momentum"]


@pytest.mark.parametrize("width", [1440, 390])
def test_the_dialog_is_accessible_and_fits(visit, width):
    page = visit(LINK, width=width, height=844)
    for tab in ("Basins", "Sweep", "Learning rates"):  # the tab that was open last is open again
        dialog = opened(page, tab)
        page.wait_for_selector(".maps figure, .sweep .main-svg, .rates td")
        wide = page.evaluate(
            "(() => { const d = document.querySelector('#mapping'); return d.scrollWidth - d.clientWidth; })()"
        )
        assert wide <= 1
        found = Axe().run(page, context="#mapping", options={"resultTypes": ["violations"]}).response["violations"]
        assert [each["id"] for each in found] == []
        page.keyboard.press("Escape")
        dialog.wait_for(state="detached")


def test_a_slider_that_is_held_moves_the_trails_and_let_go_is_raced(visit):
    page = visit(LINK, reduced_motion="reduce")
    thumb = page.locator('.rail [id*=\'"type":"slider"\'][id*=run-0]').first
    thumb.scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#hint')?.remove()")
    box = thumb.bounding_box()
    before = page.evaluate("Array.from(fallline.race.runs[0].paths.values)")
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + box["height"] / 2, steps=4)
    page.wait_for_function("document.documentElement.dataset.previewing !== undefined")
    page.wait_for_function("fallline.drawnWhileDragged().length > 0")
    assert page.evaluate("Array.from(fallline.race.runs[0].paths.values)") != before
    shown = link_of(page)
    page.mouse.up()
    # The race comes after the preview has ended, and brings its link.
    page.wait_for_function("link => location.search !== link", arg=f"?{shown}")
    settled(page)
    assert page.evaluate("document.documentElement.dataset.previewing === undefined")
    assert Scene.from_link(link_of(page)).optimizers[0].lr < 0.1


def test_without_a_compiler_the_page_says_so_once(browser):
    """On a server of its own, whose machine lacks one."""
    with serving(CXX="/nowhere/no-compiler") as address:
        context = browser.new_context(bypass_csp=True)
        context.add_init_script(MODULES)
        page = context.new_page()
        page.goto(address)
        page.get_by_text("No C++ compiler was found").wait_for()
        page.get_by_role("button", name="Close", exact=True).click()
        page.reload()
        page.wait_for_function("window.fallline && window.fallline.race")
        page.wait_for_load_state("networkidle")
        assert page.locator("#slow").count() == 0
        context.close()
