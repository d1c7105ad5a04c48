"""Response times of the page while five films are made at once, and the time and memory of the films.

Run: python -m benchmarks.five_films. Five visitors each request a film. Meanwhile a sixth visitor clicks the +1 button
(handled in the browser), changes the learning rate (the server computes a new race) and requests the trails of another
start.

Prints median and longest response times before and while the films are made, the size of each film, the time until all
are finished and the peak memory of the server and its jobs.
"""

from __future__ import annotations

import statistics
import sys
import threading
import time

import psutil

from benchmarks._lab import open_lab, open_race_page
from tests.browser.page import fill

FILM_COUNT = 5
SAMPLES = (12, 6)  # measurements of each kind: before, and while films are made
FILM_OPTIONS = {"seconds": "12"}  # that differ from the defaults
MAX_WAIT_S = 900  # for the films
LINK = "on=beale&run=adam~lr:0.05&run=adabelief~lr:0.05&run=sgd_momentum~lr:0.002&start=1,1&steps=300"
# Requests a film and polls its state until it is finished.
REQUEST_FILM_SCRIPT = """async ([link, visitor, options]) => {
  const body = JSON.stringify({link, visitor, options, suffix: ".mp4"});
  const pause = () => new Promise((go) => setTimeout(go, 500));
  const request = {method: "POST", headers: {"Content-Type": "application/json"}, body};
  let job = await (await fetch("/jobs/film", request)).json();
  while (job.key && !["made", "failed"].includes(job.state)) {
    await pause();
    job = await (await fetch(`/jobs/film/${job.key}?visitor=${visitor}`)).json();
  }
  window.finishedFilm = job;
}"""
# Clicks the +1 button; returns the milliseconds until the step is shown.
STEP_SCRIPT = """async () => {
  const begin = performance.now();
  const t = fallline.shownStep;
  document.querySelector('#transport [aria-label^="Forward 1 step"]').click();
  await new Promise((go) => requestAnimationFrame(() => setTimeout(go, 0)));
  return fallline.shownStep === t + 1 ? performance.now() - begin : NaN;
}"""
# Requests the trails of another start; returns the milliseconds.
PATHS_SCRIPT = """async (start) => {
  const begin = performance.now();
  const body = JSON.stringify({link: fallline.shownLink, start});
  const answer = await fetch("/paths", {method: "POST", headers: {"Content-Type": "application/json"}, body});
  await answer.json();
  return answer.ok ? performance.now() - begin : NaN;
}"""


def main() -> None:
    """Print the measurements."""
    with open_lab() as (browser, address):
        pages = [open_race_page(browser, address, f"{LINK}&seed={number}") for number in range(FILM_COUNT)]
        page = open_race_page(browser, address, f"{LINK}&t=10")
        print(f"before: {_measure_responses(page, SAMPLES[0])}")
        memory = _MemoryRecorder()
        begin = time.perf_counter()
        for number, each in enumerate(pages):
            request = [f"{LINK}&seed={number}&noise=0.01", str(number), FILM_OPTIONS]
            each.evaluate(f"(request) => void ({REQUEST_FILM_SCRIPT})(request)", request)
        finished = []
        while len(finished) < FILM_COUNT and time.perf_counter() - begin < MAX_WAIT_S:
            state = f"after {time.perf_counter() - begin:.0f} s, {len(finished)} films made"
            print(f"{state}: {_measure_responses(page, SAMPLES[1])}")
            finished = [each for each in (one.evaluate("window.finishedFilm") for one in pages) if each]
        elapsed_s = time.perf_counter() - begin
        memory.stop()
        for film in finished:
            print(film.get("problem") or f"{film['href']}: {film['bytes'] / 1e6:.1f} MB")
        peak_mib = memory.peak_bytes / 2**20
        print(
            f"{len(finished)} of {FILM_COUNT} films of {FILM_OPTIONS['seconds']} s: {elapsed_s:.0f} s in all; "
            f"peak memory of server and films {peak_mib:.0f} MiB"
        )


def _measure_responses(page, count: int) -> str:  # noqa: ANN001 - a script's inner part
    """Return the median and longest of ``count`` response times of each kind, in milliseconds, as text."""
    page.wait_for_function("!document.querySelector('.frame.stale')")  # drawing the last changed race is not measured
    page.wait_for_load_state("networkidle")
    steps = [page.evaluate(STEP_SCRIPT) for _ in range(count)]
    paths = [page.evaluate(PATHS_SCRIPT, [1 + 0.01 * index, 1.0]) for index in range(count)]
    changes = [_measure_change(page) for _ in range(3)]
    kinds = {"+1": steps, "trails of another start": paths, "changed learning rate": changes}
    return ", ".join(
        f"{name} {statistics.median(each):.0f} (at most {max(each):.0f}) ms" for name, each in kinds.items()
    )


def _measure_change(page) -> float:  # noqa: ANN001 - a script's inner part
    """Change the learning rate; return the milliseconds until the new race is shown."""
    shown, begin = page.evaluate("fallline.shownLink"), time.perf_counter()
    fill(page, "Learning rate", f"{0.05 + 0.01 * (begin % 1):.6f}")
    page.wait_for_function("shown => fallline.shownLink !== shown", arg=shown)
    return (time.perf_counter() - begin) * 1000


class _MemoryRecorder:
    """A thread that records the peak memory of the server and the processes that it started."""

    def __init__(self) -> None:
        self.peak_bytes, self.running = 0, True
        self.thread = threading.Thread(target=self._record, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.running = False
        self.thread.join()

    def _record(self) -> None:
        while self.running:
            used = 0
            for process in psutil.Process().children(recursive=True):
                try:
                    is_server = any(
                        "app.py" in word or word == "fallline" for word in process.cmdline()
                    )  # not the browser
                    used += process.memory_full_info().pss if is_server else 0  # shared pages count once
                except psutil.Error:
                    continue
            self.peak_bytes = max(self.peak_bytes, used)
            time.sleep(0.3)


if __name__ == "__main__":
    sys.exit(main())
