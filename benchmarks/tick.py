"""Script time of drawing one step in a real browser, and how soon a loaded page starts playing.

Run: python -m benchmarks.tick [LINK]. Prints the median time from the page's load event to the first shown step above
0, and the median and 90th percentile of the script time per drawn step (a tick): of the painters without and with the
3D view, and of the whole page, which also writes the ranks and the inspector. Drawing that the browser does after the
script (compositing, rasterizing in software) is not included.
"""

from __future__ import annotations

import statistics
import sys

from playwright.sync_api import Page

from benchmarks._lab import DRAW_STEPS_SCRIPT, FLAT_PANELS, open_lab, open_race_page
from fallline.scene.examples import opening_example

PAGE_LOADS = 5
DRAWN_STEPS = 150

# Records how many milliseconds after the load event the page first showed a step above 0.
RECORD_FIRST_STEP_SCRIPT = """
window.addEventListener("load", () => {
  const loaded = performance.now();
  const watch = setInterval(() => {
    if (!/^[1-9]/.test(document.querySelector("#transport output")?.textContent ?? "")) return;
    window.movedAfter = performance.now() - loaded;
    clearInterval(watch);
  }, 5);
});
"""


# Shows one step per frame; returns the milliseconds that all of the page's script takes per step.
SEEK_SCRIPT = """async (count) => {
  const times = [];
  for (let i = 0; i < count; i++) {
    await new Promise(requestAnimationFrame);
    const start = performance.now();
    fallline.seek(Math.round((i / (count - 1)) * fallline.race.steps));
    times.push(performance.now() - start);
  }
  return times;
}"""


def main(link: str) -> None:
    """Print the measurements."""
    with open_lab() as (browser, address):
        _measure_first_step(browser.new_page(bypass_csp=True), address)
        _measure_script_time(open_race_page(browser, address, link))


def _measure_first_step(page: Page, address: str) -> None:
    page.add_init_script(RECORD_FIRST_STEP_SCRIPT)
    times = []
    for _ in range(PAGE_LOADS):
        page.goto(address)
        times.append(page.wait_for_function("window.movedAfter").json_value())
    print(f"first motion after the page's load event: median {statistics.median(times):.0f} ms of {PAGE_LOADS} loads")


def _measure_script_time(page: Page) -> None:
    for name, kinds in (("contour, tables and curves", FLAT_PANELS), ("with the 3D view", [*FLAT_PANELS, "space"])):
        _print_times(name, page.evaluate(DRAW_STEPS_SCRIPT, [kinds, DRAWN_STEPS]))
    _print_times("the whole page", page.evaluate(SEEK_SCRIPT, DRAWN_STEPS))


def _print_times(name: str, times_ms: list[float]) -> None:
    percentile_90 = sorted(times_ms)[int(0.9 * len(times_ms))]
    print(f"script per tick, {name}: median {statistics.median(times_ms):.2f} ms, 90 % below {percentile_90:.2f} ms")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else opening_example.link)
