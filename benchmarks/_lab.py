"""What the scripts that measure the page share: a server and a browser of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import free_port, launch

ROOT = Path(__file__).parent.parent
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
    port = free_port()
    command = [sys.executable, "-u", "app.py", "serve", "--port", str(port), "--no-open"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server, sync_playwright() as player:
        server.stdout.readline()
        browser = launch(player)
        try:
            yield browser, f"http://localhost:{port}/"
        finally:
            browser.close()
            server.terminate()


def opened(browser: Browser, address: str, link: str) -> Page:
    """A page at rest that shows a link's race."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.goto(f"{address}?{link}")
    page.wait_for_function(PAINTED)
    page.wait_for_load_state("networkidle")
    return page
