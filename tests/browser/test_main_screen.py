"""The main screen: sizes, what is in sight, clicks that common changes take, and that nothing moves while it plays."""

import math

import pytest

from tests.browser.page import read_camera_eye, wait_for_race

EIGHT = ("adabelief", "adam", "adamw", "sgd_momentum", "gradient_descent", "rmsprop", "adagrad", "nadam")
EIGHT_RUNS = "on=beale&start=-1,1.5&steps=120&" + "&".join(f"run={id}~lr:0.01" for id in EIGHT)
DIVERGING = "on=beale&start=-1,1.5&steps=120&run=adabelief~lr:1e9&run=adam~lr:0.05&run=sgd_momentum~lr:0.005"
SIZES = {
    "full-hd": (1920, 1080),
    "laptop": (1440, 900),
    "small": (1280, 720),
    "tablet": (820, 1180),
    "phone": (390, 844),
}
MIN_TEXT_PX = 13
# Returns the visible texts that are smaller than the given size in pixels. Indices in formulas may be smaller.
SMALL_TEXTS_SCRIPT = """(minSize) => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const element = node.parentElement;
    const isVisible = element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (!node.textContent.trim() || !isVisible) continue;
    if (element.closest("math, mjx-container, style, script, noscript, tspan, option, .unseen, .skip")) continue;
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (size < minSize) found.push(`${size} px: ${element.className} ${node.textContent.trim().slice(0, 40)}`);
  }
  return found;
}"""
# Plays the whole race; returns the elements that a layout shift has moved, and the parts of the page that have had
# several heights. A number that has another width at each step, in a cell that stays, moves no element.
PLAY_SCRIPT = """async (speed) => {
  const shifted = new Set();
  const observer = new PerformanceObserver((list) => {
    for (const { sources, hadRecentInput } of list.getEntries()) {
      const elements = hadRecentInput ? [] : sources.map(({ node }) => node).filter((node) => node instanceof Element);
      for (const element of elements) shifted.add(element.outerHTML.slice(0, 100));
    }
  });
  fallline.pauseAt(0);
  await new Promise((go) => setTimeout(go, 600));
  observer.observe({ type: "layout-shift" });
  const parts = ["#rail", "#race", "#place-views", "#place-below", "#inspector", "#transport", ".run-card"];
  const heights = new Map(parts.map((part) => [part, new Set()]));
  fallline.setSpeed(speed);
  fallline.play();
  while (fallline.playing) {
    await new Promise(requestAnimationFrame);
    for (const [part, found] of heights) {
      for (const each of document.querySelectorAll(part)) found.add(each.offsetHeight);
    }
  }
  await new Promise((go) => setTimeout(go, 300));
  observer.disconnect();
  const changing = [...heights].filter(([part, found]) => found.size > 1).map(([part, found]) => [part, ...found]);
  return { shifted: [...shifted], changing };
}"""


def visible_box(page, locator):
    """Return the bounding box of an element, which must lie within the window."""
    box = locator.bounding_box()
    size = page.viewport_size
    assert box, locator
    assert box["y"] >= 0, (locator, box)
    assert box["y"] + box["height"] <= size["height"] + 0.5, (locator, box)
    assert box["x"] + box["width"] <= size["width"] + 0.5, (locator, box)
    return box


@pytest.mark.parametrize(("width", "height", "least"), [(1440, 900, 560), (1280, 720, 380), (1920, 1080, 680)])
def test_the_larger_view_is_high_enough(visit, width, height, least):
    page = visit(width=width, height=height, space=True)
    boxes = [page.locator(f"#panel-{panel}").bounding_box() for panel in ("plane", "space")]
    assert max(box["height"] for box in boxes) >= least
    page.locator("[data-view=map]").click()
    assert page.locator("#panel-plane .frame").bounding_box()["height"] >= least


