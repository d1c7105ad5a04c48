"""Lessons in a real browser, as a student and as a teacher walk through them."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from fallline.lessons import CHOICE, NUMBER, PLACE, RUN, happened, lesson_at, lessons, question_at
from fallline.lessons._lesson import KINDS
from fallline.view import read_link, write_link
from fallline.view.view import View
from fallline.web.i18n import ENGLISH, languages
from tests.browser.page import link_of, settled

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844, "has_touch": True}
STILL = {"reduced_motion": "reduce"}
FIRST = next(iter(lessons))
ASKED = [
    f"{id},{number}" for id, lesson in lessons.items() for number, page in enumerate(lesson.pages, 1) if page.question
]
# Where a run's ball is drawn at a step, in pixels of the map.
BALL = """([run, t]) => {
  const map = fallline.mapOf(document.querySelector(".panel.plane .frame"));
  const [x, y] = fallline.race.runs[run].paths.values.slice(3 * t, 3 * t + 2);
  return [map.x(x), map.y(y)];
}"""


def link_to(place):
    scene, view = read_link(lesson_at(place)[2].link)
    return write_link(scene, View(lesson=place, box=view.box, speed=view.speed))


def place_with(kind):
    """The first page that asks a question of a kind, and the question."""
    return next((place, question_at(place)[1]) for place in ASKED if question_at(place)[1].kind == kind)


def opened(page, place):
    page.wait_for_function("place => (document.getElementById('lesson').dataset.place || '') === place", arg=place)
    page.locator("#lesson .turning").wait_for()


def answer(page, place, *, right):
    """Fills in an answer to the page's question, the engine's or another one."""
    lesson_page, question = question_at(place)
    found = happened(lesson_page.link, question)
    form = page.locator(".question")
    if question.kind == PLACE:
        at = found["place"] if right else [each + found["way"] for each in found["place"]]
        for axis, value in enumerate(at):
            form.locator("input").nth(axis).fill(f"{value:.6f}")
    elif question.kind == NUMBER:
        form.locator("input").fill(str(found if right else found * 50 + 1))
    else:
        label = form.locator(f"label[data-key='{found}']" if right else f"label:not([data-key='{found}'])").first
        label.click()
    return found


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_lesson_is_chosen_read_and_walked_through(visit, size):
    page = visit("steps=50", **size, **STILL)
    page.get_by_role("button", name="Lessons", exact=True).click()
    page.locator(".lesson-card").nth(len(lessons) - 1).wait_for()
    assert page.locator(".lesson-card").count() == len(lessons)
    page.locator(".lesson-card").first.click()
    lesson = lessons[FIRST]
    for number, each in enumerate(lesson.pages, 1):
        place = f"{FIRST},{number}"
        opened(page, place)
        assert f"lesson={place}" in link_of(page)
        assert page.locator("#lesson h2").inner_text() == each.title
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if each.question:
            assert page.evaluate("fallline.t") == 0
            assert not page.locator("#lesson .later").is_visible()
            answer(page, place, right=True)
            page.locator(".question .run").click()
            page.locator(".verdict .right").wait_for()
        assert page.locator("#lesson .later").is_visible() or not page.locator("#lesson .later").inner_text()
        page.locator(".turning .button").last.click()
    page.locator(".lesson-card").first.wait_for()
    assert "done" in page.locator(".lesson-card").first.inner_text()
    page.reload()
    page.wait_for_function("window.fallline && window.fallline.race")
    page.get_by_role("button", name="Lessons", exact=True).click()
    asked = sum(each.question is not None for each in lesson.pages)
    assert f"done · {asked} of {asked} predictions right" in page.locator(".lesson-card").first.inner_text()


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_guess_is_scored_against_what_happened(visit, kind):
    place, question = place_with(kind)
    page = visit(link_to(place), **STILL)
    opened(page, place)
    assert page.locator(".question .run").is_disabled()
    found = answer(page, place, right=False)
    page.locator(".question .run").click()
    page.locator(".verdict .wrong").wait_for()
    if kind in (RUN, CHOICE):
        assert page.locator(".options .answer").get_attribute("data-key") == str(found)
    if kind == NUMBER:
        said = page.locator(".verdict p").inner_text()
        assert float(re.search(r"[\d.]+", said).group()) == pytest.approx(found, rel=5e-3)
        assert question.unit in said
    if kind == PLACE:
        assert page.evaluate("fallline.t") == question.t
        assert page.locator(".guess-mark").count() == 2
        ball = page.evaluate(BALL, [question.run - 1, question.t])
        mark = page.locator(".guess-mark.happened").evaluate("n => [parseFloat(n.style.left), parseFloat(n.style.top)]")
        assert mark == pytest.approx(ball, abs=1.5)


def test_a_guess_is_placed_by_a_click_and_the_race_runs_to_the_step_in_question(visit):
    place, question = place_with(PLACE)
    page = visit(link_to(place))
    opened(page, place)
    start = link_of(page)
    box = page.locator(".panel.plane .frame").bounding_box()
    page.mouse.click(box["x"] + 0.45 * box["width"], box["y"] + 0.4 * box["height"])
    page.locator(".guess-mark.guessed").wait_for(state="attached")
    assert link_of(page) == start  # the click has not moved the start
    page.locator(".question .run").click()
    page.locator(".verdict strong").wait_for()
    assert page.evaluate("[fallline.t, fallline.playing]") == [question.t, False]


def test_a_race_that_was_turned_is_set_back_before_the_question_is_run(visit):
    place, _ = place_with(RUN)
    page = visit(link_to(place), **STILL)
    opened(page, place)
    own = page.evaluate("fallline.shown")
    page.locator(".turning").get_by_role("button", name="Controls").click()
    slider = page.locator(".rail [role=slider]").first
    slider.focus()
    slider.press("ArrowRight")
    page.wait_for_function("own => fallline.shown !== own", arg=own)
    answer(page, place, right=True)
    page.locator(".question .run").click()
    page.locator(".verdict .right").wait_for()
    assert page.evaluate("fallline.shown") == own


def test_a_link_in_the_text_leads_to_a_race_and_the_lesson_stays(visit):
    place = next(place for place in ASKED if any("](?" in block.source for block in question_at(place)[0].blocks))
    page = visit(link_to(place), **STILL)
    opened(page, place)
    page.get_by_role("button", name="Show me").click()
    link = page.locator("#lesson .words a").first
    target = link.get_attribute("href").removeprefix("?")
    link.click()
    page.wait_for_function(f"fallline.shown.includes({read_link(target)[0].steps})")
    page.wait_for_function("before => fallline.shown !== before", arg=link_to(place))
    assert read_link(link_of(page))[0] == read_link(target)[0]
    assert f"lesson={place}" in link_of(page)


def test_a_clicker_drives_a_lesson_on_the_projector(visit):
    place, _ = place_with(RUN)
    page = visit(f"{link_to(place)}&mode=present", width=1280, height=720, **STILL)
    opened(page, place)
    answer(page, place, right=True)
    page.locator("#lesson h2").click()
    page.keyboard.press("PageDown")
    page.locator(".verdict strong").wait_for()
    page.keyboard.press("PageDown")
    id, _, number = place.partition(",")
    opened(page, f"{id},{int(number) + 1}")
    page.keyboard.press("PageUp")
    opened(page, place)


def test_a_lesson_that_is_none_is_said_and_one_can_be_closed(visit):
    page = visit("lesson=nothing,1")
    assert "No lesson called 'nothing'" in page.locator("#notice").inner_text()
    place = f"{FIRST},1"
    page.evaluate("place => fallline.openLesson(place)", place)
    opened(page, place)
    page.get_by_role("button", name="Close the lesson").click()
    page.wait_for_function("document.getElementById('lesson').hidden")
    assert page.locator("#rail").is_visible()
    assert "lesson" not in link_of(page)


@pytest.mark.parametrize(("size", "theme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide", "phone"])
def test_axe_finds_nothing_serious_in_a_lesson(visit, size, theme):
    place, _ = place_with(CHOICE)
    page = visit(link_to(place), **size, **STILL, color_scheme=theme)
    opened(page, place)
    answer(page, place, right=False)
    page.locator(".question .run").click()
    page.locator(".verdict strong").wait_for()
    found = Axe().run(page).response["violations"]
    assert not [each["id"] for each in found if each["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("code", [code for code in languages() if code != ENGLISH])
def test_a_lesson_is_read_in_another_language_and_the_language_can_be_changed(visit, code):
    place, _ = place_with(CHOICE)
    own = languages()[code]
    page = visit(link_to(place), **PHONE, **STILL, locale=code)
    opened(page, place)
    _, _, lesson_page = lesson_at(place)
    assert page.locator("#lesson h2").inner_text() == own.words[lesson_page.title]
    assert page.locator("html").get_attribute("lang") == code
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    answer(page, place, right=True)
    page.locator(".question .run").click()
    page.get_by_text(own.words["Spot on."]).wait_for()
    page.locator("#language").click()
    page.get_by_role("button", name="English", exact=True).click()
    page.wait_for_function("document.documentElement.lang === 'en' && window.fallline && window.fallline.race")
    opened(page, place)
    assert page.locator("#lesson h2").inner_text() == lesson_page.title


def test_a_script_from_right_to_left_breaks_nothing(visit):
    place, _ = place_with(PLACE)
    page = visit(link_to(place), **STILL)
    opened(page, place)
    page.evaluate("document.documentElement.dir = 'rtl'; dispatchEvent(new Event('resize'))")
    page.wait_for_timeout(500)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    text, picture = (page.locator(each).bounding_box() for each in ("#lesson", "#race"))
    assert text["x"] >= picture["x"] + picture["width"] - 1  # the text is on the right, and covers nothing
    box = page.locator(".panel.plane .frame").bounding_box()
    page.mouse.click(box["x"] + 0.3 * box["width"], box["y"] + 0.4 * box["height"])
    guess = page.locator(".guess-mark.guessed").evaluate("n => parseFloat(n.style.left)")
    assert guess == pytest.approx(0.3 * box["width"], abs=2)


def test_the_ring_moves_the_start_also_while_a_place_is_asked_for(visit):
    place, _ = place_with(PLACE)
    page = visit(link_to(place), **STILL)
    opened(page, place)
    before = link_of(page)
    page.locator(".start-handle").press("ArrowRight")
    page.wait_for_function("before => location.search.slice(1) !== before", arg=before)
    settled(page)
    assert read_link(link_of(page))[0].starts != read_link(before)[0].starts
    assert page.locator(".guess-mark").count() == 0
