"""Critical points on the page: a switch marks them on the map and says how many there are."""

from tests.browser.page import link_of, settled


def test_a_switch_marks_minima_saddles_and_maxima_and_says_how_many(visit):
    page = visit("on=himmelblau&run=adam&steps=50")
    traces = "document.querySelector('#panel-plane .plot').data.length"
    before = page.evaluate(traces)
    assert page.locator("#anatomy").count() == 0
    page.get_by_label("critical points", exact=True).click()
    page.wait_for_selector("#anatomy")
    settled(page)
    assert "4 minima ○, 4 saddles ×, 1 maximum △" in page.locator("#anatomy").inner_text()
    assert "critical_points=1" in link_of(page)
    assert page.evaluate(traces) > before
    page.get_by_label("critical points", exact=True).click()
    page.wait_for_function("!location.search.includes('critical_points')")
    settled(page)
    assert page.locator("#anatomy").count() == 0
