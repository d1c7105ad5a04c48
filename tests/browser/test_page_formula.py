"""A formula typed into the page: shown while it is typed, refused where it is wrong, raced when it is entered."""

import pytest

from fallline.view import read_link
from tests.browser.page import assert_shows, choose_landscape, fill, link_of, settled, step_to


@pytest.fixture
def page(visit):
    page = visit("on=formula&run=adam~lr:0.05&steps=60")
    settled(page)
    return page


def typed(page):
    return page.locator(".setting.text .typed")


def test_your_own_formula_is_a_landscape_of_the_picker(visit):
    page = visit("on=beale&run=adam&steps=50")
    settled(page)
    choose_landscape(page, "Your own formula")
    page.wait_for_function("fallline.shown.includes('on=formula')")
    settled(page)
    assert page.get_by_label("f", exact=True).input_value() == "(1-x)^2 + 100*(y-x^2)^2"
    assert "Found, not proved" in page.locator(".rail .fact").first.inner_text()
    assert "was guessed" in page.locator(".rail .fact").first.inner_text()


def test_a_formula_is_typeset_while_it_is_typed_and_raced_when_it_is_entered(page):
    before = read_link(link_of(page))
    field = page.get_by_label("f", exact=True)
    field.fill("x^2 + 3y^2 + sin(x)")
    typed(page).locator("mjx-container").wait_for()
    assert read_link(link_of(page)) == before
    field.fill("2*x*y + x^2 + qq")
    page.get_by_text("No function or variable called").wait_for()
    field.fill("2*x*y*)")
    page.get_by_text("at character 7: ')' does not fit after '2*x*y*'").wait_for()
    assert read_link(link_of(page)) == before
    field.fill("x^2 + 3(y-1)^2")
    field.press("Enter")
    page.wait_for_function("decodeURIComponent(fallline.shown).includes('f:x^2 + 3(y-1)^2')")
    settled(page)
    scene, _ = read_link(link_of(page))
    assert scene.starts == (scene.landscape.start,)
    step_to(page, 60)
    assert_shows(page, link_of(page), 60)


def test_a_formula_that_cannot_be_read_is_refused_and_the_race_stays(page):
    before = read_link(link_of(page))
    fill(page, "f", "x^2 + foo(y)")
    page.locator(".notice").get_by_text("at character 7").wait_for()
    assert "did you mean 'floor'?" in page.locator(".notice").inner_text()
    assert read_link(link_of(page)) == before


def test_the_domain_can_be_typed(page):
    fill(page, "box", "-3,3,-2,4")
    page.wait_for_function("fallline.shown.includes('box:-3,3,-2,4')")
    settled(page)
    assert "guessed" not in page.locator(".rail .fact").first.inner_text()
    axes = page.evaluate("document.querySelector('#panel-plane .plot')._fullLayout.xaxis.range")
    assert axes[0] <= -3
    assert axes[1] >= 3
