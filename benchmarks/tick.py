"""What a tick of the clock costs the page's own script, in a real browser, and how soon the page moves.

Run: python -m benchmarks.tick [LINK]. A tick is one call of seek(t); the time is that of the call, by the browser's
clock, so drawing that the browser does later (compositing, software rasterising) is not in it.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from engine.examples import opening
from tests.conftest import free_port, launch

ROOT = Path(__file__).parent.parent
LOADS = 5
TICKS = 150

# One tick per frame, as in play; only the script's own time is taken.
MEASURE = """async ([kinds, ticks]) => {
  const chosen = fallline.painting().filter((painter) => kinds.includes(painter.kind));
  const times = [];
  for (let i = 0; i < ticks; i++) {
    await new Promise(requestAnimationFrame);
    const t = Math.round((i / (ticks - 1)) * fallline.race.steps);
    const before = performance.now();
    for (const painter of chosen) painter.draw(t);
    times.push(performance.now() - before);
  }
  return times;
}"""
# Notes, inside the page, how long after its load event the clock first moved.
WATCH = """
window.addEventListener("load", () => {
  const loaded = performance.now();
  const watch = setInterval(() => {
    if (!(window.fallline && fallline.t > 0)) return;
    window.movedAfter = performance.now() - loaded;
    clearInterval(watch);
  }, 5);
});
"""
PAINTED = "document.querySelectorAll('.js-plotly-plot').length === document.querySelectorAll('.panel .plot').length"


def main(link: str) -> None:
    """Prints the medians."""
    port = free_port()
    command = [sys.executable, "-u", "app.py", "serve", "--port", str(port), "--no-open"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server, sync_playwright() as player:
        server.stdout.readline()
        browser = launch(player)
        try:
            _moves(browser.new_page(), f"http://localhost:{port}/")
            page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
            page.goto(f"http://localhost:{port}/?{link}")
            page.wait_for_function(PAINTED)
            page.wait_for_load_state("networkidle")
            _ticks(page)
        finally:
            browser.close()
            server.terminate()


def _moves(page: Page, address: str) -> None:
    page.add_init_script(WATCH)
    times = []
    for _ in range(LOADS):
        page.goto(address)
        times.append(page.wait_for_function("window.movedAfter").json_value())
    print(f"first motion after the page's load event: median {statistics.median(times):.0f} ms of {LOADS} loads")


def _ticks(page: Page) -> None:
    flat = ["plane", "curves", "numbers"]
    for name, kinds in (("contour, table and curves", flat), ("with the 3D view", [*flat, "space"])):
        times = sorted(page.evaluate(MEASURE, [kinds, TICKS]))
        tenth = times[int(0.9 * len(times))]
        print(f"script per tick, {name}: median {statistics.median(times):.2f} ms, 90 % below {tenth:.2f} ms")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else opening.link)
