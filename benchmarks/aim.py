"""Delays while the start is dragged or set by a click, and the cost of drawing many starts.

Run: python -m benchmarks.aim. Prints, in this order:

- The time from starting the server to the first byte of the page.
- Dragging, three optimizers x 300 steps: the start is dragged by a real mouse for some seconds. A picture counts when
  the trails of a new start are handed to the map, which draws them in the same frame.
- Clicking: the time from a click on the map until the trails of the new start can be drawn.
- Dragging and clicking once more, when the chunks that they use are compiled (about a minute with an empty cache).
- Many starts, 200 starts x 3 optimizers x 500 steps: the time from requesting the race on an open page until map and
  trails are drawn, the script time of drawing one step, and that of a jump from the end back to the middle, which
  draws all trails again.
"""

from __future__ import annotations

import itertools
import statistics
import time
import urllib.request

from playwright.sync_api import Browser, Page

from benchmarks._lab import DRAW_STEPS_SCRIPT, FLAT_PANELS, open_lab, open_race_page

RUNS = "run=adabelief~lr:0.01&run=adam~lr:0.01&run=sgd_momentum~lr:0.005"
DRAG_LINK = f"on=log_beale&start=-2.5,-2.5&steps=300&{RUNS}"
ONE_START_LINK = f"on=log_beale&start=-2.5,-2.5&steps=500&{RUNS}"
MANY_STARTS_LINK = f"{ONE_START_LINK}&around=cloud~count:199~spread:0.1"
MAX_COMPILE_S = 300.0
DRAG_S = 6.0
DRAWN_STEPS = 150
# Opens a link; returns the milliseconds until its map and trails are drawn.
OPEN_LINK_SCRIPT = """async (link) => {
  const start = performance.now();
  fallline.openLink(link, "light");
  const isDrawn = () => fallline.race.starts > 1 && !document.querySelector("#panel-plane .frame.stale");
  while (!isDrawn()) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - start;
}"""
# Jumps from the last step to the middle; returns the milliseconds by painter.
JUMP_BACK_SCRIPT = """() => {
  const times = {};
  for (const painter of fallline.activePainters()) {
    painter.draw(fallline.race.steps);
    const start = performance.now();
    painter.draw(Math.round(fallline.race.steps / 2));
    times[painter.kind] = performance.now() - start;
  }
  return times;
}"""
# Returns how the server computed the paths: "compiled" or "eager", for each run.
PATH_KINDS_SCRIPT = """async () => {
  const body = JSON.stringify({ link: fallline.shownLink, start: [0.5, 0.5] });
  const answer = await fetch("/paths", { method: "POST", headers: { "Content-Type": "application/json" }, body });
  return (await answer.json()).computedBy;
}"""
# Clicks on the map; returns the milliseconds until the paths have changed.
CLICK_SCRIPT = """async ([x, y]) => {
  const plot = document.querySelector("#panel-plane .nsewdrag");
  const previousPaths = fallline.race.runs[0].paths, start = performance.now();
  for (const kind of ["pointerdown", "pointerup"]) {
    plot.dispatchEvent(new PointerEvent(kind, { bubbles: true, clientX: x, clientY: y, button: 0 }));
  }
  while (fallline.race.runs[0].paths === previousPaths) await new Promise(requestAnimationFrame);
  return performance.now() - start;
}"""
CLICK_COUNT = 15


def main() -> None:
    """Print the measurements; those of dragging and clicking before and after compilation."""
    begin = time.perf_counter()
    with open_lab() as (browser, address):
        urllib.request.urlopen(address).read(1)  # noqa: S310 - the server that was just started
        print(f"start-up of app.py, to the first byte: {time.perf_counter() - begin:.1f} s with the browser's")
        page = open_race_page(browser, address, DRAG_LINK)
        _measure_dragging_and_clicking(page)
        deadline = time.monotonic() + MAX_COMPILE_S
        while set(page.evaluate(PATH_KINDS_SCRIPT)) != {"compiled"} and time.monotonic() < deadline:
            page.wait_for_timeout(2000)
        _measure_dragging_and_clicking(page)
        _measure_many_starts(browser, address)


def _measure_dragging_and_clicking(page: Page) -> None:
    print(f"paths computed by {', '.join(page.evaluate(PATH_KINDS_SCRIPT))} code:")
    _measure_dragging(page)
    _wait_until_drawn(page)
    box = page.locator("#panel-plane .nsewdrag").bounding_box()
    times = []
    for click in range(CLICK_COUNT):
        share = (0.2 + 0.6 * click / CLICK_COUNT, 0.8 - 0.5 * click / CLICK_COUNT)
        place = [box["x"] + share[0] * box["width"], box["y"] + share[1] * box["height"]]
        times.append(page.evaluate(CLICK_SCRIPT, place))
        page.wait_for_timeout(700)
        _wait_until_drawn(page)
    print(f"click to the first changed trail: median {statistics.median(times):.0f} ms, longest {max(times):.0f} ms")


def _wait_until_drawn(page: Page) -> None:
    """Wait until the requested race has arrived and is drawn."""
    page.wait_for_load_state("networkidle")
    page.wait_for_function("!document.documentElement.hasAttribute('data-busy')")
    page.wait_for_function("!document.querySelector('.frame.stale')")


def _measure_dragging(page: Page) -> None:
    box = page.locator(".start-handle").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    deadline, moves = time.monotonic() + DRAG_S, 0
    while time.monotonic() < deadline:
        moves += 1
        page.mouse.move(x + moves % 60, y - moves % 40)
        page.wait_for_timeout(15)
    times = page.evaluate("fallline.dragFrameTimes()")
    page.mouse.up()
    intervals = [current - previous for previous, current in itertools.pairwise(times)]
    print(
        f"dragging, 3 optimizers x 300 steps: {len(times) / DRAG_S:.1f} pictures a second over {DRAG_S:g} s, "
        f"median {statistics.median(intervals):.0f} ms from one to the next, longest {max(intervals):.0f} ms"
    )


def _measure_many_starts(browser: Browser, address: str) -> None:
    page = open_race_page(browser, address, ONE_START_LINK)
    first_picture_ms = page.evaluate(OPEN_LINK_SCRIPT, MANY_STARTS_LINK)
    print(f"200 trails x 3 optimizers x 500 steps: first picture after {first_picture_ms:.0f} ms")
    page.wait_for_load_state("networkidle")
    for name, kinds in (("contour, tables and curves", FLAT_PANELS), ("with the 3D view", [*FLAT_PANELS, "space"])):
        times = sorted(page.evaluate(DRAW_STEPS_SCRIPT, [kinds, DRAWN_STEPS]))
        percentile_90 = times[int(0.9 * len(times))]
        print(f"script per tick, {name}: median {statistics.median(times):.1f} ms, 90 % below {percentile_90:.1f} ms")
    times_by_painter = page.evaluate(JUMP_BACK_SCRIPT)
    print("jump back: " + ", ".join(f"{kind} {spent:.0f} ms" for kind, spent in times_by_painter.items() if spent > 1))


if __name__ == "__main__":
    main()
