"""A formula typed into the page: typeset while typing, refused if it is wrong, raced after Enter."""

import pytest

from fallline.view import read_link
from tests.browser.page import assert_shows, choose_landscape, fill, read_link_query, step_to, wait_for_race


@pytest.fixture
def page(visit):
    page = visit("on=formula&run=adam~lr:0.05&steps=60")
    wait_for_race(page)
    return page


def typeset_formula(page):
    return page.locator(".setting.text .typed")


def test_your_own_formula_can_be_chosen_in_the_landscape_picker(visit):
    page = visit("on=beale&run=adam&steps=50")
    wait_for_race(page)
    choose_landscape(page, "Your own formula")
    page.wait_for_function("fallline.shownLink.includes('on=formula')")
    wait_for_race(page)
    assert page.get_by_label("f", exact=True).input_value() == "(1-x)^2 + 100*(y-x^2)^2"
    assert "Found, not proved" in page.locator(".rail .fact").first.inner_text()
    assert "was guessed" in page.locator(".rail .fact").first.inner_text()


def test_a_formula_is_typeset_while_typing_and_raced_after_enter(page):
    previous_race = read_link(read_link_query(page))
    field = page.get_by_label("f", exact=True)
    field.fill("x^2 + 3y^2 + sin(x)")
    typeset_formula(page).locator("mjx-container").wait_for()
    assert read_link(read_link_query(page)) == previous_race
    field.fill("2*x*y + x^2 + qq")
    page.get_by_text("No function or variable called").wait_for()
    field.fill("2*x*y*)")
    page.get_by_text("at character 7: ')' does not fit after '2*x*y*'").wait_for()
    assert read_link(read_link_query(page)) == previous_race
    field.fill("x^2 + 3(y-1)^2")
    field.press("Enter")
    page.wait_for_function("decodeURIComponent(fallline.shownLink).includes('f:x^2 + 3(y-1)^2')")
    wait_for_race(page)
    scene, _ = read_link(read_link_query(page))
    assert scene.starts == (scene.landscape.start,)
    step_to(page, 60)
    assert_shows(page, read_link_query(page), 60)


def test_an_invalid_formula_is_refused_and_the_race_is_kept(page):
    previous_race = read_link(read_link_query(page))
    fill(page, "f", "x^2 + foo(y)")
    page.locator(".notice").get_by_text("at character 7").wait_for()
    assert "did you mean 'floor'?" in page.locator(".notice").inner_text()
    assert read_link(read_link_query(page)) == previous_race


def test_the_domain_of_a_formula_can_be_typed(page):
    fill(page, "box", "-3,3,-2,4")
    page.wait_for_function("fallline.shownLink.includes('box:-3,3,-2,4')")
    wait_for_race(page)
    assert "guessed" not in page.locator(".rail .fact").first.inner_text()
    x_range = page.evaluate("document.querySelector('#panel-plane .plot')._fullLayout.xaxis.range")
    assert x_range[0] <= -3
    assert x_range[1] >= 3