@pytest.mark.parametrize("size", ["laptop", "small"])
@pytest.mark.parametrize("link", ["", EIGHT_RUNS], ids=["three", "eight"])
def test_every_learning_rate_rank_and_arrival_is_in_sight(visit, size, link):
    width, height = SIZES[size]
    page = visit(link, width=width, height=height)
    wait_for_race(page)
    cards = page.locator(".run-card")
    assert cards.count() == page.evaluate("fallline.race.runs.length")
    for card in cards.all():
        for part in (".card-slider [role=slider]", ".card-rank", ".card-arrival"):
            visible_box(page, card.locator(part))
    visible_box(page, page.locator("#rates"))
    visible_box(page, page.locator("#add"))


@pytest.mark.parametrize("link", ["", DIVERGING, EIGHT_RUNS], ids=["opening", "diverging", "eight"])
def test_nothing_moves_while_a_race_plays(visit, link):
    page = visit(link)
    wait_for_race(page)
    result = page.evaluate(PLAY_SCRIPT, 240)
    assert result["changing"] == []
    assert result["shifted"] == []


@pytest.mark.parametrize("size", SIZES)
def test_no_text_is_small_and_nothing_is_wider_than_the_page(visit, size):
    width, height = SIZES[size]
    page = visit(width=width, height=height, space=size == "laptop")
    wait_for_race(page)
    page.evaluate("fallline.pauseAt(120)")
    assert page.evaluate(SMALL_TEXTS_SCRIPT, MIN_TEXT_PX) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.scrollHeight") <= height
    for button in page.locator("#transport button:visible, header button:visible").all():
        visible_box(page, button)


def test_common_changes_take_few_clicks(visit):
    page = visit()
    wait_for_race(page)
    slider = page.locator(".card-slider [role=slider]").first
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    page.wait_for_function(
        "/adabelief~[^&]*lr:/.test(fallline.shownLink) && !/adabelief~[^&]*lr:0.01[,&]/.test(fallline.shownLink)"
    )

    page.locator("#landscape").click()
    page.get_by_role("button", name="Rosenbrock", exact=True).first.click()
    page.wait_for_function("fallline.shownLink.includes('on=rosenbrock')")
    wait_for_race(page)

    page.locator("#add").click()
    page.get_by_role("option", name="RMSprop", exact=True).click()
    page.wait_for_function("fallline.shownLink.includes('run=rmsprop')")
    wait_for_race(page)
    assert page.locator(".mantine-Select-dropdown:visible").count() == 0


def test_a_phone_shows_the_map_and_a_learning_rate_together(visit):
    width, height = SIZES["phone"]
    page = visit(width=width, height=height, has_touch=True, space=True)
    wait_for_race(page)
    assert visible_box(page, page.locator("#panel-plane .frame"))["height"] >= 300
    visible_box(page, page.locator(".card-slider [role=slider]").first)
    for sheet in ("runs", "step", "curves", "setup"):
        page.locator(f"#sheet-tabs [data-sheet={sheet}]").click()
        for control in page.locator("#lab button:visible, #lab select:visible, #lab summary:visible").all():
            box = control.bounding_box()
            label = control.evaluate("(each) => each.outerHTML.slice(0, 120)")
            assert box is None or min(box["height"], box["width"]) >= 43.5, (sheet, label, box)


def test_the_stage_shows_what_its_link_and_its_keys_say(visit):
    page = visit("stage=both", space=True)
    wait_for_race(page)
    widths = [page.locator(f"#panel-{panel}").bounding_box()["width"] for panel in ("plane", "space")]
    assert abs(widths[0] - widths[1]) < 2
    page.evaluate("fallline.pauseAt(10)")
    for key, view in (("m", "map"), ("3", "surface"), ("b", "both")):
        page.keyboard.press(key)
        assert page.evaluate("document.documentElement.dataset.stage") == view
        page.wait_for_function(f"location.search.includes('stage={view}')")


