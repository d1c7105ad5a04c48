"""What the scripts that measure the page share: a server and a browser of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import MODULES, launch
from tests.processes import serving

PAINTED = (
    "window.fallline?.race && "
    "document.querySelectorAll('.js-plotly-plot').length === document.querySelectorAll('.panel .plot').length"
)
# One tick per frame, as in play; only the script's own time is taken.
TICKS = """async ([kinds, ticks]) => {
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
FLAT = ["plane", "curves", "numbers", "scoreboard"]


@contextmanager
def lab() -> Iterator[tuple[Browser, str]]:
    """A browser, and the address of a server."""
    with serving() as address, sync_playwright() as player:
        browser = launch(player)
        try:
            yield browser, address
        finally:
            browser.close()


def opened(browser: Browser, address: str, link: str) -> Page:
    """A page at rest that shows a link's race. Playwright waits by code that the page's policy would refuse."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce", bypass_csp=True)
    page.add_init_script(MODULES)
    page.goto(f"{address}?{link}")
    page.wait_for_function(PAINTED)
    page.wait_for_load_state("networkidle")
    return page
