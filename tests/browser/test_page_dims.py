"""More than two dimensions on the page: a plane is chosen, a start picked in it, the numbers are of all dimensions."""

from fallline.view import read_link
from tests.browser.page import assert_shows, fill, link_of, row, settled, step_to

DEEP = "on=rosenbrock~dim:10&run=adabelief~lr:0.02&run=adam~lr:0.05&run=sgd_momentum~lr:0.0003&steps=120"


def test_ten_dimensions_are_raced_and_every_plane_shows_the_same_numbers(visit):
    page = visit(DEEP)
    assert page.locator("#plane-note").inner_text().endswith("of all 10 dimensions.")
    step_to(page, 40)
    assert_shows(page, DEEP, 40)
    distances = row(page, "distance").tolist()
    for kind, says in (("Principal", "of the variance"), ("Start, end, min.", "the start and the end of AdaBelief")):
        page.get_by_text(kind, exact=True).click()
        page.wait_for_function(f"document.querySelector('#plane-note').innerText.includes('{says}')")
        settled(page)
        step_to(page, 40)
        assert row(page, "distance").tolist() == distances
    assert "plane=points" in link_of(page)


def test_coordinates_are_chosen_and_a_click_keeps_the_others(visit):
    page = visit(DEEP)
    fill(page, "coordinate drawn right, 1 to 10", "7")
    page.wait_for_function("fallline.race.axes[0] === 'x₇'")
    settled(page)
    assert page.locator("#panel-plane .xtitle").text_content() == "x₇"
    before = read_link(link_of(page))[0].starts[0]
    frame = page.locator("#panel-plane .frame")
    place = page.evaluate(
        """() => {
          const map = fallline.mapOf(document.querySelector('#panel-plane .frame'));
          return [map.x(0.5), map.y(1.5)];
        }"""
    )
    frame.click(position={"x": place[0], "y": place[1]})
    page.wait_for_function("location.search.includes('start=')")
    settled(page)
    after = read_link(link_of(page))[0].starts[0]
    assert abs(after[6] - 0.5) < 0.05
    assert abs(after[1] - 1.5) < 0.05
    assert [after[axis] for axis in range(10) if axis not in (1, 6)] == [
        before[axis] for axis in range(10) if axis not in (1, 6)
    ]
    fill(page, "coordinate drawn right, 1 to 10", "70")
    page.wait_for_function("document.querySelector('#notice').innerText.includes('two of the coordinates 1 to 10')")


def test_two_dimensions_have_no_plane_to_choose_and_turning_up_dim_brings_one(visit):
    page = visit("on=rosenbrock&run=adam&steps=60")
    assert page.locator("#plane-note").count() == 0
    fill(page, "dim", "100")
    page.wait_for_selector("#plane-note")
    settled(page)
    assert read_link(link_of(page))[0].landscape.dim == 100
