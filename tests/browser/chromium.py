"""A headless Chromium or Chrome for tests and benchmarks."""

import os
import shutil
import subprocess
import sys

import pytest
from playwright.sync_api import Error

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# Software WebGL, and none of the calls home that a closed network would refuse many at a time.
FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking"]
# Drawing in software is slow through WebGL's ways; only the surface needs them.
FLAGS += ["--disable-gpu-rasterization", "--disable-gpu-compositing"]
FLAGS += ["--disable-component-update", "--disable-sync", "--no-first-run"]

# The page has no global of its own. For tests and benchmarks `fallline` has whatever its modules export.
MODULES = """
window.addEventListener("DOMContentLoaded", async () => {
  const names = ["player/player", "player/link", "player/layers", "core/text", "painters/plane"];
  names.push("race/arrows", "race/standings", "race/step_sentence");
  if (!document.querySelector("script#stage")) {
    // What the page of a server has beside these.
    names.push("player/preview", "player/store", "page/live", "page/modes", "lessons/lesson_place");
  }
  const modules = await Promise.all(names.map((name) => import(`fallline/${name}.js`)));
  const exporting = (name) => modules.find((each) => name in each);
  window.fallline = new Proxy({}, { get: (_, name) => exporting(name)?.[name] });
});
"""


def launch(playwright):
    """A browser: one that is there, else one that can be fetched, else a failed test that says so."""
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
