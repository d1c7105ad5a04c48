"""The export dialog: each of its tabs, and the standalone HTML page opened from disk."""

import io

import av
import numpy as np
from PIL import Image

from fallline.files.replay import replay
from fallline.files.scripts import generate_lab_script
from fallline.view import read_link
from tests.browser.chromium import EXPOSE_MODULES_SCRIPT
from tests.browser.page import SMALLEST_FONT_SCRIPT, assert_shows, press_in_header, step_to

LINK = "on=beale&run=adam~lr:0.1&run=sgd_momentum~lr:0.002&start=1,1.5&steps=120"


def open_export(page, tab):
    press_in_header(page, "export")
    page.locator(".takes").get_by_role("tab", name=tab).click()
    return page.locator(".taking")


def set_options(form, **values):
    for name, value in values.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(str(value))
            field.press("Tab")


def set_small_film_options(part, **values):
    part.get_by_label("Size").select_option("640x360")
    set_options(part, **{"seconds": 2, "fps": 10, **values})


def test_a_film_shows_progress_plays_can_be_downloaded_and_is_cached(visit):
    page = visit(LINK)
    part = open_export(page, "Film")
    part.get_by_label("Size").select_option("1280x720")
    set_options(part, seconds=9)
    page.evaluate("""() => {
      window.progressValues = [];
      const watch = () => {
        const bar = document.querySelector('.result progress');
        if (bar && bar.hasAttribute('value')) window.progressValues.push(bar.value);
      };
      setInterval(watch, 50);
    }""")
    part.get_by_role("button", name="Make the film").click()
    assert part.get_by_role("button", name="Make the film").is_disabled()
    save = part.get_by_role("link", name="Download")
    save.wait_for(timeout=180_000)
    values = page.evaluate("window.progressValues")
    assert len(set(values)) >= 2  # on a busy machine progress is reported rarely
    assert values == sorted(values)
    page.wait_for_function("document.querySelector('.result video').videoWidth === 1280")
    with page.expect_download() as saved:
        save.click()
    with av.open(saved.value.path()) as film:
        assert film.streams.video[0].frames == 9 * 30
        assert film.streams.video[0].codec_context.name == "h264"
        comment = dict(film.metadata)["comment"]
    assert read_link(comment.partition("/?")[2].strip())[0] == read_link(LINK)[0]
    assert page.locator("#export").text_content() == "Film ready"
    page.evaluate("window.progressValues = []")
    with page.expect_response("**/jobs/film") as response:
        part.get_by_role("button", name="Make the film").click()
    assert response.value.json()["state"] == "made"
    save.wait_for(timeout=5_000)
    assert page.evaluate("window.progressValues") == []  # the film was cached, so there was no progress to show


def test_a_film_can_be_cancelled_and_another_is_made_while_the_dialog_is_closed(visit):
    page = visit(LINK)
    part = open_export(page, "Film")
    set_options(part, seconds=120)
    part.get_by_role("button", name="Make the film").click()
    page.wait_for_function("document.querySelector('.result progress')?.value > 0", timeout=180_000)
    part.get_by_role("button", name="Cancel").click()
    assert "nothing was kept" in part.locator(".result").inner_text()
    assert part.locator(".frame-preview").is_visible()
    set_small_film_options(part, suffix=".gif")
    part.get_by_role("button", name="Make the film").click()
    page.keyboard.press("Escape")
    page.wait_for_function("document.querySelector('#export').textContent === 'Film ready'", timeout=180_000)
    assert open_export(page, "Film").get_by_role("link", name="Download").is_visible()
    page.wait_for_function("document.querySelector('.result img').naturalWidth === 640")


def test_invalid_film_options_are_refused_in_the_dialog(visit):
    page = visit(LINK, expected="400")
    part = open_export(page, "Film")
    set_options(part, seconds=0)
    part.get_by_role("button", name="Make the film").click()
    warning = part.locator(".result .warning")
    warning.wait_for()
    assert warning.inner_text() == "film.seconds = 0 must be at least 1 and at most 600."
    set_options(part, seconds=2)
    part.get_by_label("Size").select_option("")
    for size, problem in (("641 × 360", "must be even"), ("640*360", "such as 1920x1080")):
        set_options(part, size=size)
        part.get_by_role("button", name="Make the film").click()
        page.wait_for_function(f"document.querySelector('.result .warning')?.textContent.includes('{problem}')")


def test_a_film_of_another_size_has_a_readable_name(visit):
    page = visit(LINK)
    part = open_export(page, "Film")
    set_small_film_options(part, suffix=".gif", fps=5)
    part.get_by_label("Size").select_option("")
    set_options(part, size="320 × 180")
    part.get_by_role("button", name="Make the film").click()
    save = part.get_by_role("link", name="Download")
    save.wait_for(timeout=180_000)
    page.wait_for_function("document.querySelector('.result img').naturalWidth === 320")
    with page.expect_download() as saved:
        save.click()
    assert saved.value.suggested_filename == "fallline-beale-adam-sgd-momentum-320x180.gif"


