"""Lessons on the page: reading, predicting, grading, links, clickers, other languages and writing directions."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from fallline.lessons import (
    CHOICE_ANSWER,
    NUMBER_ANSWER,
    PLACE_ANSWER,
    RUN_ANSWER,
    compute_question_result,
    find_lesson_page,
    find_question,
    lessons,
)
from fallline.lessons._lesson import ANSWER_KINDS
from fallline.view import read_link, write_link
from fallline.view.view import View
from fallline.web.i18n import ENGLISH, languages
from tests.browser.page import FITS_SCRIPT, press_in_header, read_link_query, wait_for_race

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844, "has_touch": True}
REDUCED_MOTION = {"reduced_motion": "reduce"}
FIRST_LESSON = next(iter(lessons))
QUESTION_PLACES = [
    f"{id},{number}" for id, lesson in lessons.items() for number, page in enumerate(lesson.pages, 1) if page.question
]
# Returns where a run's marker is drawn at a step, in pixels of the map.
MARKER_POSITION_SCRIPT = """([run, t]) => {
  const map = fallline.mappingOf(document.querySelector(".panel.plane .frame"));
  const [x, y] = fallline.race.runs[run].paths.values.slice(3 * t, 3 * t + 2);
  return [map.x(x), map.y(y)];
}"""


def lesson_link(place):
    scene, view = read_link(find_lesson_page(place)[2].link)
    return write_link(scene, View(lesson=place, box=view.box, speed=view.speed))


def find_question_of_kind(kind):
    """Return the place of the first question of a kind, and the question."""
    return next((place, find_question(place)[1]) for place in QUESTION_PLACES if find_question(place)[1].kind == kind)


def wait_for_lesson(page, place):
    page.wait_for_function("place => (document.getElementById('lesson').dataset.place || '') === place", arg=place)
    page.locator("#lesson .turning").wait_for()


def fill_in_answer(page, place, *, correct):
    """Fill in the correct answer to the page's question, or another one; return the correct one."""
    lesson_page, question = find_question(place)
    found = compute_question_result(lesson_page.link, question)
    form = page.locator(".question")
    if question.kind == PLACE_ANSWER:
        at = found["place"] if correct else [each + found["way"] for each in found["place"]]
        for axis, value in enumerate(at):
            form.locator("input").nth(axis).fill(f"{value:.6f}")
    elif question.kind == NUMBER_ANSWER:
        form.locator("input").fill(str(found if correct else found * 50 + 1))
    else:
        label = form.locator(f"label[data-key='{found}']" if correct else f"label:not([data-key='{found}'])").first
        label.click()
    return found


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_lesson_can_be_chosen_and_worked_through_to_the_end(visit, size):
    page = visit("steps=50", **size, **REDUCED_MOTION)
    press_in_header(page, "lessons")
    page.locator(".lesson-card").nth(len(lessons) - 1).wait_for()
    assert page.locator(".lesson-card").count() == len(lessons)
    page.locator(".lesson-card").first.click()
    lesson = lessons[FIRST_LESSON]
    for number, each in enumerate(lesson.pages, 1):
        place = f"{FIRST_LESSON},{number}"
        wait_for_lesson(page, place)
        assert f"lesson={place}" in read_link_query(page)
        assert page.locator("#lesson h2").inner_text() == each.title
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if each.question:
            assert page.evaluate("fallline.shownStep") == 0
            assert not page.locator("#lesson .later").is_visible()
            fill_in_answer(page, place, correct=True)
            page.locator(".question .run").click()
            page.locator(".verdict .right").wait_for()
        assert page.locator("#lesson .later").is_visible() or not page.locator("#lesson .later").inner_text()
        page.locator(".turning .button").last.click()
    page.locator(".lesson-card").first.wait_for()
    assert "done" in page.locator(".lesson-card").first.inner_text()
    page.reload()
    page.wait_for_function("window.fallline && window.fallline.race")
    press_in_header(page, "lessons")
    question_count = sum(each.question is not None for each in lesson.pages)
    assert (
        f"done · {question_count} of {question_count} predictions right"
        in page.locator(".lesson-card").first.inner_text()
    )


