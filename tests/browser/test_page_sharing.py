"""Sharing a race: the share dialog, its presets, the embedded race, and codes to scan."""

import json
import xml.etree.ElementTree as ET
from urllib.parse import quote

import pytest

from fallline.view import read_link
from fallline.view.page_parts import PAGE_PARTS
from tests.browser.page import HIMMELBLAU_LINK as LINK
from tests.browser.page import (
    SIZES_AND_THEMES,
    overlap,
    press_in_header,
    step_to,
    wait_for_race,
)


@pytest.mark.parametrize("options", SIZES_AND_THEMES)
def test_the_share_dialog_has_a_link_an_embed_snippet_and_a_qr_code(visit, options):
    page = visit(LINK, **options)
    wait_for_race(page)
    step_to(page, 33)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press_in_header(page, "copy")
    page.get_by_text("Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert read_link(copied)[1].t == 33
    assert read_link(copied)[0] == read_link(LINK)[0]
    press_in_header(page, "share")
    dialog = page.locator("#sharing")
    address = dialog.get_by_label("Link to this race")
    assert address.input_value() == copied
    page.get_by_text("Choose parts to leave out").click()
    page.locator(".tick", has_text="effective rates").locator("input").check()
    page.get_by_label("In this language").check()
    assert read_link(address.input_value())[1].hide == ("effective_rate",)
    assert "lang=en" in address.input_value()
    page.get_by_label("Opens").select_option("start")
    assert read_link(address.input_value())[1].t == -1
    snippet = dialog.get_by_label("For another page or a slide").input_value()
    frame = ET.fromstring(snippet.replace(" allowfullscreen", ""))  # noqa: S314 - our own snippet
    scene, view = read_link(frame.get("src"))
    assert (scene, view.mode, view.hide) == (read_link(LINK)[0], "embed", ("effective_rate",))
    page.wait_for_function("document.querySelector('.scan .code').naturalWidth > 50")
    box, width = dialog.bounding_box(), page.viewport_size["width"]
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


def test_the_selected_run_is_kept_in_the_link(visit):
    page = visit(f"{LINK}&speed=2")
    wait_for_race(page)
    page.locator(".run-card").nth(1).locator(".card-name").click()
    page.wait_for_function("fallline.playing && location.search.includes('selected=2')")
    press_in_header(page, "share")
    shared = page.locator("#sharing").get_by_label("Link to this race").input_value()
    assert read_link(shared)[1].selected == 2
    assert 0 <= read_link(shared)[1].t <= page.evaluate("fallline.shownStep")
    page.keyboard.press("Escape")
    page.reload()
    page.wait_for_function("window.fallline?.race && document.querySelector('#inspector select')")
    assert page.locator("#inspector select").evaluate("(select) => select.selectedIndex") == 1
    assert page.locator(".run-card[data-selected]").get_attribute("data-run") == "1"
    page.locator("#inspector select").select_option(index=0)
    page.wait_for_function("!location.search.includes('selected=')")


def test_presets_of_the_share_dialog_leave_out_existing_parts(visit):
    page = visit(LINK)
    wait_for_race(page)
    press_in_header(page, "share")
    dialog = page.locator("#sharing")
    page.get_by_text("Choose parts to leave out").click()
    listed = dialog.locator(".part-areas input").evaluate_all("boxes => boxes.map((box) => box.value)")
    assert sorted(listed) == sorted(PAGE_PARTS)  # each once
    hidden = {}
    for name in ("Map only", "Race", "Whole lab"):
        dialog.get_by_role("button", name=name, exact=True).click()
        hidden[name] = set(read_link(dialog.get_by_label("Link to this race").input_value())[1].hide)
    assert "plane" not in hidden["Map only"]
    assert hidden["Map only"] >= {"space", "rail", "header", "loss"}
    assert not hidden["Race"] & {"plane", "space", "rail", "scoreboard", "transport"}
    assert hidden["Whole lab"] == set()


def test_what_is_copied_while_the_race_plays_has_the_step_on_show(visit):
    page = visit(f"{LINK}&speed=5")
    wait_for_race(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("fallline.seek(7); fallline.play()")
    press_in_header(page, "share")
    address = page.locator("#sharing").get_by_label("Link to this race").input_value()
    assert 7 <= read_link(address)[1].t <= page.evaluate("fallline.shownStep")
    page.keyboard.press("Escape")
    press_in_header(page, "copy")
    page.get_by_text("Copied").wait_for()
    copied = read_link(page.evaluate("navigator.clipboard.readText()"))[1].t
    assert read_link(address)[1].t <= copied <= page.evaluate("fallline.shownStep")
    assert page.evaluate("fallline.playing")


def test_the_embed_snippet_works_in_another_page(visit):
    lab = visit(LINK)
    lab.locator("#share").click()
    lab.get_by_label("Opens").select_option("start")
    snippet = lab.get_by_label("For another page or a slide").input_value()
    page = lab.context.new_page()
    page.set_content(f"<h1>A course</h1>{snippet}")
    frame = page.frame_locator("iframe")
    frame.locator(".transport .play").wait_for()
    inner = page.frames[-1]
    inner.wait_for_function("window.fallline && fallline.race && fallline.shownStep > 2")
    for part in (".rail", "header", "#place-below"):
        assert not frame.locator(part).is_visible()
    assert frame.locator("table.board").is_visible()
    link = frame.locator(".whole-lab")
    link.dispatch_event("pointerdown")
    assert "mode" not in link.get_attribute("href")
    assert read_link(link.get_attribute("href"))[0] == read_link(LINK)[0]


@pytest.mark.parametrize(("width", "height"), [(960, 600), (800, 600), (640, 360), (390, 700), (320, 240)])
def test_an_embedded_race_fits_into_frames_of_any_size(visit, width, height):
    page = visit(f"{LINK}&mode=embed", width=width, height=height, space=True)
    wait_for_race(page)
    size = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert size[0] <= width
    assert size[1] <= height
    views, board = (page.locator(each).bounding_box() for each in ("#place-views", "#place-board"))
    assert min(views["width"], views["height"]) > 180
    assert overlap(views, board) == 0
    play_button = page.locator(".transport .play").bounding_box()
    assert play_button["y"] + play_button["height"] <= height


def test_qr_codes_are_drawn_only_for_links_to_this_server(visit, server):
    page = visit(LINK)
    code_url = f"{server}code?link={quote(f'{server}?{LINK}', safe='')}"
    answer = page.request.get(code_url)
    assert answer.headers["content-type"].startswith("image/svg")
    assert ET.fromstring(answer.text()).tag.endswith("svg")  # noqa: S314 - our own server's
    for link, sentence in (("http://elsewhere.example/?x", "must be a link to this lab"), ("y" * 5000, "too many")):
        full_link = link if link.startswith("http") else f"{server}?{link}"
        answer = page.request.get(f"{server}code?link={quote(full_link, safe='')}")
        assert answer.status == 400
        assert sentence in json.loads(answer.text())["problem"]