def visit_both_views(visit):
    page = visit("stage=both", space=True)
    wait_for_race(page)
    page.wait_for_function("document.querySelector('#panel-space .plot')?._fullLayout?.scene?._scene?.glplot")
    return page


def drag(page, panel, dx, dy):
    """Drag the middle of a view by some pixels; a drag by (0, 0) is a click."""
    box = page.locator(f"#panel-{panel} .frame").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=5)
    page.mouse.up()
    page.wait_for_timeout(300)  # the camera moves with the next frame


def camera_angles(page):
    """Return the azimuth and the elevation of the surface's camera, in degrees."""
    x, y, z = read_camera_eye(page)
    return math.degrees(math.atan2(y, x)), math.degrees(math.asin(z / math.hypot(x, y, z)))


@pytest.mark.parametrize(("panel", "dx"), [("space", 0), ("space", 80), ("plane", 0)])
def test_arrow_keys_step_the_race_after_a_view_is_clicked_or_turned(visit, panel, dx):
    page = visit_both_views(visit)
    page.evaluate("fallline.pauseAt(40)")
    page.locator("#inspector select").focus()  # uses arrow keys itself
    drag(page, panel, dx, 0)
    wait_for_race(page)  # a click on the map moves the start
    page.wait_for_function("!fallline.race.stale")
    angles = camera_angles(page)
    for key, step in (("ArrowRight", 41), ("ArrowRight", 42), ("ArrowLeft", 41)):
        page.keyboard.press(key)
        assert page.evaluate("fallline.shownStep") == step
    page.wait_for_timeout(300)
    assert camera_angles(page) == pytest.approx(angles)


def test_a_drag_turns_the_surface_by_a_modest_angle_and_never_to_a_pole(visit):
    page = visit_both_views(visit)
    drag(page, "space", 0, 0)  # a click; the camera stops to sway
    page.locator("#stage-tools [data-tool=reset]").click()
    before = camera_angles(page)
    drag(page, "space", 0, 70)
    after = camera_angles(page)
    assert 5 < after[1] - before[1] < 20
    assert after[0] == pytest.approx(before[0], abs=0.1)
    for dy, least, most in ((400, 80, 85), (-400, 20, 60), (-400, 5, 5)):
        drag(page, "space", 3, dy)
        assert least - 0.01 <= camera_angles(page)[1] <= most + 0.01


def test_without_webgl_the_stage_shows_the_map(visit):
    page = visit()
    assert page.evaluate("document.documentElement.dataset.stage") == "map"
    assert page.locator("[data-view=surface]").is_disabled()
    assert not page.locator("#panel-space").is_visible()


def test_tabs_show_one_chart_each_and_the_table(visit):
    page = visit()
    wait_for_race(page)
    page.evaluate("fallline.pauseAt(120)")
    for panel in ("step_size", "effective_rate", "numbers", "loss"):
        page.locator(f"#chart-tabs [data-panel={panel}]").click()
        shown = page.locator("#place-below .panel:not([data-inactive])")
        assert shown.count() == 1
        assert shown.get_attribute("id") == f"panel-{panel}"
        assert shown.bounding_box()["height"] > 100
    page.locator("#chart-tabs [data-panel=loss]").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#panel-step_size").get_attribute("data-inactive") is None
    assert page.evaluate("fallline.shownStep") == 120  # the arrow key moved between the tabs


def test_marks_on_the_timeline_show_where_runs_reach_the_target(visit):
    page = visit()
    wait_for_race(page)
    marks = page.evaluate("[...document.querySelectorAll('.arrivals i')].map((mark) => parseFloat(mark.style.left))")
    reached = page.evaluate(
        "fallline.race.runs.filter((run) => run.reachCosts[0] >= 0).map((run) => run.reachCosts[0])"
    )
    assert len(marks) == len(reached) > 0
    assert marks[0] == pytest.approx(100 * reached[0] / page.evaluate("fallline.race.steps"), abs=0.5)
