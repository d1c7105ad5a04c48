"""Critical points on the page: a switch marks them on the map and shows their numbers."""

from tests.browser.page import read_link_query, reveal, wait_for_race


def test_a_switch_marks_and_counts_minima_saddles_and_maxima(visit):
    page = visit("on=himmelblau&run=adam&steps=50")
    count_traces = "document.querySelector('#panel-plane .plot').data.length"
    previous_count = page.evaluate(count_traces)
    assert page.locator("#anatomy").count() == 0
    reveal(page.get_by_label("Critical points", exact=True)).click()
    page.wait_for_selector("#anatomy")
    wait_for_race(page)
    assert "4 minima ○, 4 saddles ×, 1 maximum △" in page.locator("#anatomy").inner_text()
    assert "critical_points=1" in read_link_query(page)
    assert page.evaluate(count_traces) > previous_count
    reveal(page.get_by_label("Critical points", exact=True)).click()
    page.wait_for_function("!location.search.includes('critical_points')")
    wait_for_race(page)
    assert page.locator("#anatomy").count() == 0
