"""A formula typed into the page: typeset while typing, refused if it is wrong, raced after Enter."""

import math

import pytest

from fallline.view import read_link
from tests.browser.page import assert_shows, fill, read_link_query, step_to, wait_for_race


@pytest.fixture
def page(visit):
    page = visit("on=formula&run=adam~lr:0.05&steps=60")
    wait_for_race(page)
    return page


def open_field(page):
    page.locator("#landscape-formula").click()
    return page.get_by_label("f(x, y) =")


def race_on(page, formula):
    field = open_field(page)
    field.fill(formula)
    field.press("Enter")
    page.wait_for_function("(f) => decodeURIComponent(fallline.shownLink).includes(`f:${f}`)", arg=formula)
    wait_for_race(page)


def test_a_formula_takes_two_clicks_and_typing_from_any_landscape(visit):
    page = visit("on=beale&run=adam&steps=50")
    wait_for_race(page)
    page.locator("#landscape").click()
    field = page.get_by_label("f(x, y) =")
    field.click()
    assert field.input_value() == ""
    page.keyboard.type("(1-x)^2 + 100*(y-x^2)^2")
    page.keyboard.press("Enter")
    page.wait_for_function("fallline.shownLink.includes('on=formula')")
    wait_for_race(page)
    assert page.locator("dialog").count() == 0
    assert page.locator("#landscape-formula").inner_text() == "(1-x)^2 + 100*(y-x^2)^2"
    about = page.locator("#minima").text_content()
    assert "Found, not proved" in about
    assert "was guessed" in about


def test_a_formula_is_typeset_while_typing_and_raced_after_enter(page):
    previous_race = read_link(read_link_query(page))
    field = open_field(page)
    assert field.input_value() == "(1-x)^2 + 100*(y-x^2)^2"
    field.fill("x^2 + 3y^2 + sin(x)")
    page.locator(".formula-preview math", has_text="sin").wait_for()
    assert read_link(read_link_query(page)) == previous_race
    field.fill("2*x*y + x^2 + qq")
    page.get_by_text("No function called 'qq'; write q*q for a product").wait_for()
    field.fill("2*x*y*)")
    page.get_by_text("at character 7: ')' does not fit after '2*x*y*'").wait_for()
    field.press("Enter")
    page.wait_for_load_state("networkidle")
    assert page.locator("dialog").count() == 1
    assert read_link(read_link_query(page)) == previous_race
    page.keyboard.press("Escape")
    race_on(page, "x^2 + 3(y-1)^2")
    scene, _ = read_link(read_link_query(page))
    assert scene.starts == (scene.landscape.start,)
    step_to(page, 60)
    assert_shows(page, read_link_query(page), 60)


def test_an_invalid_formula_is_refused_and_the_race_is_kept(page):
    previous_race = read_link(read_link_query(page))
    field = open_field(page)
    field.fill("x^2 + foo(y)")
    field.press("Enter")
    page.locator(".formula-preview.problem").get_by_text("at character 7").wait_for()
    assert "did you mean 'floor'?" in page.locator(".formula-preview").inner_text()
    assert read_link(read_link_query(page)) == previous_race


def test_the_domain_of_a_formula_can_be_typed(page):
    fill(page, "Plot range", "-3,3,-2,4")
    page.wait_for_function("fallline.shownLink.includes('box:-3,3,-2,4')")
    wait_for_race(page)
    assert "guessed" not in page.locator("#minima").text_content()
    x_range = page.evaluate("document.querySelector('#panel-plane .plot')._fullLayout.xaxis.range")
    assert x_range[0] <= -3
    assert x_range[1] >= 3


ONE_VARIABLE = "on=formula~f:sin(3x)%2Bx^2/10~box:-5,5&start=4&run=gradient_descent~lr:0.02&steps=60&t=0"


def read_start(page):
    (start,) = read_link(read_link_query(page))[0].starts
    return start


def ring_centre(page):
    box = page.locator(".start-handle").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def pixel_of(page, x, y):
    """Return the pixel of a point of the map, by Plotly's axes."""
    return page.evaluate(
        """([x, y]) => {
          const plot = document.querySelector('#panel-plane .plot');
          const { xaxis, yaxis } = plot._fullLayout;
          const { left, top } = plot.getBoundingClientRect();
          return [left + xaxis._offset + xaxis.l2p(x), top + yaxis._offset + yaxis.l2p(y)];
        }""",
        [x, y],
    )


