"""Shared by the benchmarks of the page: they start a server and a browser, and open pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import EXPOSE_MODULES_SCRIPT, launch_browser
from tests.processes import run_server

PLOTS_ARE_DRAWN = (  # a condition in JavaScript
    "window.fallline?.race && "
    "document.querySelectorAll('.js-plotly-plot').length === document.querySelectorAll('.panel .plot').length"
)
# Draws one step per frame, as during playback; returns the milliseconds that the page's own script takes per step.
DRAW_STEPS_SCRIPT = """async ([kinds, count]) => {
  const painters = fallline.activePainters().filter((painter) => kinds.includes(painter.kind));
  const times = [];
  for (let i = 0; i < count; i++) {
    await new Promise(requestAnimationFrame);
    const t = Math.round((i / (count - 1)) * fallline.race.steps);
    const start = performance.now();
    for (const painter of painters) painter.draw(t);
    times.push(performance.now() - start);
  }
  return times;
}"""
FLAT_PANELS = ["plane", "curves", "numbers", "scoreboard"]


@contextmanager
def open_lab() -> Iterator[tuple[Browser, str]]:
    """Start a server and a browser; yield the browser and the server's address."""
    with run_server() as address, sync_playwright() as playwright:
        browser = launch_browser(playwright)
        try:
            yield browser, address
        finally:
            browser.close()


def open_race_page(browser: Browser, address: str, link: str) -> Page:
    """Open a page with a link's race, and wait until all plots are drawn and no requests are pending.

    The page's security policy is bypassed, since it would refuse the code by which Playwright waits.
    """
    page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce", bypass_csp=True)
    page.add_init_script(EXPOSE_MODULES_SCRIPT)
    page.goto(f"{address}?{link}")
    page.wait_for_function(PLOTS_ARE_DRAWN)
    page.wait_for_load_state("networkidle")
    return page