@pytest.mark.parametrize("kind", ANSWER_KINDS)
def test_a_wrong_prediction_is_graded_against_the_outcome(visit, kind):
    place, question = find_question_of_kind(kind)
    page = visit(lesson_link(place), **REDUCED_MOTION)
    wait_for_lesson(page, place)
    assert page.locator(".question .run").is_disabled()
    found = fill_in_answer(page, place, correct=False)
    page.locator(".question .run").click()
    page.locator(".verdict .wrong").wait_for()
    if kind in (RUN_ANSWER, CHOICE_ANSWER):
        assert page.locator(".options .answer").get_attribute("data-key") == str(found)
    if kind == NUMBER_ANSWER:
        text = page.locator(".verdict p").inner_text()
        assert float(re.search(r"[\d.]+", text).group()) == pytest.approx(found, rel=5e-3)
        assert question.unit in text
    if kind == PLACE_ANSWER:
        assert page.evaluate("fallline.shownStep") == question.t
        assert page.locator(".guess-mark").count() == 2
        page.wait_for_function(FITS_SCRIPT)  # the map is larger while a question asks for a place
        marker = page.evaluate(MARKER_POSITION_SCRIPT, [question.run - 1, question.t])
        mark = page.locator(".guess-mark.happened").evaluate("n => [parseFloat(n.style.left), parseFloat(n.style.top)]")
        assert mark == pytest.approx(marker, abs=1.5)


def test_a_place_is_predicted_by_a_click_and_the_race_stops_at_the_step_of_the_question(visit):
    place, question = find_question_of_kind(PLACE_ANSWER)
    page = visit(lesson_link(place))
    wait_for_lesson(page, place)
    previous_query = read_link_query(page)
    box = page.locator(".panel.plane .frame").bounding_box()
    page.mouse.click(box["x"] + 0.45 * box["width"], box["y"] + 0.4 * box["height"])
    page.locator(".guess-mark.guessed").wait_for(state="attached")
    assert read_link_query(page) == previous_query  # the click has not moved the start
    page.locator(".question .run").click()
    page.locator(".verdict strong").wait_for()
    assert page.evaluate("[fallline.shownStep, fallline.playing]") == [question.t, False]


def test_a_changed_race_is_reset_before_the_question_is_run(visit):
    place, _ = find_question_of_kind(RUN_ANSWER)
    page = visit(lesson_link(place), **REDUCED_MOTION)
    wait_for_lesson(page, place)
    lesson_race = page.evaluate("fallline.shownLink")
    page.locator(".turning").get_by_role("button", name="Controls").click()
    slider = page.locator(".rail [role=slider]").first
    slider.focus()
    slider.press("ArrowRight")
    page.wait_for_function("link => fallline.shownLink !== link", arg=lesson_race)
    fill_in_answer(page, place, correct=True)
    page.locator(".question .run").click()
    page.locator(".verdict .right").wait_for()
    assert page.evaluate("fallline.shownLink") == lesson_race


def test_a_link_with_a_lesson_alone_opens_its_race_and_the_lesson_stays_open_to_its_answer(visit):
    place, _ = find_question_of_kind(RUN_ANSWER)
    page = visit(f"lesson={place}", **REDUCED_MOTION)
    wait_for_lesson(page, place)
    assert read_link(read_link_query(page))[0] == read_link(find_lesson_page(place)[2].link)[0]
    page.locator("#lessons").click()  # the same page again, which changes nothing
    page.locator(f".lesson-card[data-id={place.partition(',')[0]}]").click()
    page.wait_for_load_state("networkidle")
    fill_in_answer(page, place, correct=True)
    page.locator(".question .run").click()
    page.locator(".verdict .right").wait_for()
    assert page.locator("#lesson").is_visible()


def test_the_current_lesson_can_be_chosen_again_and_opens_its_question_again(visit):
    place, _ = find_question_of_kind(RUN_ANSWER)
    page = visit(f"lesson={place}", **REDUCED_MOTION)
    wait_for_lesson(page, place)
    fill_in_answer(page, place, correct=True)
    page.locator(".question .run").click()
    page.locator(".verdict .right").wait_for()
    page.locator("#lessons").click()
    page.locator(f".lesson-card[data-id={place.partition(',')[0]}]").click()
    page.locator(".question .run").wait_for()
    assert page.locator(".question .run").is_disabled()
    assert page.locator(".verdict .right").count() == 0


def test_a_lesson_beside_another_race_says_so_and_leads_back(visit):
    place, _ = find_question_of_kind(RUN_ANSWER)
    own_race = read_link(find_lesson_page(place)[2].link)[0]
    page = visit(f"on=beale&run=adam&run=adabelief&lesson={place}", **REDUCED_MOTION)
    wait_for_lesson(page, place)
    page.get_by_role("button", name="Back to the page's race").click()
    page.locator(".other-race").wait_for(state="detached")
    assert read_link(read_link_query(page))[0] == own_race
    fill_in_answer(page, place, correct=True)
    page.locator(".question .run").click()
    page.locator(".verdict .right").wait_for()


def test_a_link_in_the_text_opens_its_race_and_keeps_the_lesson_open(visit):
    place = next(
        place for place in QUESTION_PLACES if any("](?" in block.source for block in find_question(place)[0].blocks)
    )
    page = visit(lesson_link(place), **REDUCED_MOTION)
    wait_for_lesson(page, place)
    page.get_by_role("button", name="Show me").click()
    link = page.locator("#lesson .words a").first
    target = link.get_attribute("href").removeprefix("?")
    link.click()
    page.wait_for_function(f"fallline.shownLink.includes({read_link(target)[0].steps})")
    page.wait_for_function("link => fallline.shownLink !== link", arg=lesson_link(place))
    assert read_link(read_link_query(page))[0] == read_link(target)[0]
    assert f"lesson={place}" in read_link_query(page)


