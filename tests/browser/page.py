"""Helpers of the page's tests: read and operate the page, compare its numbers with those computed in Python."""

from urllib.parse import urlsplit

import numpy as np
import pytest

from fallline.analysis.measures import compute_measures
from fallline.analysis.plot_plane import shown_axes
from fallline.run import race
from fallline.view import read_link

HIMMELBLAU_LINK = "on=himmelblau~dim:2&start=1,2&steps=60&run=adam~lr:0.1&run=sgd_momentum~lr:0.005".replace(
    "~dim:2", ""
)
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# Both sizes and both themes, in two combinations instead of four since each takes seconds.
SIZES_AND_THEMES = [
    pytest.param({**WIDE, "color_scheme": "light"}, id="wide-light"),
    pytest.param({**PHONE, "color_scheme": "dark"}, id="phone-dark"),
]


def step_to(page, t):
    page.evaluate("fallline.pause()")
    page.evaluate(f"fallline.seek({t})")


def read_link_query(page):
    return urlsplit(page.url).query


def show_chart(page, panel):
    """Show a chart, or the table, in front of the others; a standalone page shows all of them."""
    tab = page.locator(f"#chart-tabs [data-panel={panel}]")
    if tab.count() and tab.get_attribute("aria-selected") == "false":
        tab.click()


def read_row(page, array):
    """Return a row of the table of numbers, ordered by run and axis, as floats; a dash is NaN."""
    show_chart(page, "numbers")
    runs = page.evaluate("fallline.race.runs.length")
    texts = page.locator(f"#panel-numbers tr[data-array={array}] td").all_inner_texts()
    return np.reshape([read_number(text) for text in texts], (-1, runs)).T.ravel()


# Whether every figure has the size of its frame.
FITS_SCRIPT = """() => [...document.querySelectorAll(".panel canvas.overlay")].every((canvas) => {
  const [frame, own] = [canvas.parentElement.getBoundingClientRect(), canvas.getBoundingClientRect()];
  return Math.hypot(frame.width - own.width, frame.height - own.height) < 1;
})"""
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def read_number(text):
    """Return the number of a text as the page writes it, such as '≥ −4.01 × 10⁻¹⁸' or '12,000'; a dash is NaN."""
    text = " ".join(text.split()).removeprefix("≥ ").removeprefix("≤ ").replace("−", "-").replace(",", "")
    if text in ("–", "none"):
        return float("nan")
    factor, _, power = text.partition(" × 10")
    return float(factor) * 10.0 ** float(power.translate(SUPERSCRIPTS) or 0)


def wait_for_race(page):
    """Wait until the sidebar belongs to the shown race and no requests are pending, as after any change."""
    page.wait_for_function("document.querySelector('#rail > div').dataset.link === fallline.shownLink")
    page.wait_for_load_state("networkidle")


def wait_for_resources(page):
    """Wait until the page has loaded all its resources: none was added within a second."""
    count = "performance.getEntriesByType('resource').length"
    previous_count = -1
    while (current_count := page.evaluate(count)) != previous_count:
        previous_count = current_count
        page.wait_for_timeout(1000)


# Opens what hides an element of the left column: the disclosures around it, and its run's card.
REVEAL_SCRIPT = """(element) => {
  for (let fold = element.closest('details:not([open])'); fold; fold = element.closest('details:not([open])')) {
    fold.open = true;
  }
  const card = element.closest('.run-card:not([data-open])');
  if (card && element.closest('.card-details')) card.querySelector('.card-menu').click();
}"""


def reveal(locator):
    """Open the disclosures around an element of the left column, and the card that it is in; return the locator."""
    locator.evaluate(REVEAL_SCRIPT)
    return locator


def press_button(page, name, nth=0):
    """Press a button of the left column, which may be in a closed disclosure or card."""
    reveal(page.get_by_role("button", name=name, exact=True, include_hidden=True).nth(nth)).click()


def set_comparing(page):
    """Press the switch that changes one thing at a time."""
    reveal(page.get_by_role("switch", name="Change one thing at a time", include_hidden=True)).click()


def fill(page, label, text, nth=0):
    field = reveal(page.get_by_label(label, exact=True).nth(nth))
    field.fill(text)
    field.press("Enter")


def press_in_header(page, id):
    """Press the header's button with this id, or its entry in the header's menu."""
    if page.locator(f"#{id}").is_visible():
        page.locator(f"#{id}").click()
    else:
        page.locator("#menu").click()
        page.locator(f"#menu-items #{id}, #menu-items [data-press={id}]").click()


def choose_theme(page, name):
    """Choose the theme with this label in the header's menu, and close the menu."""
    page.locator("#menu").click()
    page.locator("#theme").get_by_text(name).click()
    page.keyboard.press("Escape")


def choose_landscape(page, name):
    """Choose a landscape in the picker, as a visitor would: open it, type a name and click the card."""
    page.locator("#landscape").click()
    page.get_by_role("searchbox").fill(name)
    page.locator(".card-choice", has_text=name).filter(has=page.get_by_text(name, exact=True)).click()


def assert_shows(page, link, t):
    """Assert that the table shows the numbers of step t of the link's race, computed in Python."""
    scene, view = read_link(link)
    runs = race(scene)
    axes = list(shown_axes(scene.landscape, view.plane))
    measures = [compute_measures(run, view.drawn_box(scene.landscape)) for run in runs]
    expected = {
        "x": np.concatenate([run.x[t, 0, axes] for run in runs]),
        "step": np.concatenate([run.step[t, 0, axes] for run in runs]),
        "step_size": [run.step_size[t, 0] for run in runs],
        "effective_rate": np.concatenate([run.readouts["effective_rate"][t, 0, axes] for run in runs]),
        "grad": np.concatenate([run.grad[t, 0, axes] for run in runs]),
        **{name: [each[name][t, 0] for each in measures] for name in ("gap", "distance", "angle", "ideal_own")},
        "calls": [run.calls["grad"][t, 0] for run in runs],
    }
    show_chart(page, "numbers")
    assert read_number(page.locator("#panel-numbers .count").inner_text().removeprefix("step ")) == t
    for name, values in expected.items():
        np.testing.assert_allclose(read_row(page, name), values, rtol=6e-4, atol=1e-12, err_msg=f"{name} at {t}")


def read_camera_eye(page):
    eye = page.evaluate("document.querySelector('#panel-space .plot')._fullLayout.scene._scene.getCamera().eye")
    return [eye["x"], eye["y"], eye["z"]]


# The size of the smallest font of a text in a dialog, px.
SMALLEST_FONT_SCRIPT = """Math.min(...[...document.querySelectorAll('.dialog *')]
  .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
  .filter((each) => each.checkVisibility() && !each.closest('svg'))
  .map((each) => parseFloat(getComputedStyle(each).fontSize)))"""


def press_header_button(page, id):
    """Press a button of the header, or its entry in the menu where the header is too narrow for it."""
    if not page.locator(f"#{id}").is_visible():
        page.locator("#menu").click()
    entry = page.locator(f"#menu-items [data-press={id}]:visible, #{id}:visible")
    entry.first.click()


def overlap(one, other):
    """Return the size of the common part of two boxes, in square pixels."""
    sides = [
        min(one[at] + one[size], other[at] + other[size]) - max(one[at], other[at])
        for at, size in (("x", "width"), ("y", "height"))
    ]
    return max(sides[0], 0) * max(sides[1], 0)
