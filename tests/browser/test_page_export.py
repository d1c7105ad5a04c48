"""Taking a race away from the page: each tab as a visitor uses it, and the page that travels opened from disk."""

import io

import av
import numpy as np
from PIL import Image

from fallline.files.replay import replay
from fallline.files.scripts import lab_code
from fallline.view import read_link
from tests.browser.chromium import MODULES
from tests.browser.page import assert_shows, step_to

LINK = "on=beale&run=adam~lr:0.1&run=sgd_momentum~lr:0.002&start=1,1.5&steps=120"


def open_export(page, tab):
    page.locator("#export").click()
    page.locator(".takes").get_by_role("tab", name=tab).click()
    return page.locator(".taking")


def choose(form, **values):
    for name, value in values.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(str(value))
            field.press("Tab")


def small_film(part, **values):
    part.get_by_label("Size").select_option("640x360")
    choose(part, **{"seconds": 2, "fps": 10, **values})


def test_a_film_is_made_while_its_bar_moves_watched_saved_and_served_again(visit):
    page = visit(LINK)
    part = open_export(page, "Film")
    part.get_by_label("Size").select_option("1280x720")
    choose(part, seconds=9)
    page.evaluate("""() => {
      window.seen = [];
      const watch = () => {
        const bar = document.querySelector('.result progress');
        if (bar && bar.hasAttribute('value')) window.seen.push(bar.value);
      };
      setInterval(watch, 50);
    }""")
    part.get_by_role("button", name="Make the film").click()
    assert part.get_by_role("button", name="Make the film").is_disabled()
    save = part.get_by_role("link", name="Download")
    save.wait_for(timeout=180_000)
    seen = page.evaluate("window.seen")
    assert len(set(seen)) >= 2  # on a busy machine the reports come seldom
    assert seen == sorted(seen)
    page.wait_for_function("document.querySelector('.result video').videoWidth === 1280")
    with page.expect_download() as saved:
        save.click()
    with av.open(saved.value.path()) as film:
        assert film.streams.video[0].frames == 9 * 30
        assert film.streams.video[0].codec_context.name == "h264"
        told = dict(film.metadata)["comment"]
    assert read_link(told.partition("/?")[2].strip())[0] == read_link(LINK)[0]
    assert page.locator("#export").inner_text() == "Film ready"
    page.evaluate("window.seen = []")
    with page.expect_response("**/jobs/film") as told:
        part.get_by_role("button", name="Make the film").click()
    assert told.value.json()["state"] == "made"
    save.wait_for(timeout=5_000)
    assert page.evaluate("window.seen") == []  # there was nothing left to draw


def test_a_film_can_be_cancelled_and_the_next_one_is_made_behind_the_closed_dialog(visit):
    page = visit(LINK)
    part = open_export(page, "Film")
    choose(part, seconds=120)
    part.get_by_role("button", name="Make the film").click()
    page.wait_for_function("document.querySelector('.result progress')?.value > 0", timeout=180_000)
    part.get_by_role("button", name="Cancel").click()
    assert "nothing was kept" in part.locator(".result").inner_text()
    small_film(part, suffix=".gif")
    part.get_by_role("button", name="Make the film").click()
    page.keyboard.press("Escape")
    page.wait_for_function("document.querySelector('#export').textContent === 'Film ready'", timeout=180_000)
    assert open_export(page, "Film").get_by_role("link", name="Download").is_visible()
    page.wait_for_function("document.querySelector('.result img').naturalWidth === 640")


def test_what_cannot_be_filmed_is_said_in_the_dialog(visit):
    page = visit(LINK)
    part = open_export(page, "Film")
    choose(part, seconds=0)
    part.get_by_role("button", name="Make the film").click()
    warning = part.locator(".result .warning")
    warning.wait_for()
    assert warning.inner_text() == "film.seconds = 0 must be at least 1 and at most 600."
    choose(part, seconds=2)
    part.get_by_label("Size").select_option("")
    choose(part, wide=641)
    part.get_by_role("button", name="Make the film").click()
    page.wait_for_function("document.querySelector('.result .warning')?.textContent.includes('must be even')")


