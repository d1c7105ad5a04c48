"""A class on the page: students follow the presenter, break away, predict, lose the connection and reconnect."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from fallline.lessons import RUN_ANSWER, compute_question_result, find_question, lessons
from tests.browser.page import press_in_header, read_link_query

REDUCED_MOTION = {"reduced_motion": "reduce"}
LOST_CLASS = {"expected": "Failed to load resource"}  # the browser's error for a class that ended or is unreachable
SHOWS = "([link, t]) => fallline.shownLink === link && fallline.shownStep === t"
PLACE = next(
    f"{id},{number}"
    for id, lesson in lessons.items()
    for number, page in enumerate(lesson.pages, 1)
    if page.question and page.question.kind == RUN_ANSWER
)


def begin_class(page):
    press_in_header(page, "class")
    page.get_by_role("button", name="Begin a class").click()
    code = page.locator(".class-letters").inner_text()
    page.keyboard.press("Escape")
    return code


def ungrouped(code):
    """Return a code, which the page shows in two groups, as it is in addresses."""
    return "".join(code.split())


def join_class(visit, code, **options):
    page = visit(f"class={ungrouped(code)}", **options)
    page.get_by_text(f"Following class {code}").wait_for()
    return page


def wait_until_student_follows(student, presenter):
    now = presenter.evaluate("[fallline.shownLink, fallline.shownStep]")
    student.wait_for_function(SHOWS, arg=now, timeout=20_000)


@pytest.fixture
def class_pages(visit):
    """The presenter's page, a student's page, and the code of their class."""
    presenter = visit("on=booth&run=adam&steps=60", **REDUCED_MOTION, **LOST_CLASS)
    code = begin_class(presenter)
    student = join_class(visit, code, width=390, height=844, has_touch=True, **REDUCED_MOTION, **LOST_CLASS)
    return presenter, student, code


def test_students_follow_race_and_step_and_can_break_away_and_come_back(class_pages):
    presenter, student, code = class_pages
    wait_until_student_follows(student, presenter)
    presenter.evaluate("fallline.seek(17)")
    wait_until_student_follows(student, presenter)
    presenter.evaluate("void fallline.changeControl('landscape', 'beale')")
    presenter.wait_for_function("fallline.shownLink.includes('beale')")
    wait_until_student_follows(student, presenter)
    student.get_by_role("button", name="Break away").click()
    presenter.evaluate("fallline.seek(3)")
    student.wait_for_timeout(1500)
    assert student.evaluate("fallline.shownStep") != 3
    student.get_by_role("button", name="Come back").click()
    wait_until_student_follows(student, presenter)
    presenter.get_by_text("1 here").wait_for()
    presenter.get_by_role("button", name="End class").click()
    student.get_by_text("The class is over").wait_for()
    student.get_by_text("has ended").wait_for()
    assert student.locator(".class-bar").count() == 0
    assert ungrouped(code) not in read_link_query(student)
    requests = []
    for page in (presenter, student):
        page.on("request", lambda request: requests.append(request.url))
    student.wait_for_timeout(2500)
    assert not [address for address in requests if "/class" in address]  # nobody asks about a class that is over


def test_the_race_plays_on_students_pages_while_it_plays_for_the_presenter(visit):
    presenter = visit("on=booth&run=adam&steps=2000&speed=100")
    code = begin_class(presenter)
    student = join_class(visit, code)
    presenter.evaluate("fallline.pause(); fallline.seek(100)")
    wait_until_student_follows(student, presenter)
    presenter.evaluate("fallline.play()")
    student.wait_for_function("fallline.playing && fallline.shownStep > 300", timeout=20_000)
    difference = abs(presenter.evaluate("fallline.shownStep") - student.evaluate("fallline.shownStep"))
    assert difference < 150  # 1.5 s of playback
    presenter.evaluate("fallline.pause()")
    student.wait_for_function("!fallline.playing")
    wait_until_student_follows(student, presenter)


def test_predictions_are_counted_for_the_presenter_and_graded_when_the_race_is_run(class_pages):
    presenter, student, _ = class_pages
    presenter.evaluate("place => fallline.openLesson(place)", PLACE)
    for page in (presenter, student):
        page.wait_for_function("place => (document.getElementById('lesson').dataset.place || '') === place", arg=PLACE)
    page, question = find_question(PLACE)
    correct = compute_question_result(page.link, question)
    student.locator(f".options label[data-key='{correct}']").click()
    student.get_by_role("button", name="Send").click()
    presenter.get_by_text("1 prediction").wait_for()
    counts = presenter.locator(".poll-bar b").all_inner_texts()
    assert counts[correct] == "1"
    assert sum(map(int, counts)) == 1
    assert not student.locator(".verdict .right").is_visible()
    presenter.get_by_role("button", name="Show me").click()
    student.locator(".verdict .right").wait_for()
    assert presenter.locator(".options .answer").get_attribute("data-key") == str(correct)


def test_both_stay_in_the_class_after_a_reload_and_a_lost_connection(class_pages):
    presenter, student, code = class_pages
    student.reload()
    student.get_by_text(f"Following class {code}").wait_for()
    presenter.reload()
    presenter.get_by_text(f"Presenting class {code}").wait_for()
    presenter.wait_for_function("fallline.race")
    presenter.evaluate("fallline.seek(9)")
    wait_until_student_follows(student, presenter)
    student.route("**/class/**", lambda route: route.abort())
    student.get_by_text("cannot be reached").wait_for()
    presenter.evaluate("fallline.seek(21)")
    student.unroute("**/class/**")
    wait_until_student_follows(student, presenter)


def test_both_go_on_after_requests_that_are_never_answered_and_after_the_store_failed(class_pages):
    presenter, student, _ = class_pages
    wait_until_student_follows(student, presenter)
    busy = {"status": 503, "headers": {"Retry-After": "1"}, "json": {"problem": "The server cannot reach its classes."}}
    for page in (presenter, student):
        page.route("**/class/**", lambda _: None)  # neither answered nor refused
        page.wait_for_timeout(500)
    presenter.evaluate("fallline.seek(5)")
    student.get_by_text("cannot be reached").wait_for(timeout=30_000)
    presenter.get_by_text("cannot be reached").wait_for(timeout=30_000)
    for page in (presenter, student):
        page.unroute("**/class/**")
        page.route("**/class/**", lambda route: route.fulfill(**busy))
    for page in (presenter, student):
        page.wait_for_timeout(1000)
        page.unroute("**/class/**")
    wait_until_student_follows(student, presenter)
    for page in (presenter, student):
        page.wait_for_function("!document.querySelector('.class-state').textContent.includes('cannot')")


def test_a_presenters_page_asks_before_it_follows_another_class_and_keeps_its_key(class_pages, visit):
    presenter, student, code = class_pages
    presenter.evaluate("fallline.seek(23)")
    wait_until_student_follows(student, presenter)
    other = visit("on=beale&run=adam&steps=40", **REDUCED_MOTION)
    other_code = begin_class(other)
    address = presenter.url.partition("?")[0]

    def open_code(some_code):
        presenter.goto(f"{address}?class={some_code}")
        presenter.wait_for_function("window.fallline && window.fallline.race")

    open_code(ungrouped(other_code))
    choice = presenter.locator("#class-choice")
    choice.get_by_text(f"This page presents class {code}. Its address leads to class {other_code}.").wait_for()
    assert not [each["id"] for each in Axe().run(presenter).response["violations"] if each["impact"] == "critical"]
    choice.get_by_role("button", name=f"Go on presenting class {code}").click()
    presenter.get_by_text(f"Presenting class {code}").wait_for()
    presenter.wait_for_function("window.fallline && window.fallline.shownStep === 23")
    assert student.evaluate("[fallline.shownLink.includes('booth'), fallline.shownStep]") == [True, 23]

    open_code(ungrouped(code))  # of its own class: there is nothing to ask
    presenter.get_by_text(f"Presenting class {code}").wait_for()
    presenter.wait_for_function("window.fallline && window.fallline.shownLink.includes('booth')")

    open_code(other_code.lower().replace("\xa0", "-"))
    choice.get_by_role("button", name=f"Follow class {other_code}").click()
    presenter.get_by_text(f"Following class {other_code}").wait_for()
    wait_until_student_follows(presenter, other)
    assert student.evaluate("fallline.shownLink.includes('booth')")

    press_in_header(presenter, "class")
    presenter.get_by_label("Code of the class").fill(code)
    presenter.get_by_role("button", name="Join").click()
    presenter.get_by_text(f"Presenting class {code}").wait_for()  # the key was kept
    presenter.evaluate("fallline.seek(7)")
    wait_until_student_follows(student, presenter)


def test_a_class_can_be_joined_by_typing_its_code_and_an_unknown_code_is_refused(visit):
    presenter = visit("on=booth&run=adam&steps=60", **REDUCED_MOTION)
    code = begin_class(presenter)
    student = visit("on=sphere&run=adam&steps=60", **REDUCED_MOTION, **LOST_CLASS)
    press_in_header(student, "class")
    field = student.get_by_label("Code of the class")
    field.fill("222222")
    student.get_by_role("button", name="Join").click()
    student.get_by_text("There is no class '222222'").wait_for()
    field.fill("../now")
    student.get_by_role("button", name="Join").click()
    student.get_by_text("has letters and digits only").wait_for()
    field.fill(ungrouped(code)[:3].lower() + " - " + ungrouped(code)[3:])
    student.get_by_role("button", name="Join").click()
    student.get_by_text(f"Following class {code}").wait_for()
    wait_until_student_follows(student, presenter)


def test_a_code_fits_on_a_phone_and_is_large_on_a_projector(visit):
    page = visit("on=booth&run=adam&steps=60", width=320, height=640, **REDUCED_MOTION)
    press_in_header(page, "class")
    page.get_by_role("button", name="Begin a class").click()
    letters = page.locator(".class-letters")
    letters.wait_for()
    fits = "element => element.scrollWidth <= element.clientWidth && element.getClientRects().length === 1"
    for width, height in ((320, 640), (390, 844), (1024, 768), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        assert letters.evaluate(fits), width
    assert letters.evaluate("element => parseFloat(getComputedStyle(element).fontSize)") >= 60


def test_the_class_dialogs_have_no_serious_accessibility_problems(visit):
    page = visit("on=booth&run=adam&steps=60", **REDUCED_MOTION)
    press_in_header(page, "class")
    for _ in range(2):
        found = Axe().run(page).response["violations"]
        assert not [each["id"] for each in found if each["impact"] in ("serious", "critical")]
        page.get_by_role("button", name="Begin a class").click() if page.locator(".class-ways").count() else None
        page.locator(".class-letters").wait_for()
