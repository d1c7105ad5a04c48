"""A report asked for from the page: made while the page goes on, read, opened on any screen, taken away."""

import zipfile

import pytest

from comparing.report import MANIFEST, PAGE
from tests.test_page_maps import opened

LINK = "on=booth&run=adabelief~lr:0.1&run=adam~lr:0.1&steps=60"
# Text of one figure that lies on other text of it, and text that is cut off.
OVERLAPS = """figure => {
  const shown = (each) => each.textContent.trim() && getComputedStyle(each).opacity !== '0';
  const texts = [...figure.querySelectorAll('text')].filter(shown);
  const boxes = texts.map((each) => [each.textContent, each.getBoundingClientRect()]).filter(([, box]) => box.width);
  const whole = figure.getBoundingClientRect();
  const beside = (a, b) => a.right - 2 <= b.left || a.bottom - 2 <= b.top;
  const found = boxes.filter(([, box]) => box.left < whole.left - 1 || box.right > whole.right + 1);
  boxes.forEach(([one, a], i) => boxes.slice(i + 1).forEach(([other, b]) => {
    if (!beside(a, b) && !beside(b, a)) found.push([one, other]);
  }));
  return found;
}"""


@pytest.fixture(scope="module")
def made(server, browser, tmp_path_factory):
    """A report made from the page once: what the dialog said, and the file that it gave."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(120_000)
    page = context.new_page()
    page.goto(f"{server}?{LINK}")
    page.wait_for_function("window.fallline?.race")
    dialog = opened(page, "Report")
    dialog.get_by_role("button", name="Make the report").click()
    dialog.locator("progress").wait_for()
    assert dialog.get_by_role("button", name="Make the report").is_disabled()
    page.keyboard.press("Escape")  # the page goes on
    page.wait_for_function("/Report (\\\\d|…|ready)/.test(document.querySelector('#maps').textContent)")
    page.wait_for_function("document.querySelector('#maps').textContent === 'Report ready'")
    dialog = opened(page, "Report")
    link = dialog.get_by_role("link", name="Open the report")
    with page.expect_download() as saved:
        dialog.get_by_role("link", name="Download").click()
    file = tmp_path_factory.mktemp("report") / "report.zip"
    saved.value.save_as(file)
    yield {"href": link.get_attribute("href"), "says": dialog.locator(".report .result").inner_text(), "file": file}
    context.close()


def test_the_dialog_says_what_came_out_and_the_file_has_every_run(made):
    assert "At their defaults." in made["says"]
    assert "adabelief" in made["says"]
    with zipfile.ZipFile(made["file"]) as whole:
        names = whole.namelist()
    assert {PAGE, MANIFEST, "pairs.csv", "landscapes.csv"} <= set(names)
    assert any(name.startswith("runs/booth/adam/") for name in names)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_report_is_legible_on_any_screen(visit, server, made, width):
    page = visit(LINK, width=width)
    page.goto(server.rstrip("/") + made["href"])
    page.wait_for_function("document.querySelectorAll('[data-figure] .main-svg').length >= 8")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    figures = page.locator("[data-figure]")
    for place in range(figures.count()):
        figure = figures.nth(place)
        assert figure.evaluate(OVERLAPS) == []
        about = figure.evaluate("node => node.closest('.scroll').previousElementSibling.textContent")
        assert len(about.split()) > 8  # how it is read
        titles = figure.evaluate(
            "node => [...node.querySelectorAll('.xtitle, .annotation-text')].map((each) => each.textContent)"
        )
        ticks = figure.evaluate("node => node.querySelectorAll('.xtick').length")
        assert not ticks or titles
    assert "95 %" in page.locator("main").inner_text()


def test_what_cannot_be_reported_is_said_before_anything_is_computed(visit):
    dialog = opened(visit("on=booth&run=adam~lr:0.1&steps=60"), "Report")
    dialog.get_by_role("button", name="Make the report").click()
    dialog.get_by_text("add a second optimizer").wait_for()
    dialog.get_by_label("Landscapes").select_option("speed")
    dialog.get_by_label("How thorough").select_option("full")
    assert "--landscapes speed" in dialog.locator("code").inner_text()
