"""More than two dimensions on the page: choosing the plot plane, picking a start in it, numbers of all dimensions."""

from fallline.view import read_link
from tests.browser.page import assert_shows, fill, read_link_query, read_row, reveal, step_to, wait_for_race

TEN_DIM_LINK = "on=rosenbrock~dim:10&run=adabelief~lr:0.02&run=adam~lr:0.05&run=sgd_momentum~lr:0.0003&steps=120"


def test_the_numbers_of_a_race_in_ten_dimensions_do_not_depend_on_the_plot_plane(visit):
    page = visit(TEN_DIM_LINK)
    assert page.locator("#plane-note").text_content().endswith("of all 10 dimensions.")
    step_to(page, 40)
    assert_shows(page, TEN_DIM_LINK, 40)
    distances = read_row(page, "distance").tolist()
    for kind, note in (("Principal", "of the variance"), ("Start, end, min.", "the start and the end of AdaBelief")):
        reveal(page.get_by_text(kind, exact=True)).click()
        page.wait_for_function(f"document.querySelector('#plane-note').textContent.includes('{note}')")
        wait_for_race(page)
        step_to(page, 40)
        assert read_row(page, "distance").tolist() == distances
    assert "plane=points" in read_link_query(page)


def test_the_plotted_coordinates_can_be_chosen_and_a_click_changes_only_those(visit):
    page = visit(TEN_DIM_LINK)
    fill(page, "coordinate drawn right, 1 to 10", "7")
    page.wait_for_function("fallline.race.axes[0] === 'x₇'")
    wait_for_race(page)
    assert page.locator("#panel-plane .annotation-text").first.text_content() == "x₇"
    previous_start = read_link(read_link_query(page))[0].starts[0]
    frame = page.locator("#panel-plane .frame")
    place = page.evaluate(
        """() => {
          const map = fallline.mappingOf(document.querySelector('#panel-plane .frame'));
          return [map.x(0.5), map.y(1.5)];
        }"""
    )
    frame.click(position={"x": place[0], "y": place[1]})
    page.wait_for_function("location.search.includes('start=')")
    wait_for_race(page)
    new_start = read_link(read_link_query(page))[0].starts[0]
    assert abs(new_start[6] - 0.5) < 0.05
    assert abs(new_start[1] - 1.5) < 0.05
    assert [new_start[axis] for axis in range(10) if axis not in (1, 6)] == [
        previous_start[axis] for axis in range(10) if axis not in (1, 6)
    ]
    fill(page, "coordinate drawn right, 1 to 10", "70")
    page.wait_for_function("document.querySelector('#notice').innerText.includes('two of the coordinates 1 to 10')")


def test_the_plane_can_be_chosen_only_in_more_than_two_dimensions(visit):
    page = visit("on=rosenbrock&run=adam&steps=60")
    assert page.locator("#plane-note").count() == 0
    fill(page, "Dimensions", "100")
    page.wait_for_selector("#plane-note", state="attached")
    wait_for_race(page)
    assert read_link(read_link_query(page))[0].landscape.dim == 100