def test_a_film_previews_the_frame_that_its_settings_give(visit):
    page = visit(LINK, expected="400")
    step_to(page, 40)
    part = open_export(page, "Film")
    loaded = "document.querySelector('.preview-frame').ariaBusy === 'false'"
    page.wait_for_function(loaded)
    assert part.get_by_text("40 of 120").is_visible()
    picture = "document.querySelector('.preview')"
    assert page.evaluate(f"[{picture}.naturalWidth, {picture}.naturalHeight]") == [1280, 720]
    with page.expect_response("**/film-frame.png?*") as frame:
        part.get_by_label("Size").select_option("1080x1920")
    page.wait_for_function(loaded)
    for words in ("t%3D40", "size=1080x1920", "camera=still", "layout=both", "theme=light", "suffix=.mp4"):
        assert words in frame.value.url
    assert page.evaluate(f"[{picture}.naturalWidth, {picture}.naturalHeight]") == [720, 1280]
    with page.expect_response("**/film-frame.png?*") as frame:
        part.get_by_label("Frame at step").fill("100")
    assert "t%3D100" in frame.value.url
    set_options(part, seconds=0)
    part.locator(".preview-frame .warning").get_by_text("must be at least 1").wait_for()


def test_a_figure_of_the_shown_step_is_previewed_and_downloaded(visit):
    page = visit(LINK)
    step_to(page, 40)
    part = open_export(page, "Figure")
    picture = "document.querySelector('.preview')"
    page.wait_for_function(f"{picture}.naturalWidth > 500")
    first = page.evaluate(f"{picture}.src")
    set_options(part, part="plane", suffix=".pdf", style="print")
    page.wait_for_function(f"first => {picture}.src !== first && {picture}.complete", arg=first)
    with page.expect_download() as saved:
        part.get_by_role("button", name="Download").click()
    assert saved.value.suggested_filename == "fallline-beale-adam-sgd-momentum-plane.pdf"
    content = saved.value.path().read_bytes()
    assert content.startswith(b"%PDF")
    assert "t=40".encode("utf-16-be") in content


def test_single_panels_are_saved_as_plotly_draws_them(visit):
    page = visit(LINK)
    page.wait_for_function("document.querySelectorAll('.panel.curves .js-plotly-plot').length === 3")
    part = open_export(page, "Figure")
    saved = {}
    for kind in ("PNG", "SVG"):
        with page.expect_download() as download:
            part.locator(".plain").get_by_role("button", name=kind).first.click()
        saved[kind] = download.value.path().read_bytes()
    assert np.asarray(Image.open(io.BytesIO(saved["PNG"])).convert("RGB")).mean() > 150
    assert saved["SVG"].startswith(b"<svg")


def test_replaying_exported_numbers_finds_no_differences(visit, tmp_path):
    page = visit(LINK)
    part = open_export(page, "Data")
    for kind in ("CSV, for a spreadsheet", "CSV with decimal commas", "JSON", "NPZ"):
        with page.expect_download() as saved:
            part.get_by_role("button", name=kind).click()
        path = tmp_path / saved.value.suggested_filename
        assert path.stem == "fallline-beale-adam-sgd-momentum"
        saved.value.save_as(path)
        assert replay(path).differences == ()


def test_scripts_are_shown_and_can_be_copied(visit):
    page = visit(LINK, permissions=["clipboard-read", "clipboard-write"])
    part = open_export(page, "Code")
    part.locator("pre").nth(1).wait_for()
    part.get_by_role("button", name="Copy").first.click()
    assert page.evaluate("navigator.clipboard.readText()") == generate_lab_script(read_link(LINK)[0])
    assert "torch.optim.Adam([x], lr=0.1)" in part.locator("pre").nth(1).inner_text()


def test_the_standalone_page_plays_from_disk_without_requests(visit, browser, tmp_path):
    page = visit(f"{LINK}&height=log")
    part = open_export(page, "Web page")
    with page.expect_download() as saved:
        part.get_by_role("button", name="Download the page").click()
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)
    assert path.stat().st_size < 6_000_000
    offline_context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True, bypass_csp=True)
    offline_context.add_init_script(EXPOSE_MODULES_SCRIPT)
    page, errors = offline_context.new_page(), []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: errors.append(request.url) if request.url.startswith("http") else None)
    page.goto(path.as_uri())
    page.wait_for_function("window.fallline?.shownStep > 3")  # it plays
    page.wait_for_function("document.querySelectorAll('.js-plotly-plot').length === 5")
    step_to(page, 60)
    assert_shows(page, LINK, 60)
    page.keyboard.press("ArrowRight")
    assert page.evaluate("fallline.shownStep") == 61
    page.get_by_role("button", name="momentum").click()
    assert page.evaluate("fallline.shownLayers") == ["momentum"]
    assert "momentum 0.9" in page.locator("footer").inner_text()
    overflow_px = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow_px <= 0
    offline_context.close()
    assert not errors


def test_the_export_dialog_can_be_hidden_is_accessible_and_works_by_keys(visit):
    from axe_playwright_python.sync_playwright import Axe

    assert not visit(f"{LINK}&hide=export").locator("#export").is_visible()
    page = visit(LINK)
    for tab in ("Film", "Figure", "Data", "Web page", "Code"):
        open_export(page, tab)
        page.wait_for_timeout(300)
        found = Axe().run(page, context="#exporting", options={"resultTypes": ["violations"]}).response["violations"]
        assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == [], tab
        assert page.evaluate(SMALLEST_FONT_SCRIPT) >= 13
        page.keyboard.press("Escape")
    press_in_header(page, "export")
    page.get_by_role("tab", name="Code").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Code"  # the tab that was open last
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "Film"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.ariaLabel") == "Close"
