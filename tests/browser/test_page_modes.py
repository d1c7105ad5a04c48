"""Page modes (lab, embed, present), hidden parts, the gallery, the first visit, and accessibility."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from fallline.scene.examples import examples
from fallline.view import read_link
from fallline.view.page_parts import PAGE_PARTS
from tests.browser.page import HIMMELBLAU_LINK as LINK
from tests.browser.page import (
    SIZES_AND_THEMES,
    assert_shows,
    overlap,
    press_in_header,
    read_camera_eye,
    read_link_query,
    step_to,
    wait_for_race,
)


def find_serious_problems(page):
    """Return the accessibility problems that axe-core rates as serious or worse, as texts."""
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {[node['html'][:200] for node in each['nodes']]}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("options", SIZES_AND_THEMES)
def test_the_page_and_its_dialogs_have_no_serious_accessibility_problems(visit, options):
    page = visit(f"{LINK}&inside=step&critical_points=1&noise=0.1", **options)
    wait_for_race(page)
    page.evaluate("fallline.pause()")
    page.locator(".card-menu").first.click()
    page.evaluate("for (const fold of document.querySelectorAll('#rail details')) fold.open = true")
    assert find_serious_problems(page) == []
    dialogs = {"landscape": "#landscapes", "examples": "#gallery", "share": "#sharing", "help": "#help-text"}
    for opener, dialog in dialogs.items():
        press_in_header(page, opener)
        page.locator(f"{dialog} .card-choice, {dialog} .code, {dialog} kbd").first.wait_for()
        assert find_serious_problems(page) == []
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.id") in (opener, "menu")


@pytest.mark.parametrize(("mode", "scheme"), [("present", "light"), ("present", "dark"), ("embed", "dark")])
def test_the_other_modes_have_no_serious_accessibility_problems(visit, mode, scheme):
    page = visit(f"{LINK}&mode={mode}", color_scheme=scheme, reduced_motion="reduce")
    wait_for_race(page)
    page.evaluate("fallline.pause()")
    assert find_serious_problems(page) == []


def test_every_part_of_the_page_is_visible_unless_it_is_hidden(visit):
    page = visit("on=rosenbrock~dim:3&steps=30&run=adam&run=sgd_momentum&before=run%3Dadam~lr:0.1", space=True)
    wait_for_race(page)
    page.wait_for_selector("#hint")
    page.locator("#menu").click()
    page.locator(".card-menu").first.click()
    page.evaluate("for (const fold of document.querySelectorAll('#rail details, #inspector details')) fold.open = true")
    # a chart that is behind another one is found by its tab
    is_visible = """(part) => [...document.querySelectorAll(`[data-part~="${part}"]`)].some((each) =>
      each.checkVisibility({ visibilityProperty: !each.matches(".panel, .menu-items *") }))"""
    set_hidden = "(hide) => fallline.applyPageMode({ mode: 'lab', hide })"
    page.evaluate(set_hidden, [])
    shown = [part for part in PAGE_PARTS if page.evaluate(is_visible, part)]
    assert shown == list(PAGE_PARTS)
    for part in PAGE_PARTS:
        page.evaluate(set_hidden, [part])
        assert not page.evaluate(is_visible, part), part


def test_hidden_parts_stay_hidden_after_edits(visit):
    page = visit(f"{LINK}&hide=rail,numbers,loss,step_size,effective_rate,share")
    wait_for_race(page)
    assert not page.locator("#rail").is_visible()
    assert not page.locator("#share").is_visible()
    assert page.locator("#place-below").is_hidden()
    stage = page.locator("#race").bounding_box()
    assert stage["width"] > 1100
    frame = page.locator("#panel-plane .frame")
    x, y = frame.evaluate("(frame) => [fallline.mappingOf(frame).x(-2), fallline.mappingOf(frame).y(-3)]")
    frame.click(position={"x": x, "y": y})
    page.wait_for_url(re.compile("start=-2.*hide=rail,numbers"))


@pytest.mark.parametrize("button", ["landscape", "maps"])
def test_a_button_that_is_pressed_before_the_page_is_ready_works_once_it_is(visit, server, button):
    page = visit(LINK)
    held = []
    page.route("**/assets/main.js*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright takes no built-in
    page.goto(f"{server}?{LINK}", wait_until="commit")
    page.locator(f"#{button}").click()
    assert page.locator("dialog").count() == 0
    for route in held:
        route.continue_()
    page.locator("dialog").wait_for()


def test_a_page_without_its_drawing_library_says_so_and_plays_the_numbers(visit, server):
    page = visit(LINK, expected="Failed to load resource")
    page.route("**/plotly-*", lambda route: route.abort())
    page.goto(f"{server}?{LINK}")
    page.get_by_text("draws the figures did not load").wait_for()
    page.wait_for_function("fallline.shownStep > 2")


@pytest.mark.parametrize("options", [SIZES_AND_THEMES[1], pytest.param({"width": 1280, "height": 720}, id="projector")])
def test_present_mode_has_large_type_and_can_be_driven_by_a_clicker(visit, options):
    page = visit(LINK, space=True, **options)
    wait_for_race(page)
    page.locator("body").press("p")
    page.wait_for_function("document.documentElement.dataset.mode === 'present'")
    page.wait_for_url(re.compile("mode=present"))
    wait_for_race(page)
    for hidden in ("#rail", "#panel-numbers", "#share"):
        assert not page.locator(hidden).is_visible()
    sizes = page.evaluate(
        "[...document.querySelectorAll('table.board tbody .name, #panel-plane .xtick text')]"
        ".map((each) => parseFloat(getComputedStyle(each).fontSize))"
    )
    assert min(sizes) >= 18
    if page.viewport_size["width"] > 900:
        assert page.locator("#place-views").bounding_box()["height"] >= 0.85 * page.viewport_size["height"]
        assert page.locator("#panel-loss .plot").bounding_box()["height"] >= 100
    page.evaluate("document.activeElement.blur(); fallline.pause()")
    page.keyboard.press("PageUp")
    assert page.evaluate("[fallline.shownStep, fallline.playing]") == [0, False]
    page.keyboard.press("PageDown")
    page.wait_for_function("fallline.shownStep > 2")
    page.keyboard.press("PageDown")
    assert not page.evaluate("fallline.playing")
    page.keyboard.press("b")
    assert page.locator(".blackout").is_visible()
    page.keyboard.press("b")
    assert page.locator(".blackout").count() == 0
    page.locator("#present").click()
    page.wait_for_function("document.documentElement.dataset.mode === 'lab'")
    assert page.locator("#stage-choice").is_visible()


@pytest.mark.parametrize("link", [f"{LINK}&hide=hint", f"{LINK}&mode=embed", "lesson=adam,1"])
def test_hints_are_shown_in_the_lab_alone_and_can_be_hidden(visit, link):
    page = visit(link)
    page.wait_for_function("fallline.shownStep > 2 || fallline.race.lesson")
    page.wait_for_load_state("networkidle")
    assert not page.locator("#hint").is_visible()


def test_hints_point_at_what_is_shown_and_cover_no_control_that_they_are_about(visit):
    page = visit("hide=rail")
    hint = page.locator("#hint")
    for count in ("1 of 2", "2 of 2"):  # there is no card to point at
        assert count in hint.inner_text()
        for control in (".transport .play", "#stage-choice", ".start-handle", "#place-below"):
            assert overlap(hint.bounding_box(), page.locator(control).bounding_box()) == 0, control
        hint.get_by_role("button").first.click()
    assert hint.count() == 0


def test_the_help_opens_by_its_key_and_lists_every_key(visit):
    page = visit(LINK)
    wait_for_race(page)
    page.keyboard.press("?")
    text = page.locator("#help-text").inner_text()
    for key in ("Space", "Home", "Ctrl+Z", "Ctrl+Y", "Page Down"):
        assert key in text
    page.get_by_role("button", name="Learn it in short lessons").click()
    page.locator("dialog[open]").get_by_text("Lessons", exact=True).first.wait_for()


def test_the_menu_can_be_used_by_keys_and_is_left_out_if_everything_in_it_is_hidden(visit):
    page = visit(LINK)
    wait_for_race(page)
    page.locator("#menu").focus()
    page.keyboard.press("Enter")
    assert page.locator("#menu").get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "help"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "menu"
    assert not page.locator("#menu-items").is_visible()
    hidden = "examples,lessons,maps,share,export,class,language,help,theme"
    page.evaluate(f"fallline.applyPageMode({{ mode: 'lab', hide: '{hidden}'.split(',') }}); fallline.updateMenu()")
    assert not page.locator("#menu").is_visible()


@pytest.mark.parametrize("options", SIZES_AND_THEMES)
def test_on_the_first_visit_the_race_plays_and_a_dismissed_hint_does_not_return(visit, options):
    page = visit(**options)
    page.wait_for_function("fallline.shownStep > 5")
    assert page.locator("dialog").count() == 0
    hint = page.locator("#hint")
    for step in (1, 2, 3):
        assert f"{step} of 3" in hint.inner_text()
        hint.get_by_role("button").first.click()
    assert hint.count() == 0
    page.reload()
    page.wait_for_function("window.fallline && fallline.race && fallline.shownStep > 2")
    assert hint.count() == 0


def test_the_gallery_shows_every_example_with_description_picture_and_link(visit):
    page = visit()
    press_in_header(page, "examples")
    cards = page.locator("#gallery .card-choice")
    cards.first.wait_for()
    assert cards.count() == len(examples) >= 22
    for each in examples.values():
        card = page.locator(f"#gallery [data-id={each.id}]")
        assert each.description in card.inner_text()
        assert read_link(card.get_attribute("href")) == read_link(each.link)
    picture = page.locator("#gallery img").first
    page.wait_for_function("(image) => image.naturalWidth > 100", arg=picture.element_handle())
    chosen = list(examples.values())[-1]
    page.locator(f"#gallery [data-id={chosen.id}]").click()
    page.locator("#example").get_by_text(chosen.description).wait_for(state="attached")
    wait_for_race(page)
    assert len(read_link(chosen.link)[0].optimizers) == page.evaluate("fallline.race.runs.length")


def test_the_state_of_the_race_is_described_for_screen_readers(visit):
    page = visit(LINK)
    wait_for_race(page)
    step_to(page, 10)
    text = page.locator("#spoken").inner_text()
    assert "step 10 of 60" in text
    assert "1: " in text
    page.evaluate("fallline.seek(60)")
    assert "Over." in page.locator("#spoken").inner_text()
    page.evaluate("fallline.seek(0); fallline.play()")
    texts = set()
    for _ in range(8):
        texts.add(page.locator("#spoken").inner_text())
        page.wait_for_timeout(100)
    assert len(texts) <= 3  # not at every step, which would be too fast to listen to


def test_every_control_can_be_reached_and_operated_by_keys(visit):
    page = visit(LINK, space=True)
    wait_for_race(page)
    page.wait_for_function("document.querySelector('#panel-space .plot')._fullLayout?.scene?._scene")
    page.evaluate("fallline.pause(); document.activeElement.blur()")
    reached = []
    for _ in range(140):
        page.keyboard.press("Tab")
        facts = page.evaluate(
            """() => {
              const now = document.activeElement;
              const style = getComputedStyle(now);
              const hasOwnRing = now.matches('input, [role=slider]'); // controls of Mantine
              const ring = hasOwnRing || style.outlineStyle !== 'none' || style.boxShadow !== 'none';
              return [now.id || now.className || now.tagName, ring, now.closest('[data-part]')?.dataset.part || ''];
            }"""
        )
        if facts[0] == "BODY":  # after the last control
            break
        reached.append(facts)
    names = " ".join(str(name) for name, _, _ in reached)
    for part in ("landscape", "examples", "present", "share", "start-handle", "card-menu", "play", "scrub"):
        assert part in names, part
    assert [name for name, ring, _ in reached if not ring] == []
    page.locator("#panel-space .frame").focus()
    previous_eye, t = read_camera_eye(page), page.evaluate("fallline.shownStep")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("camera="))
    assert read_camera_eye(page)[0] != pytest.approx(previous_eye[0])
    assert page.evaluate("fallline.shownStep") == t
    page.locator("#landscape").focus()
    page.keyboard.press("Enter")
    page.locator(".card-choice").first.wait_for()
    page.get_by_role("searchbox").type("booth")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("on=booth"))
    wait_for_race(page)
    step_to(page, 20)
    assert_shows(page, read_link_query(page), 20)


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1440, 900), (1280, 720), (820, 1180), (390, 844)])
def test_the_scoreboard_fits_its_column_on_the_presenters_page(visit, width, height):
    link = "on=log_beale&run=adabelief~lr:0.05&run=adam~lr:0.05&run=sgd_momentum~lr:0.005&t=150&mode=present"
    page = visit(link, width=width, height=height)
    wait_for_race(page)
    board = page.locator("section.board")
    assert board.evaluate("each => each.scrollWidth <= each.clientWidth")
