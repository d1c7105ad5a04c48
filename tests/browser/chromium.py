"""A headless Chromium or Chrome for tests and benchmarks."""

import os
import shutil
import subprocess
import sys

import pytest
from playwright.sync_api import Error

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# WebGL in software, and none of Chromium's background requests, which fail slowly in a closed network.
FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking"]
# Without a GPU, drawing through WebGL is slow; only the surface needs it.
FLAGS += ["--disable-gpu-rasterization", "--disable-gpu-compositing"]
FLAGS += ["--disable-component-update", "--disable-sync", "--no-first-run"]

# The page defines no global variables. For tests and benchmarks this script defines `fallline`, an object with the
# exports of the page's modules.
EXPOSE_MODULES_SCRIPT = """
window.addEventListener("DOMContentLoaded", async () => {
  const names = ["player/player", "player/link", "player/layers", "player/selection", "core/text", "painters/plane"];
  names.push("race/arrows", "race/standings", "race/step_sentence");
  if (!document.querySelector("script#stage")) {
    // Modules that only the page of a server has, not a standalone page.
    names.push("player/preview", "player/store", "page/live_preview", "page/modes", "lessons/lesson_place");
    names.push("dialogs/menu");
  }
  const modules = await Promise.all(names.map((name) => import(`fallline/${name}.js`)));
  const exporting = (name) => modules.find((each) => name in each);
  window.fallline = new Proxy({}, { get: (_, name) => exporting(name)?.[name] });
});
"""


def launch_browser(playwright):
    """Launch an installed Chromium or Chrome, or else install one; fail the test if that is impossible."""
    finders = [lambda: next(filter(None, map(shutil.which, BROWSERS)), None), _install_by_playwright, _install_by_apt]
    for find in finders:
        path = find()
        try:
            if path:
                return playwright.chromium.launch(executable_path=None if path == "own" else path, args=FLAGS)
        except Error:
            continue
    pytest.fail("The browser tests need Chromium or Chrome, and none could be found or fetched; install one and rerun.")


def _install_by_playwright():
    done = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True, check=False)
    return "own" if done.returncode == 0 else None


def _install_by_apt():
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return None
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
        subprocess.run(command, capture_output=True, check=False)
    return shutil.which("chromium")