def test_a_function_of_one_variable_is_raced_on_its_curve(visit):
    page = visit(ONE_VARIABLE)
    wait_for_race(page)
    assert page.locator("#panel-plane figcaption").text_content().startswith("Curve")
    assert not page.locator("#panel-space").is_visible()
    plane, views = (page.locator(part).bounding_box() for part in ("#panel-plane", "#place-views"))
    assert plane["width"] == pytest.approx(views["width"], abs=1)  # no blank space where the surface was
    assert ring_centre(page) == pytest.approx(pixel_of(page, 4, math.sin(12) + 1.6), abs=1.5)
    step_to(page, 30)
    assert_shows(page, read_link_query(page), 30)
    assert page.get_by_label("start x").input_value() == "4"
    page.keyboard.press("Space")
    page.wait_for_function("fallline.shownStep > 35")


def test_the_ring_follows_the_curve_when_it_is_dragged_or_moved_by_keys(visit):
    page = visit(ONE_VARIABLE)
    wait_for_race(page)
    page.mouse.move(*ring_centre(page))
    page.mouse.down()
    page.mouse.move(*pixel_of(page, 2, 3), steps=6)
    curve_at = lambda x: math.sin(3 * x) + x * x / 10
    page.wait_for_function("fallline.race.stale && Math.abs(fallline.race.start[0] - 2) < 0.02")
    assert ring_centre(page) == pytest.approx(pixel_of(page, 2, curve_at(2)), abs=2)
    page.mouse.up()
    page.wait_for_function("!fallline.race.stale && fallline.shownLink.includes('start=2')")
    wait_for_race(page)
    (dragged,) = read_start(page)
    assert dragged == pytest.approx(2, abs=0.02)
    page.locator(".start-handle").focus()
    for key, direction in (("ArrowRight", 1), ("ArrowUp", 1), ("ArrowDown", -1), ("Shift+ArrowLeft", -1)):
        (before,) = read_start(page)
        page.keyboard.press(key)
        page.wait_for_function("(before) => !fallline.shownLink.includes(`start=${before}&`)", arg=before)
        wait_for_race(page)
        (after,) = read_start(page)
        assert (after - before) * direction > 0
        assert ring_centre(page) == pytest.approx(pixel_of(page, after, curve_at(after)), abs=2)


def test_a_formula_can_change_between_one_and_two_variables(page):
    for formula, dim in (("w^2", 1), ("x^2+y^2", 2)):
        race_on(page, formula)
        assert page.evaluate("fallline.race.hide.includes('space')") == (dim == 1)
        page.wait_for_function("document.querySelector('#panel-plane .frame:not(.stale)')")
        assert page.locator("#panel-plane figcaption").text_content().startswith("Curve" if dim == 1 else "Map")
        step_to(page, 20)
        assert_shows(page, read_link_query(page), 20)
    assert page.evaluate("fallline.race.axes") == ["x", "y"]


def test_a_place_without_a_value_is_hatched_and_says_so(visit):
    link = "on=formula~f:sqrt(x)%2By^2~box:-1,3,-2,2&start=2,1&run=adam~lr:0.05&steps=20&t=0"
    page = visit(link, expected="status of 400")  # of the trails that are asked for while the ring is in the hole
    wait_for_race(page)
    assert "Hatched: f has no value there." in page.locator("#omissions").inner_text()
    assert page.locator("#panel-plane pattern").count() == 1
    page.mouse.move(*pixel_of(page, -0.6, 0.5))
    page.mouse.move(*pixel_of(page, -0.5, 0.5))
    page.locator("#panel-plane .hoverlayer", has_text="f has no value here").wait_for()
    page.mouse.move(*ring_centre(page))
    page.mouse.down()
    page.mouse.move(*pixel_of(page, -0.5, 0.5), steps=5)
    page.wait_for_function("document.querySelector('.start-handle').dataset.problem?.includes('no finite value')")
    page.mouse.up()
    page.locator(".notice", has_text="no finite value").wait_for()
    page.wait_for_function("!fallline.race.stale && !document.querySelector('.start-handle').dataset.problem")
    assert read_start(page) == (2.0, 1.0)
    assert ring_centre(page) == pytest.approx(pixel_of(page, 2, 1), abs=1.5)
    page.mouse.click(*pixel_of(page, -0.5, -0.5))
    page.wait_for_function("!document.documentElement.hasAttribute('data-busy')")
    assert ring_centre(page) == pytest.approx(pixel_of(page, 2, 1), abs=1.5)
    assert page.evaluate("fallline.race.runs[0].paths.values.every(Number.isFinite)")