def test_a_figure_is_seen_before_it_is_saved_at_the_step_on_show(visit):
    page = visit(LINK)
    step_to(page, 40)
    part = open_export(page, "Figure")
    picture = "document.querySelector('.preview')"
    page.wait_for_function(f"{picture}.naturalWidth > 500")
    first = page.evaluate(f"{picture}.src")
    choose(part, part="plane", suffix=".pdf", style="print")
    page.wait_for_function(f"first => {picture}.src !== first && {picture}.complete", arg=first)
    with page.expect_download() as saved:
        part.get_by_role("button", name="Download").click()
    assert saved.value.suggested_filename == "beale-plane.pdf"
    content = saved.value.path().read_bytes()
    assert content.startswith(b"%PDF")
    assert "t=40".encode("utf-16-be") in content


def test_plain_panels_are_saved_as_plotly_draws_them(visit):
    page = visit(LINK)
    page.wait_for_function("document.querySelectorAll('.panel.curves .js-plotly-plot').length === 3")
    part = open_export(page, "Figure")
    saved = {}
    for kind in ("PNG", "SVG"):
        with page.expect_download() as taken:
            part.locator(".plain").get_by_role("button", name=kind).first.click()
        saved[kind] = taken.value.path().read_bytes()
    assert np.asarray(Image.open(io.BytesIO(saved["PNG"])).convert("RGB")).mean() > 150
    assert saved["SVG"].startswith(b"<svg")


def test_numbers_come_back_and_are_the_same(visit, tmp_path):
    page = visit(LINK)
    part = open_export(page, "Numbers")
    for kind in ("CSV", "JSON", "NPZ"):
        with page.expect_download() as saved:
            part.get_by_role("button", name=kind).click()
        path = tmp_path / saved.value.suggested_filename
        saved.value.save_as(path)
        assert replay(path).differences == ()


def test_code_is_shown_and_copied(visit):
    page = visit(LINK, permissions=["clipboard-read", "clipboard-write"])
    part = open_export(page, "Code")
    part.locator("pre").nth(1).wait_for()
    part.get_by_role("button", name="Copy").first.click()
    assert page.evaluate("navigator.clipboard.readText()") == lab_code(read_link(LINK)[0])
    assert "torch.optim.Adam([x], lr=0.1)" in part.locator("pre").nth(1).inner_text()


def test_a_page_that_travels_plays_from_disk_and_asks_nobody(visit, browser, tmp_path):
    page = visit(f"{LINK}&height=log")
    part = open_export(page, "Web page")
    with page.expect_download() as saved:
        part.get_by_role("button", name="Download the page").click()
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)
    assert path.stat().st_size < 6_000_000
    alone = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True, bypass_csp=True)
    alone.add_init_script(MODULES)
    page, troubles = alone.new_page(), []
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda problem: troubles.append(str(problem)))
    page.on("request", lambda asked: troubles.append(asked.url) if asked.url.startswith("http") else None)
    page.goto(path.as_uri())
    page.wait_for_function("window.fallline?.t > 3")  # it plays
    page.wait_for_function("document.querySelectorAll('.js-plotly-plot').length === 5")
    step_to(page, 60)
    assert_shows(page, LINK, 60)
    page.keyboard.press("ArrowRight")
    assert page.evaluate("fallline.t") == 61
    page.get_by_role("button", name="momentum").click()
    assert page.evaluate("fallline.layers") == ["momentum"]
    assert "momentum 0.9" in page.locator("footer").inner_text()
    edge = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert edge <= 0
    alone.close()
    assert not troubles


def test_the_dialog_is_for_everybody(visit):
    from axe_playwright_python.sync_playwright import Axe

    assert not visit(f"{LINK}&hide=export").locator("#export").is_visible()
    page = visit(LINK)
    for tab in ("Film", "Figure", "Numbers", "Web page", "Code"):
        open_export(page, tab)
        page.wait_for_timeout(300)
        found = Axe().run(page, context="#exporting", options={"resultTypes": ["violations"]}).response["violations"]
        assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == [], tab
        page.keyboard.press("Escape")
    page.locator("#export").click()
    page.get_by_role("tab", name="Film").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "Figure"
