"""How often the trails are drawn anew while the start is dragged, and what many starts cost.

Run: python -m benchmarks.aim. Dragging: three optimizers x 300 steps, the ring is moved without a stop for some
seconds by a real mouse; a picture counts when the trails from a new start are handed to the map to be drawn (which it
does in the same frame). A click counts until other trails are there to be drawn. Both are measured on a server that has
just started, and again when what they need is compiled (on an empty cache that takes a minute). Many starts: 200 trails
x 3 optimizers x 500 steps; the first picture is there when the map and its trails have been painted, counted from the
moment the race is asked for on a page that is open; a tick is one call of every painter, by the browser's clock.
Backwards is a jump to the middle from the end, which draws all trails anew.
"""

from __future__ import annotations

import itertools
import statistics
import time
import urllib.request

from playwright.sync_api import Browser, Page

from benchmarks._lab import FLAT, TICKS, lab, opened

RUNS = "run=adabelief~lr:0.01&run=adam~lr:0.01&run=sgd_momentum~lr:0.005"
DRAGGED = f"on=log_beale&start=-2.5,-2.5&steps=300&{RUNS}"
PLAIN = f"on=log_beale&start=-2.5,-2.5&steps=500&{RUNS}"
CROWDED = f"{PLAIN}&around=cloud~count:199~spread:0.1"
WAIT = 300.0  # s, for the compiler
SECONDS = 6.0
MANY = 150  # ticks
ASK = """async (link) => {
  const before = performance.now();
  fallline.open(link, "light");
  const there = () => fallline.race.starts > 1 && !document.querySelector("#panel-plane .frame.stale");
  while (!there()) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - before;
}"""
BACK = """() => {
  const times = {};
  for (const painter of fallline.painting()) {
    painter.draw(fallline.race.steps);
    const before = performance.now();
    painter.draw(Math.round(fallline.race.steps / 2));
    times[painter.kind] = performance.now() - before;
  }
  return times;
}"""


MADE = """async () => {
  const body = JSON.stringify({ link: fallline.shown, start: [0.5, 0.5] });
  const answer = await fetch("/paths", { method: "POST", headers: { "Content-Type": "application/json" }, body });
  return (await answer.json()).made;
}"""
CLICK = """async ([x, y]) => {
  const plot = document.querySelector("#panel-plane .nsewdrag");
  const before = fallline.race.runs[0].paths, begun = performance.now();
  for (const kind of ["pointerdown", "pointerup"]) {
    plot.dispatchEvent(new PointerEvent(kind, { bubbles: true, clientX: x, clientY: y, button: 0 }));
  }
  while (fallline.race.runs[0].paths === before) await new Promise(requestAnimationFrame);
  return performance.now() - begun;
}"""
CLICKS = 15


def main() -> None:
    """Prints the figures, those of following a hand before and after everything is compiled."""
    begun = time.perf_counter()
    with lab() as (browser, address):
        urllib.request.urlopen(address).read(1)  # noqa: S310 - the server that was just started
        print(f"start-up of app.py, to the first byte: {time.perf_counter() - begun:.1f} s with the browser's")
        page = opened(browser, address, DRAGGED)
        _follow(page)
        until = time.monotonic() + WAIT
        while set(page.evaluate(MADE)) != {"compiled"} and time.monotonic() < until:
            page.wait_for_timeout(2000)
        _follow(page)
        _crowd(browser, address)


def _follow(page: Page) -> None:
    print(f"paths by {', '.join(page.evaluate(MADE))} code:")
    _drag(page)
    _painted(page)
    box = page.locator("#panel-plane .nsewdrag").bounding_box()
    times = []
    for click in range(CLICKS):
        share = (0.2 + 0.6 * click / CLICKS, 0.8 - 0.5 * click / CLICKS)
        place = [box["x"] + share[0] * box["width"], box["y"] + share[1] * box["height"]]
        times.append(page.evaluate(CLICK, place))
        page.wait_for_timeout(700)
        _painted(page)
    print(f"click to the first changed trail: median {statistics.median(times):.0f} ms, longest {max(times):.0f} ms")


def _painted(page: Page) -> None:
    """Waits until the race that was asked for has come, and is drawn."""
    page.wait_for_load_state("networkidle")
    page.wait_for_function("!document.documentElement.hasAttribute('data-busy')")
    page.wait_for_function("!document.querySelector('.frame.stale')")


def _drag(page: Page) -> None:
    box = page.locator(".start-handle").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    until, moves = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        moves += 1
        page.mouse.move(x + moves % 60, y - moves % 40)
        page.wait_for_timeout(15)
    times = page.evaluate("fallline.drawnWhileDragged()")
    page.mouse.up()
    gaps = [after - before for before, after in itertools.pairwise(times)]
    print(
        f"dragging, 3 optimizers x 300 steps: {len(times) / SECONDS:.1f} pictures a second over {SECONDS:g} s, "
        f"median {statistics.median(gaps):.0f} ms from one to the next, longest {max(gaps):.0f} ms"
    )


def _crowd(browser: Browser, address: str) -> None:
    page = opened(browser, address, PLAIN)
    print(f"200 trails x 3 optimizers x 500 steps: first picture after {page.evaluate(ASK, CROWDED):.0f} ms")
    page.wait_for_load_state("networkidle")
    for name, kinds in (("contour, tables and curves", FLAT), ("with the 3D view", [*FLAT, "space"])):
        times = sorted(page.evaluate(TICKS, [kinds, MANY]))
        tenth = times[int(0.9 * len(times))]
        print(f"script per tick, {name}: median {statistics.median(times):.1f} ms, 90 % below {tenth:.1f} ms")
    back = page.evaluate(BACK)
    print("backwards: " + ", ".join(f"{kind} {spent:.0f} ms" for kind, spent in back.items() if spent > 1))


if __name__ == "__main__":
    main()
