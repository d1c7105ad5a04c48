"""Fixtures of the browser tests: a real server, a real Redis, a real browser and a function that opens pages."""

import pytest
from playwright.sync_api import sync_playwright

from fallline.web.operations.store import DiskStore, RedisStore
from tests.browser.chromium import EXPOSE_MODULES_SCRIPT, launch_browser
from tests.processes import run_redis, run_server

DISABLE_WEBGL_SCRIPT = """
const original = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  return kind.includes("webgl") ? null : original.call(this, kind, ...more);
};
"""
# Limits drawing to 20 frames per second, since pages are drawn in software on cores that all tests share.
LOW_FRAME_RATE_SCRIPT = """
window.requestAnimationFrame = (draw) => setTimeout(() => draw(performance.now()), 50);
window.cancelAnimationFrame = clearTimeout;
"""


@pytest.fixture(scope="session")
def server():
    """The address of a real server, which compiles nothing since the tests need the cores."""
    with run_server("--no-compile") as address:
        yield address


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory):
    """The address of a real Redis server for these tests."""
    with run_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(params=["disk", "redis"])
def store(request, tmp_path):
    """An empty store of each kind."""
    if request.param == "disk":
        return DiskStore(tmp_path / "shared")
    shared = RedisStore(request.getfixturevalue("redis_url"))
    shared.redis.flushdb()
    return shared


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium."""
    with sync_playwright() as playwright:
        chromium = launch_browser(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(server, browser):
    """Return a function that opens a page in a browser context of its own.

    The test fails if a page has an error in its console, except with the text ``expected``, or sends a request to
    another machine. Without ``space`` the browser has no WebGL: the surface, which is slow to draw in software, is
    blank.
    """
    contexts, errors = [], []

    def open_page(link="", width=1440, height=900, *, space=False, expected="no such text", **options):
        # The policy would refuse the code by which Playwright waits; test_page_security_policy.py tests the policy.
        context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True, **options)
        context.set_default_timeout(120_000)
        contexts.append(context)
        context.add_init_script(EXPOSE_MODULES_SCRIPT)
        context.add_init_script(LOW_FRAME_RATE_SCRIPT)
        if not space:
            context.add_init_script(DISABLE_WEBGL_SCRIPT)
        page = context.new_page()
        page.on(
            "console", lambda message: errors.append(message.text) if _is_unexpected_error(message, expected) else None
        )
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: errors.append(request.url) if not _is_local(request.url, server) else None)
        page.goto(f"{server}?{link}" if link else server)
        page.wait_for_function("window.fallline && window.fallline.race && document.querySelector('#rates')")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors


def _is_unexpected_error(message, expected):
    return message.type == "error" and expected not in message.text


def _is_local(url, server):
    return url.startswith((server, "data:", "blob:"))
