"""What a tick of the clock costs the page's own script, in a real browser, and how soon the page moves.

Run: python -m benchmarks.tick [LINK]. A tick is one call of seek(t); the time is that of the call, by the browser's
clock, so drawing that the browser does later (compositing, software rasterising) is not in it.
"""

from __future__ import annotations

import statistics
import sys

from playwright.sync_api import Page

from benchmarks._lab import FLAT, TICKS, lab, opened
from fallline.scene.examples import opening

LOADS = 5
MANY = 150  # ticks

# Notes, inside the page, how long after its load event the clock first moved.
WATCH = """
window.addEventListener("load", () => {
  const loaded = performance.now();
  const watch = setInterval(() => {
    if (!/^[1-9]/.test(document.querySelector("#transport output")?.textContent ?? "")) return;
    window.movedAfter = performance.now() - loaded;
    clearInterval(watch);
  }, 5);
});
"""


def main(link: str) -> None:
    """Prints the medians."""
    with lab() as (browser, address):
        _moves(browser.new_page(bypass_csp=True), address)
        _ticks(opened(browser, address, link))


def _moves(page: Page, address: str) -> None:
    page.add_init_script(WATCH)
    times = []
    for _ in range(LOADS):
        page.goto(address)
        times.append(page.wait_for_function("window.movedAfter").json_value())
    print(f"first motion after the page's load event: median {statistics.median(times):.0f} ms of {LOADS} loads")


def _ticks(page: Page) -> None:
    for name, kinds in (("contour, tables and curves", FLAT), ("with the 3D view", [*FLAT, "space"])):
        times = sorted(page.evaluate(TICKS, [kinds, MANY]))
        tenth = times[int(0.9 * len(times))]
        print(f"script per tick, {name}: median {statistics.median(times):.2f} ms, 90 % below {tenth:.2f} ms")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else opening.link)
