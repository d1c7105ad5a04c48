"""Choosing by name: landscapes and examples in dialogs, optimizers in the sidebar; with fast typing and held keys."""

import pytest

from tests.browser.page import read_link_query, wait_for_race

LINK = "on=sphere&run=adam~lr:0.1&steps=50"


def open_picker(page):
    page.locator("#landscape").click()
    page.get_by_role("searchbox").wait_for()


def wait_for_landscape(page, name):
    page.wait_for_function("name => document.getElementById('landscape-name').textContent === name", arg=name)


@pytest.mark.parametrize("presses", ["once", "twice", "held"])
def test_a_typed_name_and_enter_choose_that_landscape_and_leave_the_picker_closed(visit, presses):
    page = visit(LINK)
    open_picker(page)
    page.keyboard.type("rosenbrock")
    page.locator(".card-choice[data-first]", has_text="Rosenbrock").wait_for()
    page.keyboard.down("Enter")
    if presses == "twice":
        page.keyboard.up("Enter")
    for _ in range({"once": 0, "twice": 1, "held": 4}[presses]):
        page.keyboard.down("Enter")  # a key that is down already repeats
    page.keyboard.up("Enter")
    wait_for_landscape(page, "Rosenbrock")
    wait_for_race(page)
    assert page.locator("dialog").count() == 0
    assert "on=rosenbrock&" in read_link_query(page)


def test_letters_and_enter_that_are_typed_before_the_cards_arrive_count(visit):
    page = visit(LINK)
    held_requests = []
    page.route("**/landscapes", lambda route: held_requests.append(route))  # noqa: PLW0108 - Playwright takes no built-in
    open_picker(page)
    page.keyboard.type("booth")
    page.keyboard.press("Enter")
    assert page.locator("dialog").count() == 1
    for route in held_requests:
        route.continue_()
    wait_for_landscape(page, "Booth")
    assert page.locator("dialog").count() == 0


def test_enter_without_a_search_chooses_nothing(visit):
    page = visit(LINK)
    open_picker(page)
    page.locator(".card-choice").first.wait_for()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert page.locator("dialog").count() == 0
    assert page.evaluate("document.activeElement.id") == "landscape"
    assert page.locator("#landscape-name").inner_text() == "Sphere"


def test_a_classic_landscape_takes_two_clicks(visit):
    page = visit(LINK)
    page.locator("#landscape").click()
    page.locator(".featured [data-id=rosenbrock]").click()
    wait_for_landscape(page, "Rosenbrock")
    wait_for_race(page)
    assert page.locator(".featured").count() == 0
    assert page.locator("#landscape img").get_attribute("src").startswith("/picture/landscape/rosenbrock")


def test_a_card_under_the_pointer_shows_its_surface(visit):
    page = visit(LINK)
    open_picker(page)
    page.locator("[data-id=himmelblau]").hover()
    page.locator(".more").get_by_text("Himmelblau", exact=True).wait_for()
    page.wait_for_function("document.querySelector('.more .surface').naturalWidth === 600")


def test_a_formula_in_the_search_field_is_raced_after_enter(visit):
    page = visit(LINK)
    open_picker(page)
    page.keyboard.type("x^2 + 4y^2")
    page.get_by_role("button", name="Race on f(x, y) = x^2 + 4y^2").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_function("decodeURIComponent(fallline.shownLink).includes('f:x^2 + 4y^2')")
    wait_for_race(page)
    assert page.locator("dialog").count() == 0


@pytest.mark.parametrize(("typed", "id"), [("adam", "adam"), ("NADAM", "nadam"), ("sgd momentum", "sgd_momentum")])
def test_a_typed_name_and_enter_add_that_optimizer(visit, typed, id):
    page = visit("on=sphere&run=gradient_descent~lr:0.1&steps=50")
    page.locator("#add").click()
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    page.wait_for_function("fallline.race.runs.length === 2")
    wait_for_race(page)
    assert read_link_query(page).split("&run=")[2].startswith(f"{id}~")
