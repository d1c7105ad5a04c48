"""Reports on the page: made in the background, downloaded, and legible on a wide and a narrow screen."""

import zipfile

from axe_playwright_python.sync_playwright import Axe

from fallline.compare.report import MANIFEST_FILE, PAGE_FILE
from tests.browser.test_page_maps import open_maps_dialog

LINK = "on=booth&run=adabelief~lr:0.1&run=adam~lr:0.1&steps=60"
# Finds text of a figure that overlaps other text, or is cut off.
FIND_OVERLAPS_SCRIPT = """figure => {
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


def test_a_report_is_made_in_the_background_downloaded_and_legible(visit, server, browser, tmp_path):
    page = visit(LINK)
    dialog = open_maps_dialog(page, "Report")
    dialog.get_by_role("button", name="Make the report").click()
    dialog.locator("progress").wait_for()
    assert dialog.get_by_role("button", name="Make the report").is_disabled()
    page.keyboard.press("Escape")
    page.wait_for_function("document.querySelector('#maps').textContent === 'Report ready'", timeout=180_000)
    dialog = open_maps_dialog(page, "Report")
    with page.expect_download() as saved:
        dialog.get_by_role("link", name="Download").click()
    saved.value.save_as(tmp_path / "report.zip")
    with zipfile.ZipFile(tmp_path / "report.zip") as archive:
        names = archive.namelist()
    assert {PAGE_FILE, MANIFEST_FILE, "pairs.csv", "landscapes.csv"} <= set(names)
    assert any(name.startswith("runs/booth/adam/") for name in names)
    assert "As they were entered." in dialog.locator(".report .result").inner_text()
    report_url = server.rstrip("/") + dialog.get_by_role("link", name="Open the report").get_attribute("href")
    context = browser.new_context()  # in which the security policy applies
    page = context.new_page()
    rules = dict(rule.split(" ", 1) for rule in page.goto(report_url).headers["content-security-policy"].split("; "))
    assert rules["script-src"].count("'sha256-") == 2  # Plotly, and the script that calls it
    assert "unsafe" not in rules["script-src"]
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert_legible(page)
    context.close()


def assert_legible(page):
    page.locator("[data-figure]").nth(7).locator(".main-svg").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    figures = page.locator("[data-figure]")
    for place in range(figures.count()):
        figure = figures.nth(place)
        assert figure.evaluate(FIND_OVERLAPS_SCRIPT) == []
        caption = figure.evaluate("node => node.closest('.scroll').previousElementSibling.textContent")
        assert len(caption.split()) > 8  # it explains the figure
        titles = figure.locator(".xtitle, .annotation-text").count()
        assert titles or not figure.locator(".xtick").count()
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []


def test_a_report_of_one_optimizer_is_refused_before_anything_is_computed(visit):
    dialog = open_maps_dialog(visit("on=booth&run=adam~lr:0.1&steps=60"), "Report")
    dialog.get_by_role("button", name="Make the report").click()
    dialog.get_by_text("add a second optimizer").wait_for()
    dialog.get_by_label("Landscapes").select_option("speed")
    dialog.get_by_label("How thorough").select_option("full")
    assert "--landscapes speed" in dialog.locator("code").inner_text()
