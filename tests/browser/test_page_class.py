"""A presenter and students in real browsers: following, breaking away, predicting, dropping out and coming back."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from fallline.lessons import RUN, happened, lessons, question_at
from tests.browser.page import link_of

STILL = {"reduced_motion": "reduce"}
LOST = {"expected": "Failed to load resource"}  # what a browser says of a class that is over or out of reach
SAME = "([link, t]) => fallline.shown === link && fallline.t === t"
PLACE = next(
    f"{id},{number}"
    for id, lesson in lessons.items()
    for number, page in enumerate(lesson.pages, 1)
    if page.question and page.question.kind == RUN
)


def begun(page):
    page.get_by_role("button", name="Class", exact=True).click()
    page.get_by_role("button", name="Begin a class").click()
    code = page.locator(".class-letters").inner_text()
    page.keyboard.press("Escape")
    return code


def joined(visit, code, **options):
    page = visit(f"class={code}", **options)
    page.get_by_text(f"Following class {code}").wait_for()
    return page


def follows(student, presenter):
    now = presenter.evaluate("[fallline.shown, fallline.t]")
    student.wait_for_function(SAME, arg=now, timeout=20_000)


@pytest.fixture
def taught(visit):
    """A presenter's page, a student's, and the code."""
    presenter = visit("on=booth&run=adam&steps=60", **STILL)
    code = begun(presenter)
    student = joined(visit, code, width=390, height=844, has_touch=True, **STILL, **LOST)
    return presenter, student, code


def test_students_follow_the_race_and_its_clock_and_can_break_away_and_come_back(taught):
    presenter, student, code = taught
    follows(student, presenter)
    presenter.evaluate("fallline.seek(17)")
    follows(student, presenter)
    presenter.evaluate("void fallline.turn('landscape', 'beale')")
    presenter.wait_for_function("fallline.shown.includes('beale')")
    follows(student, presenter)
    student.get_by_role("button", name="Break away").click()
    presenter.evaluate("fallline.seek(3)")
    student.wait_for_timeout(1500)
    assert student.evaluate("fallline.t") != 3
    student.get_by_role("button", name="Come back").click()
    follows(student, presenter)
    presenter.get_by_text("1 here").wait_for()
    presenter.get_by_role("button", name="End class").click()
    student.get_by_text("The class is over").wait_for()
    assert student.locator(".class-bar").count() == 0
    assert code not in link_of(student)


def test_the_clock_runs_on_students_pages_while_it_runs_at_the_front(visit):
    presenter = visit("on=booth&run=adam&steps=2000&speed=100")
    code = begun(presenter)
    student = joined(visit, code)
    presenter.evaluate("fallline.pause(); fallline.seek(100)")
    follows(student, presenter)
    presenter.evaluate("fallline.play()")
    student.wait_for_function("fallline.playing && fallline.t > 300", timeout=20_000)
    apart = abs(presenter.evaluate("fallline.t") - student.evaluate("fallline.t"))
    assert apart < 150  # within some moments of each other
    presenter.evaluate("fallline.pause()")
    student.wait_for_function("!fallline.playing")
    follows(student, presenter)


def test_predictions_are_counted_at_the_front_and_scored_when_it_is_run(taught):
    presenter, student, _ = taught
    presenter.evaluate("place => fallline.openLesson(place)", PLACE)
    for page in (presenter, student):
        page.wait_for_function("place => (document.getElementById('lesson').dataset.place || '') === place", arg=PLACE)
    page, question = question_at(PLACE)
    right = happened(page.link, question)
    student.locator(f".options label[data-key='{right}']").click()
    student.get_by_role("button", name="Send").click()
    presenter.get_by_text("1 prediction").wait_for()
    counts = presenter.locator(".poll-bar b").all_inner_texts()
    assert counts[right] == "1"
    assert sum(map(int, counts)) == 1
    assert not student.locator(".verdict .right").is_visible()
    presenter.get_by_role("button", name="Show me").click()
    student.locator(".verdict .right").wait_for()
    assert presenter.locator(".options .answer").get_attribute("data-key") == str(right)


def test_a_reload_keeps_both_in_the_class_and_a_lost_connection_mends_itself(taught):
    presenter, student, code = taught
    student.reload()
    student.get_by_text(f"Following class {code}").wait_for()
    presenter.reload()
    presenter.get_by_text(f"Presenting class {code}").wait_for()
    presenter.wait_for_function("fallline.race")
    presenter.evaluate("fallline.seek(9)")
    follows(student, presenter)
    student.route("**/class/**", lambda route: route.abort())
    student.get_by_text("cannot be reached").wait_for()
    presenter.evaluate("fallline.seek(21)")
    student.unroute("**/class/**")
    follows(student, presenter)


def test_a_code_that_is_none_is_said_and_joining_by_typing_works(visit):
    presenter = visit("on=booth&run=adam&steps=60", **STILL)
    code = begun(presenter)
    student = visit("on=sphere&run=adam&steps=60", **STILL, **LOST)
    student.get_by_role("button", name="Class", exact=True).click()
    field = student.get_by_label("Code of the class")
    field.fill("22222")
    student.get_by_role("button", name="Join").click()
    student.get_by_text("There is no class '22222'").wait_for()
    field.fill(code.lower())
    student.get_by_role("button", name="Join").click()
    student.get_by_text(f"Following class {code}").wait_for()
    follows(student, presenter)


def test_axe_finds_nothing_serious_in_the_dialogs_of_a_class(visit):
    page = visit("on=booth&run=adam&steps=60", **STILL)
    page.get_by_role("button", name="Class", exact=True).click()
    for _ in range(2):
        found = Axe().run(page).response["violations"]
        assert not [each["id"] for each in found if each["impact"] in ("serious", "critical")]
        page.get_by_role("button", name="Begin a class").click() if page.locator(".class-ways").count() else None
        page.locator(".class-letters").wait_for()
