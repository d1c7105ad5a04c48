"""A report asked for from the page: made while the page goes on, read, opened on any screen, taken away."""

import zipfile

from axe_playwright_python.sync_playwright import Axe

from fallline.compare.report import MANIFEST, PAGE
from tests.browser.test_page_maps import opened

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


def test_a_report_is_made_while_the_page_goes_on_is_legible_and_is_taken_away(visit, server, browser, tmp_path):
    page = visit(LINK)
    dialog = opened(page, "Report")
    dialog.get_by_role("button", name="Make the report").click()
    dialog.locator("progress").wait_for()
    assert dialog.get_by_role("button", name="Make the report").is_disabled()
    page.keyboard.press("Escape")
    page.wait_for_function("document.querySelector('#maps').textContent === 'Report ready'", timeout=180_000)
    dialog = opened(page, "Report")
    with page.expect_download() as saved:
        dialog.get_by_role("link", name="Download").click()
    saved.value.save_as(tmp_path / "report.zip")
    with zipfile.ZipFile(tmp_path / "report.zip") as whole:
        names = whole.namelist()
    assert {PAGE, MANIFEST, "pairs.csv", "landscapes.csv"} <= set(names)
    assert any(name.startswith("runs/booth/adam/") for name in names)
    assert "As they were entered." in dialog.locator(".report .result").inner_text()
    made = server.rstrip("/") + dialog.get_by_role("link", name="Open the report").get_attribute("href")
    context = browser.new_context()  # where the page's own policy holds
    page = context.new_page()
    rules = dict(rule.split(" ", 1) for rule in page.goto(made).headers["content-security-policy"].split("; "))
    assert rules["script-src"].count("'sha256-") == 2  # Plotly, and what has it draw
    assert "unsafe" not in rules["script-src"]
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        legible(page)
    context.close()


def legible(page):
    page.locator("[data-figure]").nth(7).locator(".main-svg").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    figures = page.locator("[data-figure]")
    for place in range(figures.count()):
        figure = figures.nth(place)
        assert figure.evaluate(OVERLAPS) == []
        about = figure.evaluate("node => node.closest('.scroll').previousElementSibling.textContent")
        assert len(about.split()) > 8  # how it is read
        titles = figure.locator(".xtitle, .annotation-text").count()
        assert titles or not figure.locator(".xtick").count()
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []


def test_what_cannot_be_reported_is_said_before_anything_is_computed(visit):
    dialog = opened(visit("on=booth&run=adam~lr:0.1&steps=60"), "Report")
    dialog.get_by_role("button", name="Make the report").click()
    dialog.get_by_text("add a second optimizer").wait_for()
    dialog.get_by_label("Landscapes").select_option("speed")
    dialog.get_by_label("How thorough").select_option("full")
    assert "--landscapes speed" in dialog.locator("code").inner_text()