def test_a_lesson_can_be_presented_with_a_clicker(visit):
    place, _ = find_question_of_kind(RUN_ANSWER)
    page = visit(f"{lesson_link(place)}&mode=present", width=1280, height=720, **REDUCED_MOTION)
    wait_for_lesson(page, place)
    fill_in_answer(page, place, correct=True)
    page.locator("#lesson h2").click()
    page.keyboard.press("PageDown")
    page.locator(".verdict strong").wait_for()
    page.keyboard.press("PageDown")
    id, _, number = place.partition(",")
    wait_for_lesson(page, f"{id},{int(number) + 1}")
    page.keyboard.press("PageUp")
    wait_for_lesson(page, place)


def test_an_unknown_lesson_is_reported_and_a_lesson_can_be_closed(visit):
    page = visit("lesson=nothing,1")
    assert "No lesson called 'nothing'" in page.locator("#remark").inner_text()
    place = f"{FIRST_LESSON},1"
    page.evaluate("place => fallline.openLesson(place)", place)
    wait_for_lesson(page, place)
    page.get_by_role("button", name="Close the lesson").click()
    page.wait_for_function("document.getElementById('lesson').hidden")
    assert page.locator("#rail").is_visible()
    assert "lesson" not in read_link_query(page)


@pytest.mark.parametrize(("size", "theme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide", "phone"])
def test_a_lesson_has_no_serious_accessibility_problems(visit, size, theme):
    place, _ = find_question_of_kind(CHOICE_ANSWER)
    page = visit(lesson_link(place), **size, **REDUCED_MOTION, color_scheme=theme)
    wait_for_lesson(page, place)
    fill_in_answer(page, place, correct=False)
    page.locator(".question .run").click()
    page.locator(".verdict strong").wait_for()
    found = Axe().run(page).response["violations"]
    assert not [each["id"] for each in found if each["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("code", [code for code in languages() if code != ENGLISH])
def test_a_lesson_is_shown_in_another_language_and_the_language_can_be_changed(visit, code):
    place, _ = find_question_of_kind(CHOICE_ANSWER)
    own = languages()[code]
    page = visit(lesson_link(place), **PHONE, **REDUCED_MOTION, locale=code)
    wait_for_lesson(page, place)
    _, _, lesson_page = find_lesson_page(place)
    assert page.locator("#lesson h2").inner_text() == own.words[lesson_page.title]
    assert page.locator("html").get_attribute("lang") == code
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    fill_in_answer(page, place, correct=True)
    page.locator(".question .run").click()
    page.get_by_text(own.words["Spot on."]).wait_for()
    press_in_header(page, "language")
    page.get_by_role("button", name="English", exact=True).click()
    page.wait_for_function("document.documentElement.lang === 'en' && window.fallline && window.fallline.race")
    wait_for_lesson(page, place)
    assert page.locator("#lesson h2").inner_text() == lesson_page.title


def test_lessons_work_in_a_right_to_left_layout(visit):
    place, _ = find_question_of_kind(PLACE_ANSWER)
    page = visit(lesson_link(place), **REDUCED_MOTION)
    wait_for_lesson(page, place)
    page.evaluate("document.documentElement.dir = 'rtl'; dispatchEvent(new Event('resize'))")
    page.wait_for_timeout(500)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    text, picture = (page.locator(each).bounding_box() for each in ("#lesson", "#race"))
    assert text["x"] >= picture["x"] + picture["width"] - 1  # the text is on the right, and covers nothing
    box = page.locator(".panel.plane .frame").bounding_box()
    page.mouse.click(box["x"] + 0.3 * box["width"], box["y"] + 0.4 * box["height"])
    guess = page.locator(".guess-mark.guessed").evaluate("n => parseFloat(n.style.left)")
    assert guess == pytest.approx(0.3 * box["width"], abs=2)


def test_the_start_can_be_moved_by_keys_while_a_place_is_to_be_predicted(visit):
    place, _ = find_question_of_kind(PLACE_ANSWER)
    page = visit(lesson_link(place), **REDUCED_MOTION)
    wait_for_lesson(page, place)
    previous_query = read_link_query(page)
    page.locator(".start-handle").press("ArrowRight")
    page.wait_for_function("query => location.search.slice(1) !== query", arg=previous_query)
    wait_for_race(page)
    assert read_link(read_link_query(page))[0].starts != read_link(previous_query)[0].starts
    assert page.locator(".guess-mark").count() == 0
